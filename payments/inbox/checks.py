"""Invariants of the inbox, for `verify_ledger`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from payments.inbox.models import ProviderEvent
from payments.ledger.checks import invariant

STUCK_AFTER = timedelta(hours=1)


@invariant("no_provider_event_is_stuck")
def no_provider_event_is_stuck(at: datetime) -> Iterable[str]:
    for event in ProviderEvent.objects.unfinished().filter(received_at__lt=at - STUCK_AFTER):
        yield f"event {event.event_key}: {event.state} after {event.tries} tries: {event.error}"
