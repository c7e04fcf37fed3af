"""The staff site (Django admin, unfold theme)."""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": "K-Sound Library",
    "SITE_HEADER": "K-Sound Library",
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("img/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}
    ],
    "SHOW_VIEW_ON_SITE": True,
    # The shop's dancheong green-blue instead of the theme's purple.
    "COLORS": {
        "primary": {
            "50": "#eef7f4",
            "100": "#d9eae5",
            "200": "#b3d6cd",
            "300": "#84bcb0",
            "400": "#4f9c90",
            "500": "#238076",
            "600": "#0c665f",
            "700": "#084d48",
            "800": "#063c39",
            "900": "#052f2c",
            "950": "#031c1a",
        }
    },
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            {
                "title": _("Moderation"),
                "items": [
                    {
                        "title": _("Review queue"),
                        "icon": "fact_check",
                        "link": reverse_lazy("admin:catalog_effectinreview_changelist"),
                    },
                    {
                        "title": _("Effects"),
                        "icon": "graphic_eq",
                        "link": reverse_lazy("admin:catalog_effect_changelist"),
                    },
                    {
                        "title": _("Uploads"),
                        "icon": "upload_file",
                        "link": reverse_lazy("admin:catalog_audiofile_changelist"),
                    },
                    {
                        "title": _("Sellers"),
                        "icon": "storefront",
                        "link": reverse_lazy("admin:sellers_seller_changelist"),
                    },
                ],
            },
            {
                "title": _("Money"),
                "items": [
                    {
                        "title": _("Orders"),
                        "icon": "receipt_long",
                        "link": reverse_lazy("admin:marketplace_order_changelist"),
                    },
                    {
                        "title": _("Payments"),
                        "icon": "payments",
                        "link": reverse_lazy("admin:payments_paymentattempt_changelist"),
                    },
                    {
                        "title": _("Ledger"),
                        "icon": "account_balance",
                        "link": reverse_lazy("admin:payments_entry_changelist"),
                    },
                    {
                        "title": _("Provider events"),
                        "icon": "webhook",
                        "link": reverse_lazy("admin:payments_providerevent_changelist"),
                    },
                ],
            },
            {
                "title": _("People and records"),
                "items": [
                    {
                        "title": _("Users"),
                        "icon": "person",
                        "link": reverse_lazy("admin:core_user_changelist"),
                    },
                    {
                        "title": _("Audit trail"),
                        "icon": "history",
                        "link": reverse_lazy("admin:core_auditevent_changelist"),
                    },
                ],
            },
        ],
    },
}
