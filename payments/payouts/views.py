"""A seller's balance, payouts and bank account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ksound.core.views import signed_in
from payments.ledger.queries import seller_balance
from payments.payouts import queries
from payments.payouts.destinations.forms import DestinationForm
from payments.payouts.destinations.operations import name_account
from payments.payouts.destinations.queries import current
from payments.payouts.running import day_of
from sellers.models import Seller
from sellers.registration.access import for_sellers


@require_safe
@for_sellers
def seller_payouts(request: HttpRequest, seller: Seller) -> HttpResponse:
    now = timezone.now()
    balance = seller_balance(seller)
    context = {
        "seller": seller,
        "balance": balance,
        "coming": queries.next_payout(
            seller, available=balance.available, debt=balance.debt, on=day_of(now), at=now
        ),
        "now": now,
        "pending": queries.pending_by_day(seller),
        "payouts": queries.history(seller),
    }
    return render(request, "payouts/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_sellers
@reauthentication_required
def payout_account(request: HttpRequest, seller: Seller) -> HttpResponse:
    """Name another account: only for somebody who has just proved again who they are."""
    form = DestinationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        name_account(
            seller=seller,
            bank_code=given["bank_code"],
            account_number=given["account_number"],
            holder=given["holder"],
            by=signed_in(request),
            at=timezone.now(),
        )
        messages.success(request, _("The bank account is saved. We have written to you about it."))
        return redirect("seller-payouts")
    context = {"form": form, "current": current(seller)}
    return render(request, "payouts/account.html", context, status=422 if form.errors else 200)
