from marketplace.cart.models import Cart, CartLine
from marketplace.downloads.models import Download
from marketplace.favourites.models import Favourite
from marketplace.follows.models import Follow
from marketplace.home.models import StaffPick
from marketplace.licences.models import Licence
from marketplace.notifications.models import MailChoice, Notification
from marketplace.orders.models import Order, OrderLine
from marketplace.projects.models import CueImport, Project, ProjectItem
from marketplace.reviews.models import Review, ReviewReport

__all__ = [
    "Cart",
    "CartLine",
    "CueImport",
    "Download",
    "Favourite",
    "Follow",
    "Licence",
    "MailChoice",
    "Notification",
    "Order",
    "OrderLine",
    "Project",
    "ProjectItem",
    "Review",
    "ReviewReport",
    "StaffPick",
]
