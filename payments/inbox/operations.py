"""Receiving provider events: keep first, act second, and act again after a failure of ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db.models import F

from payments.charges.models import PaymentAttempt
from payments.charges.operations import sync
from payments.inbox.models import ProviderEvent
from payments.providers import registry
from payments.providers.base import Hint
from payments.refunds import operations as refunds

log = structlog.get_logger(__name__)

State = ProviderEvent.State
BATCH = 200
MAX_TRIES = 100


def receive(*, provider: str, headers: Mapping[str, str], body: bytes, at: datetime) -> list[ProviderEvent]:
    """Check, keep and act on one webhook; each event has its effect once, however often it comes.

    Raises BadSignature, Malformed or Misconfigured before anything is kept; anything raised later leaves
    the event kept as failed, for the provider's redelivery or `retry_failed`.
    """
    hints = registry.provider(provider).parse_webhook(headers, body, at)
    events = [_keep(provider=provider, hint=hint, payload=body.decode(), at=at) for hint in hints]
    for event in events:
        act(event=event, at=at)
    return events


def act(*, event: ProviderEvent, at: datetime) -> None:
    """Sync the attempt the event is about. An event already acted on is left alone."""
    if event.state in (State.PROCESSED, State.IGNORED):
        return
    attempt = PaymentAttempt.objects.filter(provider=event.provider, public_id=event.reference).first()
    if attempt is None:
        log.warning("provider_event.unknown_object", kind=event.kind, event_key=event.event_key)
        _finish(event, state=State.IGNORED, at=at, error="no such attempt")
        return
    try:
        was_paid = attempt.is_paid
        attempt = sync(attempt_id=attempt.pk, at=at)
        if was_paid:
            refunds.look(attempt=attempt, at=at)
    except Exception as error:
        _finish(event, state=State.FAILED, at=at, error=repr(error), attempt=attempt)
        raise
    _finish(event, state=State.PROCESSED, at=at, attempt=attempt)


def retry_failed(*, at: datetime, older_than: timedelta) -> int:
    """Act again on what failed or was cut off; how many events ended well."""
    done = 0
    for event in ProviderEvent.objects.waiting_since(at - older_than).filter(tries__lt=MAX_TRIES)[:BATCH]:
        try:
            act(event=event, at=at)
            done += 1
        except Exception:
            # The next event belongs to another buyer.
            log.exception("provider_event.retry_failed", event_key=event.event_key)
    return done


def _keep(*, provider: str, hint: Hint, payload: str, at: datetime) -> ProviderEvent:
    event, created = ProviderEvent.objects.get_or_create(
        provider=provider,
        event_key=hint.event_key,
        defaults={
            "kind": hint.kind,
            "reference": hint.reference,
            "payload": payload,
            "verified": True,
            "state": State.IGNORED if hint.ignored else State.RECEIVED,
            "error": hint.ignored,
            "received_at": at,
            "tried_at": at,
        },
    )
    if created and hint.ignored:
        log.warning("provider_event.ignored", kind=hint.kind, event_key=hint.event_key, reason=hint.ignored)
    return event


def _finish(
    event: ProviderEvent,
    *,
    state: ProviderEvent.State,
    at: datetime,
    error: str = "",
    attempt: PaymentAttempt | None = None,
) -> None:
    # Never back from an end: of two deliveries at once, the one that succeeded counts.
    ProviderEvent.objects.unfinished().filter(pk=event.pk).update(
        state=state,
        tries=F("tries") + 1,
        error=error[:500],
        tried_at=at,
        processed_at=None if state == State.FAILED else at,
        attempt=attempt,
    )
    event.refresh_from_db()
