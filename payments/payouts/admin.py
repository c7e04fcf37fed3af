"""Payouts in Django admin: lists to look at, and a desk for each batch, where two people send it on its way."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin

from ksound.core.admin import ReadOnlyAdmin
from ksound.core.views import signed_in
from payments.admin_parts import ReadOnlyInline, link
from payments.ledger import queries as ledger
from payments.payouts import batches, desk
from payments.payouts.models import Destination, Letter, Payout, PayoutBatch, PayoutTerms, WithholdingRule


@admin.register(Destination)
class DestinationAdmin(ReadOnlyAdmin):
    """The full number is in the bank file only."""

    list_display = ["created_at", "seller", "bank", "masked_number", "holder"]
    list_select_related = ["seller"]
    search_fields = ["seller__display_name", "holder", "public_id"]
    date_hierarchy = "created_at"
    fields = ["public_id", "seller", "bank", "masked_number", "holder", "created_at", "created_by"]
    readonly_fields = ["public_id", "bank", "masked_number"]


@admin.register(Payout)
class PayoutAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "seller", "amount", "period_end", "state", "batch_link"]
    list_filter = ["state", "currency", "period_end"]
    list_select_related = ["seller", "batch"]
    search_fields = ["public_id", "seller__display_name"]
    date_hierarchy = "created_at"
    readonly_fields = ["public_id", "amount", "batch_link", "ledger_entries"]
    exclude = ["batch"]
    actions = ["make_batch"]

    @admin.display(description=_("amount"), ordering="amount_minor")
    def amount(self, payout: Payout) -> str:
        return str(payout.amount)

    @admin.display(description=_("payout batch"), ordering="batch")
    def batch_link(self, payout: Payout) -> str:
        return link(payout.batch)

    @admin.display(description=_("ledger entries"))
    def ledger_entries(self, payout: Payout) -> str:
        links = [link(entry) for entry in ledger.entries_for(payout.cause)]
        return format_html(" ".join(["{}"] * len(links)) or "–", *links)

    def has_make_batch_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(batches.MAKE))

    @admin.action(description=_("Gather the chosen payouts in a batch"), permissions=["make_batch"])
    def make_batch(self, request: HttpRequest, chosen: QuerySet[Payout]) -> HttpResponse | None:
        try:
            batch = batches.make(
                payout_ids=chosen.values_list("pk", flat=True), by=signed_in(request), at=timezone.now()
            )
        except batches.NothingToPay:
            messages.error(
                request, _("Choose payouts of one currency that are being prepared and in no batch yet.")
            )
            return None
        messages.success(request, _("The batch is made. Somebody else has to approve it."))
        return redirect("admin:payments_payoutbatch_desk", batch.pk)


class PayoutInline(ReadOnlyInline):
    model = Payout
    fields = readonly_fields = ["seller", "destination", "amount", "state", "reason"]

    @admin.display(description=_("amount"))
    def amount(self, payout: Payout) -> str:
        return str(payout.amount)


@admin.register(PayoutBatch)
class PayoutBatchAdmin(ReadOnlyAdmin):
    list_display = ["made_at", "state", "count", "total", "made_by", "approved_by", "work"]
    list_filter = ["state"]
    list_select_related = ["made_by", "approved_by"]
    search_fields = ["public_id", "payouts__public_id"]
    date_hierarchy = "made_at"
    readonly_fields = ["public_id", "total", "work"]
    inlines = [PayoutInline]

    @admin.display(description=_("total"), ordering="total_minor")
    def total(self, batch: PayoutBatch) -> str:
        return str(batch.total)

    @admin.display(description=pgettext_lazy("staff", "desk"))
    def work(self, batch: PayoutBatch) -> str:
        address = reverse("admin:payments_payoutbatch_desk", args=[batch.pk])
        return format_html('<a href="{}">{}</a>', address, _("Approve, send, enter results"))

    def get_urls(self) -> list[URLPattern]:
        page, file = self.admin_site.admin_view(desk.desk), self.admin_site.admin_view(desk.bank_file)
        return [
            path("<int:pk>/desk/", page, name="payments_payoutbatch_desk"),
            path("<int:pk>/file/", file, name="payments_payoutbatch_file"),
            *super().get_urls(),
        ]


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["written_at", "kind", "seller", "to", "sent_at"]
    list_filter = ["kind"]
    list_select_related = ["seller"]
    search_fields = ["to", "seller__display_name"]


class VersionedAdmin(ModelAdmin):
    """A change is a new version: rows are added, never edited, so that one can see what held when."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PayoutTerms)
class PayoutTermsAdmin(VersionedAdmin):
    list_display = ["version", "tier", "rhythm", "minimum_krw"]
    list_filter = ["version"]


@admin.register(WithholdingRule)
class WithholdingRuleAdmin(VersionedAdmin):
    list_display = ["version", "rate_bps", "seller_kind", "is_on", "note"]
