from marketplace.follows.tasks import announce_new_sounds
from marketplace.notifications.tasks import send_mails
from marketplace.orders.tasks import reconcile
from marketplace.privacy.tasks import forget_retained

__all__ = ["announce_new_sounds", "forget_retained", "reconcile", "send_mails"]
