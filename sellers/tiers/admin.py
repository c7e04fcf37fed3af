from django.contrib import admin
from unfold.admin import ModelAdmin

from sellers.tiers.models import TierPolicy


@admin.register(TierPolicy)
class TierPolicyAdmin(ModelAdmin):
    list_display = ("version", "tier", "name_ko", "name_en", "commission_bps")
    list_filter = ("version",)
