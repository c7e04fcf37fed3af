"""What a seller's tier means today."""

from __future__ import annotations

from sellers.registration.models import Seller
from sellers.tiers.models import TierPolicy


def policy_of(seller: Seller) -> TierPolicy:
    """The newest policy row of the seller's tier."""
    return TierPolicy.objects.filter(tier=seller.tier).latest("version")


def policies() -> dict[int, TierPolicy]:
    """The newest policy row of every tier, by tier."""
    newest_last = TierPolicy.objects.order_by("version")
    return {policy.tier: policy for policy in newest_last}
