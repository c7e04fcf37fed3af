from marketplace.favourites.admin import FavouriteAdmin
from marketplace.follows.admin import FollowAdmin
from marketplace.home.admin import StaffPickAdmin
from marketplace.licences.admin import LicenceAdmin
from marketplace.notifications.admin import NotificationAdmin
from marketplace.orders.admin import OrderAdmin
from marketplace.projects.admin import ProjectAdmin
from marketplace.reviews.admin import ReviewAdmin

__all__ = [
    "FavouriteAdmin",
    "FollowAdmin",
    "LicenceAdmin",
    "NotificationAdmin",
    "OrderAdmin",
    "ProjectAdmin",
    "ReviewAdmin",
    "StaffPickAdmin",
]
