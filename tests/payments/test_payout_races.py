"""Payouts run twice at once, against a refund, or killed midway. Each race also shows what its guard is for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import call_command
from django.db import connection

from ksound.core.models import User
from ksound.lib.money import Money
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Entry
from payments.ledger.queries import account_balance, seller_balance
from payments.payouts import running
from payments.payouts.models import Payout
from payments.refunds import booking
from payments.refunds import operations as refunds
from sellers.models import Seller
from tests.payments import payouts
from tests.payments.payouts import account, earned, run
from tests.payments.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parent.parent.parent
SOLD_AT = datetime(2026, 9, 1, 3, tzinfo=UTC)
RUN_AT = datetime(2026, 10, 1, 1, tzinfo=UTC)
AS_OF = date(2026, 10, 1)
NET = 15_600
INDEX = "one_payout_per_seller_and_period"


@pytest.fixture(autouse=True)
def payable(seller, settings):
    """₩15,600 available, a bank account long named."""
    settings.SANDBOX_PAYMENTS = True
    payouts.terms()
    account(seller, at=SOLD_AT)
    earned(seller, 20_000, at=SOLD_AT)
    return seller


def no_lock(*_: object, **__: object) -> None:
    """`lock_sellers` without its lock."""


@contextmanager
def both_before_either_writes() -> Iterator[None]:
    """Two runs have looked at the balance and none has taken it; one that is kept waiting goes on alone."""
    looked, make = threading.Barrier(2), running._make

    def slow(*args: object, **facts: object) -> Payout:
        wait(looked)
        return make(*args, **facts)  # type: ignore[arg-type]

    with patch.object(running, "_make", slow):
        yield


def wait(barrier: threading.Barrier) -> None:
    with suppress(threading.BrokenBarrierError):
        barrier.wait(timeout=1)


@contextmanager
def without_the_constraint() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX])
        (definition,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {INDEX}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE payments_payout, payments_entry CASCADE")
            cursor.execute(definition)


def test_fault_57_two_runs_at_once_pay_once():
    with both_before_either_writes():
        at_once(2, lambda _: run(AS_OF, at=RUN_AT))

    assert Payout.objects.count() == 1
    assert account_balance("bank") == Money.krw(-NET)


def test_fault_57_with_the_constraint_alone_two_runs_pay_once():
    with both_before_either_writes(), patch.object(running, "lock_sellers", no_lock):
        first, second = at_once(2, lambda _: run(AS_OF, at=RUN_AT))

    assert isinstance(first, running.Run)
    assert isinstance(second, running.Run)
    assert sorted((len(first.made), len(second.made))) == [0, 1]
    assert account_balance("bank") == Money.krw(-NET)


def test_fault_57_without_both_guards_the_money_would_leave_twice(books_may_break):
    with (
        without_the_constraint(),
        both_before_either_writes(),
        patch.object(running, "lock_sellers", no_lock),
    ):
        at_once(2, lambda _: run(AS_OF, at=RUN_AT))
        assert account_balance("bank") == Money.krw(-2 * NET)


def refund_and_payout_at_once() -> None:
    """Both look at the balance before either takes from it, if nothing keeps one of them waiting."""
    looked, make, balance = threading.Barrier(2), running._make, seller_balance
    staff = User.objects.create_superuser("staff@example.com")
    paid = PaymentAttempt.objects.get()
    lines = {paid.shares.get().line_ref: Money.krw(20_000)}
    refund = refunds.request(attempt=paid, lines=lines, reason="defect", by=staff, at=RUN_AT)

    def slow_make(*args: object, **facts: object) -> Payout:
        wait(looked)
        return make(*args, **facts)  # type: ignore[arg-type]

    def slow_balance(*args: object) -> object:
        seen = balance(*args)  # type: ignore[arg-type]
        wait(looked)
        return seen

    def act(number: int) -> object:
        return run(AS_OF, at=RUN_AT) if number else refunds.submit(refund_id=refund.pk, at=RUN_AT)

    with patch.object(running, "_make", slow_make), patch.object(booking, "seller_balance", slow_balance):
        at_once(2, act)


def test_a_refund_and_a_payout_at_once_never_take_the_same_money(payable):
    refund_and_payout_at_once()

    balance = seller_balance(payable)
    taken = sum(payout.taken_minor for payout in Payout.objects.all())
    assert balance.available == Money.krw(0)
    assert balance.debt == Money.krw(taken)  # the payout was first, or there was none


def test_without_the_lock_the_same_money_would_leave_twice(payable, books_may_break):
    with patch.object(running, "lock_sellers", no_lock), patch.object(booking, "lock_sellers", no_lock):
        refund_and_payout_at_once()

    assert seller_balance(payable).available == Money.krw(-NET)


@pytest.mark.parametrize(
    ("point", "made_then"),
    [pytest.param("payout.written", 0, marks=pytest.mark.heavy), ("payout.committed", 1)],
)
def test_fault_57_a_run_killed_midway_is_made_good_by_the_next(payable, tmp_path, point, made_then):
    other = Seller.objects.create(
        user=User.objects.create_user("second@example.com"),
        display_name="=1+1",
        kind=Seller.Kind.INDIVIDUAL,
        creator_id="SECOND",
        agreement_version="1",
        agreement_accepted_at=SOLD_AT,
    )
    account(other, at=SOLD_AT)
    earned(other, 20_000, at=SOLD_AT)

    kill_a_run_at(point, tmp_path)
    assert Payout.objects.count() == Entry.objects.filter(kind="payout").count() == made_then

    call_command("run_payouts", "--as-of", AS_OF.isoformat())

    assert {payout.seller for payout in Payout.objects.all()} == {payable, other}
    assert Payout.objects.count() == Entry.objects.filter(kind="payout").count() == 2
    assert account_balance("bank") == Money.krw(-2 * NET)


def kill_a_run_at(point: str, data_dir: Path) -> None:
    """Run `run_payouts` in a process of its own, wait until it stands at the fault point, kill it there."""
    address = urlsplit(os.environ["KSOUND_DATABASE_URL"])
    name = connection.settings_dict["NAME"]  # the test's own database, not the configured one
    environment = {
        **os.environ,
        "KSOUND_DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        "KSOUND_DEBUG": "1",
        "KSOUND_DATA_DIR": str(data_dir),
        "KSOUND_FAULT_POINTS": "1",
        "KSOUND_PAUSE_AT": point,
    }
    command = [sys.executable, "manage.py", "run_payouts", "--as-of", AS_OF.isoformat()]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        paused = data_dir / "paused" / point
        deadline = time.monotonic() + 30
        while not paused.exists():
            assert process.poll() is None, "the run ended before the point"
            assert time.monotonic() < deadline, "the run never came to the point"
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
