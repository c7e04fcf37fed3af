from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from ksound.core.admin import ReadOnlyAdmin
from payments.admin_parts import ReadOnlyInline, link
from payments.charges.models import AttemptShare, PaymentAttempt
from payments.ledger import queries as ledger


class ShareInline(ReadOnlyInline):
    model = AttemptShare


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "order_ref", "provider", "amount", "state", "review"]
    list_filter = ["state", "review", "provider"]
    search_fields = ["public_id", "order_ref", "provider_ref", "payment_ref"]
    date_hierarchy = "created_at"
    readonly_fields = ["public_id", "amount", "ledger_entries", "provider_event_links"]
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
