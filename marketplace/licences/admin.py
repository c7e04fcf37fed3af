"""Staff pages for licences and their downloads."""

from django.contrib import admin
from unfold.admin import TabularInline

from ksound.core.admin import ReadOnlyAdmin
from marketplace.downloads.models import Download
from marketplace.licences.models import Licence


class DownloadInline(TabularInline):
    model = Download
    extra = 0
    can_delete = False
    fields = ("at", "format", "byte_range", "user_agent")
    readonly_fields = fields


@admin.register(Licence)
class LicenceAdmin(ReadOnlyAdmin):
    list_display = ("serial", "order_line", "holder", "state", "granted_at")
    list_filter = ("state",)
    list_select_related = ("order_line", "holder")
    search_fields = ("serial", "public_id", "holder__email", "order_line__order__number")
    inlines = (DownloadInline,)
