from django.contrib import admin
from unfold.admin import ModelAdmin

from sellers.registration.models import Seller


@admin.register(Seller)
class SellerAdmin(ModelAdmin):
    list_display = ("display_name", "kind", "creator_id", "state", "tier", "is_public_collection")
    list_filter = ("state", "kind", "tier", "is_public_collection")
    search_fields = ("display_name", "creator_id", "user__email", "public_id")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)
    # State and tier change through operations with a reason, which come with the tier work.
    readonly_fields = ("public_id", "user", "state", "tier", "agreement_version", "agreement_accepted_at")
