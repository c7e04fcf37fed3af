"""What every payment company looks like from here: plain data in, plain data out.

Providers know no request, ORM row of ours, session or HTML, and are never called inside a database
transaction (`guard.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from ksound.lib.money import Money


class ProviderError(Exception):
    """Something went wrong at or on the way to the provider."""


class Declined(ProviderError):
    """The provider refused the payment; another card or provider may do."""


class Retryable(ProviderError):
    """Try the same call again later, with the same key."""


class Unknown(Retryable):
    """The call may have taken effect: fetch, or repeat it with the same key."""


class Misconfigured(ProviderError):
    """Wrong or missing keys, or a request the provider does not understand: people must act."""


class BadSignature(ProviderError):
    """The webhook does not come from the provider, or not now."""


class Malformed(ProviderError):
    """The webhook's body is not what the provider sends."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a provider may know of an attempt. `provider_ref` is empty until it has been started."""

    reference: str
    order_ref: str
    order_name: str
    buyer_ref: str
    amount: Money
    expires_at: datetime
    provider_ref: str = ""


@dataclass(frozen=True, slots=True)
class Urls:
    """Absolute addresses the buyer comes back to."""

    success: str
    cancel: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the provider says of a payment right now.

    `amount_minor` and `currency` are what was captured (paid) or asked for (otherwise), as the provider
    names them: the currency may be one the shop does not know. `reference` is ours, echoed.
    """

    state: Literal["open", "pending", "paid", "failed", "cancelled", "expired"]
    provider_ref: str
    reference: str
    amount_minor: int
    currency: str
    payment_ref: str = ""
    refunded_minor: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the buyer's browser to `url`."""

    url: str
    provider_ref: str


@dataclass(frozen=True, slots=True)
class ClientAction:
    """The buyer's page must do something with the provider's own script."""

    kind: str
    data: Mapping[str, str]
    provider_ref: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left for the buyer to do."""

    provider_ref: str


Step: TypeAlias = Redirect | ClientAction | Finished


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Give `amount` of the payment `payment_ref` back; `reference` is our refund."""

    reference: str
    payment_ref: str
    amount: Money
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundSnapshot:
    """What the provider says of a refund right now."""

    state: Literal["pending", "succeeded", "failed"]
    provider_ref: str
    amount_minor: int
    currency: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """News from the provider that something may have changed; fetching decides.

    `event_key` is unique per provider. `ignored` says why the hint needs no fetch.
    """

    event_key: str
    kind: str
    reference: str = ""
    provider_ref: str = ""
    ignored: str = ""


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a provider takes this amount from this country, and between which amounts."""

    offered: bool
    methods: tuple[str, ...] = ()
    minimum: Money | None = None
    maximum: Money | None = None
    reason: str = field(default="", compare=False)


class PaymentProvider(Protocol):
    """`key` is an idempotency key: the same key and arguments give the same effect once."""

    @property
    def code(self) -> str: ...

    def available(self, money: Money, country: str) -> Availability: ...

    def start(self, charge: Charge, urls: Urls, key: str) -> Step: ...

    def complete(self, charge: Charge, params: Mapping[str, str], key: str) -> Snapshot: ...

    def fetch(self, charge: Charge) -> Snapshot: ...

    def cancel(self, charge: Charge, key: str) -> Snapshot: ...

    def refund(self, refund: RefundRequest, key: str) -> RefundSnapshot: ...

    def parse_webhook(self, headers: Mapping[str, str], body: bytes, at: datetime) -> list[Hint]: ...

    def changes(self, since: datetime) -> Iterator[Hint]: ...
