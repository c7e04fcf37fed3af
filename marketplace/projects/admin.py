"""Staff look at projects; only their owners edit them."""

from django.contrib import admin

from ksound.core.admin import ReadOnlyAdmin
from marketplace.projects.models import Project


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("name", "owner", "frame_rate", "updated_at", "deleted_at")
    list_select_related = ("owner",)
    search_fields = ("public_id", "name", "owner__email")
    exclude = ("share_token",)
