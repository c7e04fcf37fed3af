"""Which account counts."""

from __future__ import annotations

from collections.abc import Iterable

from payments.payouts.destinations.models import Destination
from sellers.models import Seller

RETURNED = "returned"


def current(seller: Seller) -> Destination | None:
    """The account named last."""
    return Destination.objects.filter(seller=seller).order_by("-id").first()


def current_of(seller_ids: Iterable[int]) -> dict[int, Destination]:
    """Seller → the account named last: one statement."""
    newest = Destination.objects.filter(seller__in=seller_ids).order_by("seller", "-id").distinct("seller")
    return {destination.seller_id: destination for destination in newest}


def was_returned(destination: Destination) -> bool:
    """The bank has sent a payout back from it; its seller must name an account again."""
    return destination.payouts.filter(state=RETURNED).exists()


def returned_among(destinations: Iterable[Destination]) -> set[int]:
    """Those the bank has sent a payout back from, by primary key: one statement."""
    given = Destination.objects.filter(pk__in=[each.pk for each in destinations], payouts__state=RETURNED)
    return set(given.values_list("pk", flat=True))
