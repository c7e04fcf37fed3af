"""Earning, releasing and paying out, by the real operations."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from importlib import import_module
from itertools import count

from django.apps import apps

from ksound.core.models import User
from ksound.lib.money import Money
from payments.charges import operations as charges
from payments.charges import settling
from payments.charges.allocation import share
from payments.charges.models import PaymentAttempt
from payments.holds import operations as holds
from payments.payouts import batches, results, running
from payments.payouts.destinations.models import Destination
from payments.payouts.destinations.operations import name_account
from payments.payouts.models import Payout, PayoutBatch, PayoutTerms
from payments.providers.sandbox import operations as sandbox
from sellers.models import Seller

NUMBERS = count(1)
WAITED = timedelta(days=15)


def terms() -> None:
    """The rows of the data migration again: tests with real transactions empty every table."""
    if not PayoutTerms.objects.exists():
        import_module("payments.migrations.0006_payouts").write(apps, None)


def sold(seller: Seller, won: int, *, at: datetime, fee_bps: int = 2_000) -> PaymentAttempt:
    """A sound bought and paid; the seller's part is pending."""
    ref, gross = f"order-{next(NUMBERS)}", Money.krw(won)
    attempt = charges.open_attempt(
        provider="sandbox",
        order_ref=ref,
        order_name="문 닫는 소리",
        buyer_ref="buyer",
        amount=gross,
        shares=[share(line_ref=f"{ref}-line", seller=seller, gross=gross, fee_bps=fee_bps)],
        return_url="http://testserver/",
        cancel_url="http://testserver/",
        at=at,
    )
    charges.start(attempt=attempt, at=at)
    attempt.refresh_from_db()
    sandbox.approve(ref=attempt.provider_ref)
    attempt = charges.sync(attempt_id=attempt.pk, at=at)
    settling.announce(attempt=attempt, at=at)
    return attempt


def earned(seller: Seller, won: int, *, at: datetime) -> PaymentAttempt:
    """Sold and released: `won` less the fee of 22 % is available `WAITED` later."""
    attempt = sold(seller, won, at=at)
    holds.release_due(at=at + WAITED)
    return attempt


def account(seller: Seller, *, at: datetime, number: str = "1234567890123") -> Destination:
    return name_account(
        seller=seller, bank_code="037", account_number=number, holder="김소리", by=seller.user, at=at
    )


def run(as_of: date, *, at: datetime) -> running.Run:
    return running.run(as_of=as_of, at=at)


def approved(*, maker: User, approver: User, at: datetime) -> PayoutBatch:
    """All drafts in one batch, approved by the second person."""
    drafts = Payout.objects.filter(state="draft").values_list("pk", flat=True)
    batch = batches.make(payout_ids=drafts, by=maker, at=at)
    return batches.approve(batch=batch, by=approver, at=at)


def sent(*, maker: User, approver: User, at: datetime) -> PayoutBatch:
    batch = approved(maker=maker, approver=approver, at=at)
    batches.export(batch=batch, variant="utf-8", by=maker, at=at)
    batch.refresh_from_db()
    return batch


def answer(rows: Iterable[tuple[Payout, str, str]]) -> bytes:
    """The bank's CSV: payout, 정상 or 불능, reason."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["지급번호", "금액", "결과", "사유"])
    writer.writerows([payout.public_id, payout.amount_minor, said, why] for payout, said, why in rows)
    return out.getvalue().encode("cp949")


def answered(batch: PayoutBatch, said: str, *, by: User, at: datetime, reason: str = "") -> results.Applied:
    rows = [(payout, said, reason) for payout in batch.payouts.all()]
    return results.apply(batch=batch, content=answer(rows), by=by, at=at)
