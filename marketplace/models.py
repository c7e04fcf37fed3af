from marketplace.cart.models import Cart, CartLine
from marketplace.downloads.models import Download
from marketplace.licences.models import Licence
from marketplace.orders.models import Order, OrderLine

__all__ = ["Cart", "CartLine", "Download", "Licence", "Order", "OrderLine"]
