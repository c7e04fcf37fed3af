"""Staff look at notifications; only the program writes them."""

from django.contrib import admin

from ksound.core.admin import ReadOnlyAdmin
from marketplace.notifications.models import Notification


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "kind", "read_at", "mailed_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("user__email", "cause")
    date_hierarchy = "at"
