from marketplace.orders.tasks import reconcile

__all__ = ["reconcile"]
