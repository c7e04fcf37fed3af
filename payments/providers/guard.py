"""No provider is called while a database transaction is open.

A transaction that waits for a company far away holds its locks for that long, and if it rolls back
after the answer, money has moved that nobody here knows of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from ksound.core.fault_points import reach
from ksound.lib.money import Money
from payments.providers.base import (
    Availability,
    Charge,
    Hint,
    PaymentProvider,
    RefundRequest,
    RefundSnapshot,
    Snapshot,
    Step,
    Urls,
)

Answer = TypeVar("Answer")


class CalledInsideTransaction(RuntimeError):
    """A provider was about to be called with a transaction open."""


def refuse_inside_transaction() -> None:
    """Raise CalledInsideTransaction inside `atomic`; the one a TestCase opens around a test is allowed."""
    try:
        # Django's own rule for durable blocks; with nothing inside, no statement reaches the server.
        with transaction.atomic(durable=True, savepoint=False):
            pass
    except RuntimeError as error:
        raise CalledInsideTransaction("commit first, then call the provider") from error


def _outside(question: Callable[[], Answer]) -> Answer:
    refuse_inside_transaction()
    reach("provider.called")
    answer = question()
    reach("provider.answered")
    return answer


class Guarded:
    """A provider behind the rule; the registry hands out nothing else."""

    def __init__(self, provider: PaymentProvider) -> None:
        self._provider = provider
        self.code = provider.code

    def available(self, money: Money, country: str) -> Availability:
        return self._provider.available(money, country)

    def start(self, charge: Charge, urls: Urls, key: str) -> Step:
        return _outside(lambda: self._provider.start(charge, urls, key))

    def complete(self, charge: Charge, params: Mapping[str, str], key: str) -> Snapshot:
        return _outside(lambda: self._provider.complete(charge, params, key))

    def fetch(self, charge: Charge) -> Snapshot:
        return _outside(lambda: self._provider.fetch(charge))

    def cancel(self, charge: Charge, key: str) -> Snapshot:
        return _outside(lambda: self._provider.cancel(charge, key))

    def refund(self, refund: RefundRequest, key: str) -> RefundSnapshot:
        return _outside(lambda: self._provider.refund(refund, key))

    def parse_webhook(self, headers: Mapping[str, str], body: bytes, at: datetime) -> list[Hint]:
        return self._provider.parse_webhook(headers, body, at)

    def changes(self, since: datetime) -> Iterator[Hint]:
        refuse_inside_transaction()
        return self._provider.changes(since)
