"""Nobody came back and no webhook arrived: ask the provider ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from payments.charges import queries
from payments.charges.models import PaymentAttempt
from payments.charges.operations import sync

log = structlog.get_logger(__name__)

BATCH = 200


@dataclass(frozen=True, slots=True)
class Polled:
    """How many attempts were asked about, how many of them have ended, how many questions failed."""

    asked: int = 0
    ended: int = 0
    errors: int = 0


def poll(*, at: datetime, older_than: timedelta) -> Polled:
    """Sync up to 200 unresolved attempts untouched for `older_than`; one that fails stops no other."""
    asked = ended = errors = 0
    for attempt in queries.due(before=at - older_than)[:BATCH]:
        if not _claim(attempt, at=at):
            continue
        asked += 1
        try:
            ended += not sync(attempt_id=attempt.pk, at=at).is_open
        except Exception:
            # Whatever one provider or listener does, the other buyers' money must still be found.
            errors += 1
            log.exception("payment.poll_failed", attempt=attempt.public_id)
    return Polled(asked, ended, errors)


def _claim(attempt: PaymentAttempt, *, at: datetime) -> bool:
    """Move the attempt to the end of the queue; False when another poller was faster."""
    untouched = PaymentAttempt.objects.filter(pk=attempt.pk, updated_at=attempt.updated_at)
    return bool(untouched.update(updated_at=at))
