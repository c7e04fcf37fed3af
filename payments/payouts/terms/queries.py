"""Which terms are in force."""

from __future__ import annotations

from payments.payouts.terms.models import PayoutTerms, WithholdingRule
from sellers.models import Seller


def terms_by_tier() -> dict[int, PayoutTerms]:
    """The newest row of every tier: one statement."""
    return {terms.tier: terms for terms in PayoutTerms.objects.order_by("version")}


def withholding_in_force() -> WithholdingRule | None:
    """The newest rule, if it is on."""
    newest = WithholdingRule.objects.order_by("-version").first()
    return newest if newest and newest.is_on else None


def rate_for(seller: Seller, rule: WithholdingRule | None) -> int:
    """Basis points withheld from this seller's payouts."""
    return rule.rate_bps if rule and rule.seller_kind == seller.kind else 0
