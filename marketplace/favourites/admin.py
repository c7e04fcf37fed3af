"""Staff look at favourites; nobody edits them."""

from django.contrib import admin

from ksound.core.admin import ReadOnlyAdmin
from marketplace.favourites.models import Favourite


@admin.register(Favourite)
class FavouriteAdmin(ReadOnlyAdmin):
    list_display = ("effect", "user", "added_at")
    list_select_related = ("effect__file", "user")
    search_fields = ("user__email", "effect__public_id")
    date_hierarchy = "added_at"
