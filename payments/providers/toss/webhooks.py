"""Payment webhooks of Toss are unsigned and carry no id: they may only make us look."""

from __future__ import annotations

import hashlib
import json

from ksound.core.text import clean_line
from payments.providers.base import Hint, Malformed

OURS = ("PAYMENT_STATUS_CHANGED", "CANCEL_STATUS_CHANGED")


def hint(body: bytes) -> Hint:
    """Which payment to ask Toss about; nothing else in the body is believed. Raises Malformed."""
    try:
        told = json.loads(body.decode())
        kind, about = told["eventType"], told["data"]
        reference = about.get("orderId", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed("the body is not an event") from error
    if not isinstance(kind, str) or not isinstance(reference, str):
        raise Malformed("the body is not an event")
    return Hint(
        event_key=hashlib.sha256(body).hexdigest(),
        kind=clean_line(kind)[:255],
        reference=clean_line(reference)[:255],
        ignored="" if kind in OURS else "not about a payment",
    )
