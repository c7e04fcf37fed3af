"""Writing the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from ksound.core.models import AuditEvent, User


def record(
    name: str, *, target: models.Model | None, by: User | None, at: datetime, **data: Any
) -> AuditEvent:
    """Record that `by` (None: the system) did `name` to `target` at `at`; `data` must be JSON values.

    Call it inside the transaction of the change, so that the change and its record stand or fall together.
    """
    return AuditEvent.objects.create(
        name=name,
        by=by,
        at=at,
        target_kind=target._meta.label_lower if target else "",
        target_id=str(getattr(target, "public_id", target.pk)) if target else "",
        data=data,
    )
