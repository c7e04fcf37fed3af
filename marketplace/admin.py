from marketplace.favourites.admin import FavouriteAdmin
from marketplace.licences.admin import LicenceAdmin
from marketplace.orders.admin import OrderAdmin
from marketplace.projects.admin import ProjectAdmin

__all__ = ["FavouriteAdmin", "LicenceAdmin", "OrderAdmin", "ProjectAdmin"]
