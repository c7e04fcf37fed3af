from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    verbose_name = _("Marketplace")

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in

        from marketplace.cart.listeners import adopt_guest_cart
        from marketplace.favourites.listeners import fulfil_wanted

        # Imported for what it registers: invariants of `verify_ledger`.
        from marketplace.orders import checks  # noqa: F401
        from marketplace.orders.checkout import on_captured
        from marketplace.orders.refunding import on_refunded
        from payments import events

        events.captured.connect(on_captured, dispatch_uid="orders")
        events.refunded.connect(on_refunded, dispatch_uid="orders")
        user_logged_in.connect(adopt_guest_cart, dispatch_uid="cart")
        user_logged_in.connect(fulfil_wanted, dispatch_uid="favourites")
