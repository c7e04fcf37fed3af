"""Staff pages for orders: looked at, never edited."""

from django.contrib import admin
from unfold.admin import TabularInline

from ksound.core.admin import ReadOnlyAdmin
from marketplace.orders.models import Order, OrderLine


class OrderLineInline(TabularInline):
    model = OrderLine
    extra = 0
    can_delete = False
    fields = (
        "title",
        "licence_code",
        "seller",
        "gross_minor",
        "fee_minor",
        "vat_minor",
        "seller_net_minor",
        "fee_bps",
        "tier",
        "pack",
        "credited_minor",
        "upgraded_from",
    )
    readonly_fields = fields


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ("number", "buyer", "state", "total_minor", "currency", "created_at", "paid_at")
    list_filter = ("state", "currency")
    list_select_related = ("buyer",)
    search_fields = ("number", "public_id", "buyer__email")
    date_hierarchy = "created_at"
    inlines = (OrderLineInline,)
