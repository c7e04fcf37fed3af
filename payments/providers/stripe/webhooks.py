"""Signed webhooks (https://docs.stripe.com/webhooks/signature), stricter in time than the SDK."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import stripe

from ksound.core.text import clean_line
from payments.providers.base import BadSignature, Hint, Malformed, Misconfigured

MAX_AGE_SECONDS = 300
CLOCK_SKEW_SECONDS = 5  # two synchronised clocks still differ a little
# A charge carries the metadata of its payment, and so our attempt.
OURS = ("checkout.session.", "charge.refunded")


def verified_text(headers: Mapping[str, str], body: bytes, *, secrets: Sequence[str], at: datetime) -> str:
    """The body as text, once any of the secrets signed it between 300 s ago and now.

    Raises Misconfigured (no secret set), Malformed (not UTF-8) or BadSignature.
    """
    usable = [secret for secret in secrets if secret.strip()]
    if not usable:
        raise Misconfigured("KSOUND_STRIPE_WEBHOOK_SECRETS is not set: no webhook can be accepted")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Malformed("the body is not UTF-8") from error
    header = headers.get("Stripe-Signature", "")
    if not any(_signed_with(secret, header, text) for secret in usable):
        raise BadSignature("no secret of ours made this signature")
    _refuse_other_times(header, at)
    return text


def event(text: str) -> dict[str, Any]:
    """The event as a dict; Malformed unless it has an id, a type and an object."""
    try:
        parsed = json.loads(text)
        named = all(isinstance(parsed[name], str) and parsed[name] for name in ("id", "type"))
        if named and isinstance(parsed["data"]["object"], dict):
            return dict(parsed)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Malformed("the body is not an event") from error
    raise Malformed("the body is not an event")


def hint(happened: dict[str, Any], *, live: bool) -> Hint:
    """What to look at because of this event; amounts and states in it are not believed."""
    about = happened["data"]["object"]
    metadata = about.get("metadata")
    reference = about.get("client_reference_id") or (
        metadata.get("attempt") if isinstance(metadata, dict) else ""
    )
    return Hint(
        event_key=_short(happened["id"]),
        kind=_short(happened["type"]),
        reference=_short(reference),
        provider_ref=_short(about.get("id")),
        ignored=_reason_to_ignore(happened, live=live),
    )


def _reason_to_ignore(happened: dict[str, Any], *, live: bool) -> str:
    if happened.get("livemode") is not live:
        return "livemode does not match our key"
    if not happened["type"].startswith(OURS):
        return "not about a payment of ours"
    return ""


def _signed_with(secret: str, header: str, text: str) -> bool:
    try:
        return stripe.WebhookSignature.verify_header(text, header, secret)
    except (stripe.SignatureVerificationError, TypeError, UnicodeError):
        return False


def _refuse_other_times(header: str, at: datetime) -> None:
    stamps = [part[2:] for part in header.split(",") if part.startswith("t=")]
    try:
        age = at.timestamp() - int(stamps[0])
    except (ValueError, IndexError, OverflowError) as error:
        raise BadSignature("the signature has no time") from error
    if not -CLOCK_SKEW_SECONDS <= age <= MAX_AGE_SECONDS:
        raise BadSignature(f"signed {age:.0f} s ago")


def _short(value: object) -> str:
    return clean_line(value)[:255] if isinstance(value, str) else ""
