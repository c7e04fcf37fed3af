"""The staff site (Django admin, unfold theme)."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def _page(title: Promise, icon: str, model: str, *, needs: str = "") -> dict[str, Any]:
    """A list in the sidebar, for those who may open it (`needs`, by default the model's view permission)."""
    app, name = model.split(".")
    permission = needs or f"{app}.view_{name}"
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{name}_changelist"),
        "permission": lambda request: request.user.has_perm(permission),
    }


UNFOLD = {
    "SITE_TITLE": "K-Sound Library",
    "SITE_HEADER": "K-Sound Library",
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("img/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}
    ],
    "SHOW_VIEW_ON_SITE": True,
    "LOGIN": {"form": "ksound.core.accounts.staff.StaffSignInForm"},
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
        "show_search": False,
        "navigation": [
            {
                "title": _("Moderation"),
                "items": [
                    _page(
                        _("Review queue"),
                        "fact_check",
                        "catalog.effectinreview",
                        needs="catalog.moderate_effect",
                    ),
                    _page(_("Effects"), "graphic_eq", "catalog.effect"),
                    _page(_("Uploads"), "upload_file", "catalog.audiofile"),
                    _page(_("Sellers"), "storefront", "sellers.seller"),
                    _page(_("Reviews"), "reviews", "marketplace.review", needs="marketplace.moderate_review"),
                    _page(_("Unmet searches"), "manage_search", "catalog.searchdemand"),
                    _page(_("Staff picks"), "recommend", "marketplace.staffpick"),
                ],
            },
            {
                "title": _("Money"),
                "items": [
                    _page(_("Orders"), "receipt_long", "marketplace.order"),
                    _page(_("Payments"), "payments", "payments.paymentattempt"),
                    _page(_("Payouts"), "send_money", "payments.payout"),
                    _page(_("Payout batches"), "fact_check", "payments.payoutbatch"),
                    _page(_("Ledger"), "account_balance", "payments.entry"),
                    _page(_("Provider events"), "webhook", "payments.providerevent"),
                ],
            },
            {
                "title": _("People and records"),
                "items": [
                    _page(_("Users"), "person", "core.user"),
                    _page(_("Audit trail"), "history", "core.auditevent"),
                    {
                        "title": _("Design system"),
                        "icon": "palette",
                        "link": reverse_lazy("gallery"),
                        "permission": lambda request: request.user.is_staff,
                    },
                ],
            },
        ],
    },
}
