"""A seller, a buyer, an order, and the books checked after every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest
from django.utils import timezone

from ksound.core.models import User
from ksound.lib.money import Money
from payments import events
from payments.charges import operations
from payments.charges.allocation import Share, share
from payments.charges.models import PaymentAttempt
from payments.ledger import checks
from payments.providers.sandbox import operations as sandbox_company
from payments.providers.sandbox.models import SandboxPayment
from payments.providers.toss.provider import TossProvider
from sellers.models import Seller
from tests.fakes.fixtures import StripeServer, TossServer

PRICE = Money.krw(5_500)


@pytest.fixture(autouse=True)
def books_are_clean(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test that touches money ends with every invariant holding."""
    yield
    if request.node.get_closest_marker("django_db") and "books_may_break" not in request.fixturenames:
        assert {name: found for name, found in checks.breaches(timezone.now()).items() if found} == {}


@pytest.fixture
def books_may_break() -> None:
    """Named by the tests that break the books on purpose."""


@pytest.fixture(autouse=True)
def nobody_else_listens() -> Iterator[None]:
    """The orders of these tests exist only by name, so the layers above are not told."""
    others = {signal: signal.receivers for signal in (events.captured, events.failed, events.refunded)}
    for signal in others:
        signal.receivers = []
        signal.sender_receivers_cache.clear()
    yield
    for signal, receivers in others.items():
        signal.receivers = receivers
        signal.sender_receivers_cache.clear()


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def buyer(db: None) -> User:
    return User.objects.create_user("buyer@example.com")


@pytest.fixture
def seller(db: None) -> Seller:
    return Seller.objects.create(
        user=User.objects.create_user("seller@example.com"),
        display_name="새소리",
        kind=Seller.Kind.INDIVIDUAL,
        creator_id="SAESORI",
        agreement_version="1",
        agreement_accepted_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


class Opens(Protocol):
    def __call__(self, provider: str = ..., **changes: Any) -> PaymentAttempt: ...


@pytest.fixture
def shares(seller: Seller) -> list[Share]:
    return [share(line_ref="line-1", seller=seller, gross=PRICE, fee_bps=2_000)]


@pytest.fixture
def opens(buyer: User, shares: list[Share], settings: Any) -> Opens:
    settings.SANDBOX_PAYMENTS = True

    def opens(provider: str = "sandbox", **changes: Any) -> PaymentAttempt:
        wanted: dict[str, Any] = {
            "order_ref": "order-1",
            "order_name": "문 닫는 소리",
            "buyer_ref": buyer.public_id,
            "amount": PRICE,
            "shares": shares,
            "return_url": "http://testserver/orders/order-1/return/ATTEMPT_ID/",
            "cancel_url": "http://testserver/checkout/",
            "at": timezone.now(),
        }
        return operations.open_attempt(provider=provider, **{**wanted, **changes})

    return opens


@pytest.fixture
def started(opens: Opens) -> Callable[..., PaymentAttempt]:
    """Opens an attempt and sends the buyer to the provider's page."""

    def started(provider: str = "sandbox", **changes: Any) -> PaymentAttempt:
        attempt = opens(provider, **changes)
        operations.start(attempt=attempt, at=timezone.now())
        return attempt

    return started


class Company(Protocol):
    """The other side of a provider: what its buyer and its clerks can do."""

    code: str

    def pay(self, attempt: PaymentAttempt) -> None: ...

    def pay_otherwise(self, attempt: PaymentAttempt, *, amount: int, currency: str) -> None: ...

    def run_out(self, attempt: PaymentAttempt) -> None: ...


class StripeCompany:
    code = "stripe"

    def __init__(self, server: StripeServer) -> None:
        self.server = server

    def pay(self, attempt: PaymentAttempt) -> None:
        self.server.pay(attempt.provider_ref)

    def pay_otherwise(self, attempt: PaymentAttempt, *, amount: int, currency: str) -> None:
        self.server.pay(attempt.provider_ref, amount=amount, currency=currency.lower())

    def run_out(self, attempt: PaymentAttempt) -> None:
        self.server.control("clock", offset=3600)


class SandboxCompany:
    code = "sandbox"

    def pay(self, attempt: PaymentAttempt) -> None:
        sandbox_company.approve(ref=attempt.provider_ref)

    def pay_otherwise(self, attempt: PaymentAttempt, *, amount: int, currency: str) -> None:
        self.pay(attempt)
        SandboxPayment.objects.update(captured_minor=amount, captured_currency=currency)

    def run_out(self, attempt: PaymentAttempt) -> None:
        SandboxPayment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))


class TossCompany:
    code = "toss"

    def __init__(self, server: TossServer) -> None:
        self.server = server

    def pay(self, attempt: PaymentAttempt) -> None:
        """Approved in the window and confirmed by us, but the answer was lost."""
        approved = self.server.approve(attempt.provider_ref, attempt.amount_minor)
        attempt.refresh_from_db()
        if attempt.is_open:
            TossProvider.from_settings().complete(attempt.charge, approved, attempt.idempotency_key)

    def pay_otherwise(self, attempt: PaymentAttempt, *, amount: int, currency: str) -> None:
        self.server.control("take", order_id=attempt.provider_ref, amount=amount, currency=currency)

    def run_out(self, attempt: PaymentAttempt) -> None:
        PaymentAttempt.objects.update(expires_at=timezone.now() - timedelta(minutes=1))


@pytest.fixture(params=["stripe", "toss", "sandbox"])
def company(request: pytest.FixtureRequest, settings: Any) -> Company:
    """Each real provider in turn."""
    settings.SANDBOX_PAYMENTS = True
    if request.param == "stripe":
        return StripeCompany(request.getfixturevalue("stripe_server"))
    if request.param == "toss":
        return TossCompany(request.getfixturevalue("toss_server"))
    return SandboxCompany()
