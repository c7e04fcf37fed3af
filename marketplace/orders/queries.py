"""A buyer's orders."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.orders.models import Order, OrderLine
from payments.providers import registry


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """One way to pay, as buyers read it."""

    code: str
    label: str | Promise
    description: str | Promise


PROVIDERS = {
    registry.TOSS: ProviderChoice(
        registry.TOSS,
        _("Korean card (Toss Payments)"),
        _("Cards, bank transfer and easy pay of Korea, in the window of Toss Payments."),
    ),
    registry.STRIPE: ProviderChoice(
        registry.STRIPE, _("Card (Stripe)"), _("Cards and wallets from Korea and abroad, on Stripe's page.")
    ),
    registry.SANDBOX: ProviderChoice(
        registry.SANDBOX, _("Test payment"), _("No money moves. For trying the shop out.")
    ),
}


def providers_for(amount: Money) -> list[ProviderChoice]:
    return [PROVIDERS[code] for code in registry.offered(amount)] if amount else []


def orders_of(buyer: User) -> list[Order]:
    """All but drafts, newest first, with their lines and sounds: three statements."""
    return list(
        Order.objects.filter(buyer=buyer).exclude(state=Order.State.DRAFT).prefetch_related("lines__effect")
    )


def order_of(*, buyer: User, public_id: str) -> Order | None:
    lines = OrderLine.objects.select_related(
        "effect__file",
        "effect__seller",
        "audio_file",
        "licence",
        "order",
        "pack__seller",
        "upgraded_from__order_line",
    )
    return (
        Order.objects.filter(buyer=buyer, public_id=public_id)
        .prefetch_related(Prefetch("lines", lines))
        .first()
    )
