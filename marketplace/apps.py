from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    verbose_name = _("Marketplace")

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in

        from catalog.moderation import events as moderation
        from marketplace.cart.listeners import adopt_guest_cart
        from marketplace.favourites.listeners import fulfil_wanted
        from marketplace.notifications import listeners as notifications

        # Imported for what it registers: invariants of `verify_ledger`.
        from marketplace.orders import checks  # noqa: F401
        from marketplace.orders.checkout import on_captured
        from marketplace.orders.refunding import on_refunded
        from payments import events

        events.captured.connect(on_captured, dispatch_uid="orders")
        events.refunded.connect(on_refunded, dispatch_uid="orders")
        # After the orders: what is told must have happened.
        events.captured.connect(notifications.on_captured, dispatch_uid="notifications")
        events.refunded.connect(notifications.on_refunded, dispatch_uid="notifications")
        moderation.approved.connect(notifications.on_approved, dispatch_uid="notifications")
        moderation.rejected.connect(notifications.on_rejected, dispatch_uid="notifications")
        moderation.held.connect(notifications.on_held, dispatch_uid="notifications")
        user_logged_in.connect(adopt_guest_cart, dispatch_uid="cart")
        user_logged_in.connect(fulfil_wanted, dispatch_uid="favourites")
