"""Staff look at follows; nobody edits them."""

from django.contrib import admin

from ksound.core.admin import ReadOnlyAdmin
from marketplace.follows.models import Follow


@admin.register(Follow)
class FollowAdmin(ReadOnlyAdmin):
    list_display = ("seller", "user", "followed_at")
    list_select_related = ("seller", "user")
    search_fields = ("user__email", "seller__display_name")
    date_hierarchy = "followed_at"
