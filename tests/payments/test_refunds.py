"""Money goes back once, never more than came, and everybody who had a part of it gives their part."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ksound.core.models import AuditEvent, User
from ksound.lib.money import Money
from payments import events
from payments.charges import operations as charges
from payments.charges.models import PaymentAttempt
from payments.holds import operations as holds
from payments.inbox import operations as inbox
from payments.ledger.models import Entry
from payments.ledger.queries import account_balance, seller_balance
from payments.providers import registry
from payments.providers.base import RefundRequest, Retryable
from payments.refunds import operations as refunds
from payments.refunds.dividing import Rest, spread
from payments.refunds.models import Refund
from tests.payments.conftest import PRICE

pytestmark = pytest.mark.django_db

LINE = "line-1"
LATER = timedelta(days=15)


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("staff@example.com", "pw-of-staff-2026")


@pytest.fixture
def paid(started, company, at) -> PaymentAttempt:
    """Captured at each provider in turn."""
    attempt = started(company.code)
    company.pay(attempt)
    return charges.sync(attempt_id=attempt.pk, at=at)


@pytest.fixture
def give_back(staff, at):
    """Ask for a refund and carry it out."""

    def give_back(attempt: PaymentAttempt, won: int) -> Refund:
        refund = refunds.request(
            attempt=attempt, lines={LINE: Money.krw(won)}, reason="defect", by=staff, at=at
        )
        return refunds.submit(refund_id=refund.pk, at=at)

    return give_back


@pytest.fixture
def told():
    """What the layers above hear."""
    heard: list[dict[str, int]] = []

    def listen(left: dict[str, int], **_: object) -> None:
        heard.append(left)

    events.refunded.connect(listen, weak=False)
    yield heard
    events.refunded.disconnect(listen)


def test_the_whole_price_comes_back_from_seller_fee_and_vat(
    paid, give_back, seller, told, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        refund = give_back(paid, PRICE.minor)

    assert refund.state == "succeeded"
    assert told == [{LINE: 0}]
    assert seller_balance(seller).pending == Money.krw(0)
    for kind in ("platform_fee", "vat_payable", "provider_clearing"):
        assert account_balance(kind) == Money.krw(0)
    assert AuditEvent.objects.filter(name="refund.requested").count() == 1


def test_asking_the_provider_twice_gives_back_once(paid, give_back, at):
    refund = give_back(paid, 1_000)

    refunds.submit(refund_id=refund.pk, at=at)

    assert Entry.objects.filter(cause=refund.cause).count() == 1
    assert registry.provider(paid.provider).fetch(paid.charge).refunded_minor == 1_000


def test_two_equal_partial_refunds_both_happen(paid, give_back):
    assert give_back(paid, 1_000).state == give_back(paid, 1_000).state == "succeeded"

    assert account_balance("provider_clearing") == Money.krw(3_500)


@pytest.mark.parametrize("won", [5_501, 550_000])
def test_more_than_is_left_is_refused(paid, staff, at, won):
    with pytest.raises(refunds.MoreThanIsLeft):
        refunds.request(attempt=paid, lines={LINE: Money.krw(won)}, reason="x", by=staff, at=at)

    assert not Refund.objects.exists()
    assert account_balance("provider_clearing") == PRICE


def test_what_is_on_its_way_cannot_be_given_back_again(paid, staff, at):
    refunds.request(attempt=paid, lines={LINE: Money.krw(5_000)}, reason="x", by=staff, at=at)

    with pytest.raises(refunds.MoreThanIsLeft):
        refunds.request(attempt=paid, lines={LINE: Money.krw(501)}, reason="x", by=staff, at=at)

    assert Refund.objects.count() == 1


@pytest.mark.parametrize("lines", [{}, {LINE: Money.krw(0)}, {LINE: Money.krw(-5)}])
def test_a_refund_of_nothing_is_refused(paid, staff, at, lines):
    with pytest.raises(refunds.NothingToRefund):
        refunds.request(attempt=paid, lines=lines, reason="x", by=staff, at=at)
    assert not Refund.objects.exists()


def test_a_line_of_another_order_is_refused(paid, staff, at):
    with pytest.raises(refunds.MoreThanIsLeft):
        refunds.request(attempt=paid, lines={"line-9": Money.krw(5)}, reason="x", by=staff, at=at)
    assert not Refund.objects.exists()


def test_who_may_not_give_money_back_is_refused(paid, buyer, at):
    with pytest.raises(refunds.NotAllowed):
        refunds.request(attempt=paid, lines={LINE: PRICE}, reason="x", by=buyer, at=at)
    assert not Refund.objects.exists()


def test_an_unpaid_attempt_has_nothing_to_give_back(started, staff, at):
    with pytest.raises(refunds.NotPaid):
        refunds.request(attempt=started(), lines={LINE: PRICE}, reason="x", by=staff, at=at)
    assert not Refund.objects.exists()


def test_without_an_answer_the_poller_asks_again_with_the_same_key(started, staff, stripe_server, at):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref)
    paid = charges.sync(attempt_id=attempt.pk, at=at)
    refund = refunds.request(attempt=paid, lines={LINE: PRICE}, reason="x", by=staff, at=at)
    stripe_server.next_fault("timeout", path="refunds", times=3)
    with pytest.raises(Retryable):
        refunds.submit(refund_id=refund.pk, at=at)
    assert not Entry.objects.filter(cause=refund.cause).exists()

    asked = refunds.finish_pending(at=at, before=timezone.now() + timedelta(seconds=1))

    refund.refresh_from_db()
    assert (asked, refund.state) == (1, "succeeded")
    assert len({call["key"] for call in stripe_server.requests("refunds")}) == 1
    assert registry.provider("stripe").fetch(paid.charge).refunded_minor == PRICE.minor


def test_a_refund_the_provider_refuses_frees_the_money_for_another(started, staff, toss_server, at):
    attempt = started("toss")
    approved = toss_server.approve(attempt.provider_ref, attempt.amount_minor)
    paid = charges.complete(attempt=attempt, params=approved, at=at)
    toss_server.next_fault("declined", path="cancel")
    refund = refunds.request(attempt=paid, lines={LINE: PRICE}, reason="x", by=staff, at=at)

    refused = refunds.submit(refund_id=refund.pk, at=at)

    assert refused.state == "failed"
    assert refused.failure_reason
    assert not Entry.objects.filter(cause=refund.cause).exists()
    again = refunds.request(attempt=paid, lines={LINE: PRICE}, reason="x", by=staff, at=at)
    assert refunds.submit(refund_id=again.pk, at=at).state == "succeeded"


def test_a_refund_made_in_the_providers_dashboard_is_booked_when_we_hear_of_it(
    started, stripe_server, seller, at
):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref)
    paid = charges.sync(attempt_id=attempt.pk, at=at)
    registry.provider("stripe").refund(RefundRequest("theirs", paid.payment_ref, Money.krw(2_000)), "theirs")
    (event,) = stripe_server.events("charge.refunded")

    for _ in range(2):
        inbox.receive(
            provider="stripe",
            headers={"Stripe-Signature": event["signature"]},
            body=event["body"].encode(),
            at=timezone.now(),
        )

    refund = Refund.objects.get()
    assert (refund.origin, refund.state, refund.amount) == ("external", "succeeded", Money.krw(2_000))
    assert account_balance("provider_clearing") == Money.krw(3_500)
    assert seller_balance(seller).pending == Money.krw(4_290 - 1_560)


def test_our_own_refund_heard_of_by_webhook_is_not_booked_twice(started, stripe_server, give_back, at):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref)
    paid = charges.sync(attempt_id=attempt.pk, at=at)
    give_back(paid, 2_000)

    refunds.look(attempt=paid, at=at)

    assert Refund.objects.count() == 1
    assert account_balance("provider_clearing") == Money.krw(3_500)


def test_money_that_fitted_no_order_goes_back_by_itself(started, stripe_server, at):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref, amount=550_000)
    for _ in range(2):
        charges.sync(attempt_id=attempt.pk, at=at)
    assert account_balance("suspense") == Money.krw(-550_000)

    refunds.finish_pending(at=at, before=timezone.now() + timedelta(seconds=1))

    assert Refund.objects.get().origin == "automatic"
    assert account_balance("suspense") == account_balance("provider_clearing") == Money.krw(0)


def test_after_the_hold_the_share_is_available_and_a_refund_takes_it_from_there(paid, give_back, seller, at):
    assert holds.release_due(at=at + LATER) == 1
    assert holds.release_due(at=at + LATER) == 0
    assert seller_balance(seller).available == Money.krw(4_290)

    give_back(paid, PRICE.minor)

    assert seller_balance(seller).available == Money.krw(0)
    assert seller_balance(seller).debt == Money.krw(0)


def test_before_its_time_nothing_is_released(paid, seller, at):
    assert holds.release_due(at=at + timedelta(days=13, hours=23)) == 0
    assert seller_balance(seller).pending == Money.krw(4_290)


def test_a_download_shortens_the_hold_to_seven_days_and_never_lengthens_it(paid, seller, at):
    for days in (1, 5):
        holds.shorten(line_refs=[LINE], downloaded_at=at + timedelta(days=days))

    assert holds.release_due(at=at + timedelta(days=7, hours=23)) == 0
    assert holds.release_due(at=at + timedelta(days=8)) == 1


def test_only_what_was_not_given_back_is_released(paid, give_back, seller, at):
    give_back(paid, 2_000)

    holds.release_due(at=at + LATER)

    assert seller_balance(seller).available == Money.krw(4_290 - 1_560)
    assert seller_balance(seller).pending == Money.krw(0)


@given(
    gross=st.integers(1, 10_000_000),
    bps=st.integers(0, 10_000),
    cuts=st.lists(st.integers(1, 5_000_000), max_size=8),
)
def test_parts_of_a_line_always_add_up_to_the_line(gross: int, bps: int, cuts: list[int]) -> None:
    fee = gross * bps // 10_000
    vat = min(fee // 10, gross - fee)
    rest = Rest(gross, vat, fee, gross - fee - vat)
    for cut in [*cuts, gross]:
        part = rest.part(min(cut, rest.gross)) if rest.gross else Rest(0, 0, 0, 0)
        assert part.gross == part.vat + part.fee + part.seller_net
        assert min(part.vat, part.fee, part.seller_net) >= 0
        rest = Rest(
            rest.gross - part.gross,
            rest.vat - part.vat,
            rest.fee - part.fee,
            rest.seller_net - part.seller_net,
        )
        assert min(rest.vat, rest.fee, rest.seller_net) >= 0
    assert rest == Rest(0, 0, 0, 0)


@given(
    rests=st.dictionaries(st.integers(1, 50), st.integers(1, 10**7), min_size=1, max_size=9), data=st.data()
)
def test_an_amount_is_spread_without_loss_and_over_nobodys_rest(rests: dict[int, int], data: st.DataObject):
    amount = data.draw(st.integers(1, sum(rests.values())))

    parts = spread(amount, rests)

    assert sum(parts.values()) == amount
    assert all(0 < part <= rests[key] for key, part in parts.items())


def test_what_nobody_heard_of_is_told_again(paid, give_back, told, at, django_capture_on_commit_callbacks):
    """The process died between the commit and the announcement."""
    with django_capture_on_commit_callbacks(execute=False):
        refund = give_back(paid, PRICE.minor)
    assert (refund.state, told) == ("succeeded", [])

    refunds.finish_pending(at=at, before=timezone.now() + timedelta(seconds=1))
    refunds.finish_pending(at=at, before=timezone.now() + timedelta(seconds=1))

    assert told == [{LINE: 0}]


def test_money_given_back_there_and_asked_for_here_is_booked_as_theirs(
    started, stripe_server, staff, seller, told, at, django_capture_on_commit_callbacks
):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref)
    paid = charges.sync(attempt_id=attempt.pk, at=at)
    registry.provider("stripe").refund(RefundRequest("theirs", paid.payment_ref, PRICE), "theirs")
    ours = refunds.request(attempt=paid, lines={LINE: PRICE}, reason="x", by=staff, at=at)

    with django_capture_on_commit_callbacks(execute=True):
        refused = refunds.submit(refund_id=ours.pk, at=at)

    assert refused.state == "failed"
    assert list(Refund.objects.filter(state="succeeded").values_list("origin", "amount_minor")) == [
        ("external", PRICE.minor)
    ]
    assert told == [{LINE: 0}]
    assert account_balance("provider_clearing") == seller_balance(seller).pending == Money.krw(0)


def test_one_listener_that_fails_keeps_no_other_refund_waiting(paid, give_back, at):
    def fails(**_: object) -> None:
        raise RuntimeError("a listener of ours")

    first, second = give_back(paid, 1_000), give_back(paid, 1_000)
    events.refunded.connect(fails)
    try:
        asked = refunds.finish_pending(at=at, before=timezone.now() + timedelta(seconds=1))
    finally:
        events.refunded.disconnect(fails)
    assert asked == 2
    assert {first.state, second.state} == {"succeeded"}
