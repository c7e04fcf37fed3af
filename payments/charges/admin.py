from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from ksound.core.admin import ReadOnlyAdmin
from payments.admin_parts import ReadOnlyInline, link
from payments.charges.models import AttemptShare, PaymentAttempt
from payments.ledger import queries as ledger
from payments.refunds.admin import refund_view


class ShareInline(ReadOnlyInline):
    model = AttemptShare


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "order_ref", "provider", "amount", "state", "review"]
    list_filter = ["state", "review", "provider"]
    search_fields = ["public_id", "order_ref", "provider_ref", "payment_ref"]
    date_hierarchy = "created_at"
    readonly_fields = ["public_id", "amount", "ledger_entries", "provider_event_links", "refund_links"]
    inlines = [ShareInline]

    @admin.display(description=_("amount"), ordering="amount_minor")
    def amount(self, attempt: PaymentAttempt) -> str:
        return str(attempt.amount)

    @admin.display(description=_("ledger entries"))
    def ledger_entries(self, attempt: PaymentAttempt) -> str:
        return (
            format_html_join(", ", "{}", ([link(each)] for each in ledger.entries_for(attempt.cause))) or "–"
        )

    @admin.display(description=_("provider events"))
    def provider_event_links(self, attempt: PaymentAttempt) -> str:
        return format_html_join(", ", "{}", ([link(each)] for each in attempt.provider_events.all())) or "–"

    @admin.display(description=_("refunds"))
    def refund_links(self, attempt: PaymentAttempt) -> str:
        listed = format_html_join(", ", "{}", ([link(each)] for each in attempt.refunds.all()))
        if not attempt.is_paid:
            return listed or "–"
        address = reverse("admin:payments_refund_of", args=[attempt.pk])
        return format_html('{} <a href="{}">{}</a>', listed, address, _("Give money back"))

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(refund_view)
        return [path("<int:pk>/refund/", page, name="payments_refund_of"), *super().get_urls()]
