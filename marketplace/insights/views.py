"""The seller's dashboard."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.studio.access import for_sellers
from marketplace.insights import queries
from payments.ledger.queries import seller_balance
from sellers.registration.models import Seller
from sellers.tiers.queries import policy_of


@require_safe
@for_sellers
def seller_dashboard(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    sales = queries.sales_of(seller)
    policy = policy_of(seller)
    context = {
        "seller": seller,
        "balance": seller_balance(seller),
        "tier": {
            "number": policy.tier,
            "label": policy.name,
            "commission_percent": f"{policy.commission_bps / 100:g}",
        },
        "sales": sales,
        "totals": queries.totals(sales),
    }
    return render(request, "sellers/dashboard.html", context)
