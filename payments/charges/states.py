"""The life of a payment attempt."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ksound.lib.transitions import Transitions


class State(models.TextChoices):
    CREATED = "created", _("Created")
    REDIRECTED = "redirected", _("Sent to the provider")
    PENDING = "pending", _("Pending")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


OPEN = (State.CREATED, State.REDIRECTED, State.PENDING)
CLOSED_UNPAID = (State.FAILED, State.CANCELLED, State.EXPIRED)

_ENDS = (State.PAID, *CLOSED_UNPAID)

# Money that did arrive is always believed: nothing precedes `paid` for good, and nothing follows it.
TRANSITIONS = Transitions.of(
    {
        State.CREATED: (State.REDIRECTED, State.PENDING, *_ENDS),
        State.REDIRECTED: (State.PENDING, *_ENDS),
        State.PENDING: _ENDS,
        State.FAILED: (State.PAID,),
        State.CANCELLED: (State.PAID,),
        State.EXPIRED: (State.PAID,),
    }
)
