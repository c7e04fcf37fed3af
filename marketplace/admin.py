from marketplace.licences.admin import LicenceAdmin
from marketplace.orders.admin import OrderAdmin

__all__ = ["LicenceAdmin", "OrderAdmin"]
