"""Which payment providers this installation has; decided by settings alone."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from ksound.lib.money import Money
from payments.providers.base import Misconfigured, PaymentProvider
from payments.providers.guard import Guarded
from payments.providers.sandbox.provider import SandboxProvider
from payments.providers.stripe.provider import StripeProvider
from payments.providers.toss.provider import TossProvider

TOSS = "toss"
STRIPE = "stripe"
SANDBOX = "sandbox"


def codes() -> list[str]:
    """The providers switched on, in the order buyers see them."""
    return [
        *([TOSS] if settings.TOSS_CLIENT_KEY and settings.TOSS_SECRET_KEY else []),
        *([STRIPE] if settings.STRIPE_SECRET_KEY else []),
        *([SANDBOX] if settings.SANDBOX_PAYMENTS else []),
    ]


def provider(code: str) -> PaymentProvider:
    """The provider by its code; Misconfigured when this installation does not have it."""
    if code not in codes():
        raise Misconfigured(f"payment provider {code!r} is not switched on")
    made: dict[str, Callable[[], PaymentProvider]] = {
        TOSS: TossProvider.from_settings,
        STRIPE: StripeProvider.from_settings,
        SANDBOX: SandboxProvider,
    }
    return Guarded(made[code]())


def offered(money: Money, country: str = "KR") -> list[str]:
    """The codes of the providers that take this amount from a buyer in this country."""
    return [code for code in codes() if provider(code).available(money, country).offered]
