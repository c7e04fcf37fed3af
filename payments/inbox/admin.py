from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from ksound.core.admin import ReadOnlyAdmin
from payments.admin_parts import link
from payments.inbox.models import ProviderEvent
from payments.ledger import queries as ledger


@admin.register(ProviderEvent)
class ProviderEventAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "provider", "kind", "state", "tries", "error"]
    list_filter = ["state", "provider", "kind"]
    search_fields = ["event_key", "reference", "attempt__order_ref"]
    date_hierarchy = "received_at"
    readonly_fields = ["attempt_link", "ledger_entries"]
    exclude = ["attempt"]

    @admin.display(description=_("payment attempt"))
    def attempt_link(self, event: ProviderEvent) -> str:
        return link(event.attempt)

    @admin.display(description=_("ledger entries"))
    def ledger_entries(self, event: ProviderEvent) -> str:
        entries = ledger.entries_for(event.attempt.cause) if event.attempt else []
        return format_html_join(", ", "{}", ([link(entry)] for entry in entries)) or "–"
