from marketplace.cart.models import Cart, CartLine
from marketplace.downloads.models import Download
from marketplace.favourites.models import Favourite
from marketplace.licences.models import Licence
from marketplace.orders.models import Order, OrderLine
from marketplace.projects.models import CueImport, Project, ProjectItem

__all__ = [
    "Cart",
    "CartLine",
    "CueImport",
    "Download",
    "Favourite",
    "Licence",
    "Order",
    "OrderLine",
    "Project",
    "ProjectItem",
]
