from __future__ import annotations

from django.contrib import admin
from django.db.models import BigIntegerField, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from ksound.core.admin import ReadOnlyAdmin
from ksound.lib.money import Money
from payments.admin_parts import ReadOnlyInline, link
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Account, Entry, Posting


class PostingInline(ReadOnlyInline):
    model = Posting
    fields = ["account", "amount"]
    readonly_fields = ["account", "amount"]


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "kind", "cause", "public_id"]
    list_filter = ["kind"]
    search_fields = ["cause", "public_id"]
    date_hierarchy = "at"
    fields = ["public_id", "kind", "cause", "attempt", "provider_events", "at", "memo"]
    readonly_fields = ["attempt", "provider_events"]
    inlines = [PostingInline]

    @admin.display(description=_("payment attempt"))
    def attempt(self, entry: Entry) -> str:
        return link(_attempt_of(entry))

    @admin.display(description=_("provider events"))
    def provider_events(self, entry: Entry) -> str:
        attempt = _attempt_of(entry)
        events = attempt.provider_events.all() if attempt else []
        return format_html_join(", ", "{}", ([link(event)] for event in events)) or "–"


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ["kind", "seller", "currency", "balance"]
    list_filter = ["kind", "currency"]
    list_select_related = ["seller"]
    search_fields = ["seller__display_name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        postings = Coalesce(Sum("postings__amount_minor"), Value(0), output_field=BigIntegerField())
        return super().get_queryset(request).annotate(balance_minor=postings)

    @admin.display(description=_("balance (debit positive)"), ordering="balance_minor")
    def balance(self, account: Account) -> str:
        return str(Money(int(getattr(account, "balance_minor")), account.currency))  # noqa: B009


def _attempt_of(entry: Entry) -> PaymentAttempt | None:
    thing, _colon, public_id = entry.cause.partition(":")
    if thing != "attempt":
        return None
    return PaymentAttempt.objects.filter(public_id=public_id).first()
