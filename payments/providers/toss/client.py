"""One call to Toss Payments (https://docs.tosspayments.com/reference) and its refusals in our words."""

from __future__ import annotations

from typing import Any

import requests

from payments.providers.base import Declined, Misconfigured, ProviderError, Retryable, Unknown

CONNECT_SECONDS = 5
ANSWER_SECONDS = 20  # a card company far away may have to think

# Refusals that another card does not cure: people must act.
OUR_FAULT = {
    "UNAUTHORIZED_KEY",
    "INVALID_API_KEY",
    "INCORRECT_BASIC_AUTH_FORMAT",
    "FORBIDDEN_REQUEST",
    "INVALID_REQUEST",
    "INVALID_IDEMPOTENCY_KEY",
}
# Toss, or the bank behind it, does not know itself how the call ended.
UNCLEAR = {
    "PROVIDER_ERROR",
    "FAILED_INTERNAL_SYSTEM_PROCESSING",
    "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
    "UNKNOWN_PAYMENT_ERROR",
}
BUSY = {"IDEMPOTENT_REQUEST_PROCESSING", "TOO_MANY_REQUESTS"}


class NotFound(ProviderError):
    """Toss has no payment under this number: nobody has chosen a card in the window yet."""


class AlreadyProcessed(ProviderError):
    """The payment was confirmed before: fetching tells how it ended."""


def call(
    method: str, address: str, *, secret_key: str, body: dict[str, Any] | None = None, key: str = ""
) -> Any:
    """The JSON answer of one call with Basic authentication and, for writes, the idempotency key.

    Raises NotFound, AlreadyProcessed, Declined, Retryable, Unknown or Misconfigured.
    """
    unclear = Unknown if method == "POST" else Retryable
    try:
        answer = requests.request(
            method,
            address,
            json=body,
            auth=(secret_key, ""),
            headers={"Idempotency-Key": key} if key else None,
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
        )
        told = answer.json()
    except requests.RequestException as error:
        raise unclear(str(error)) from error
    if answer.status_code == requests.codes.ok:
        return told
    raise _refusal(answer.status_code, told if isinstance(told, dict) else {}, unclear=unclear)


def _refusal(status: int, told: dict[str, Any], *, unclear: type[ProviderError]) -> ProviderError:
    code, message = str(told.get("code", "")), str(told.get("message", ""))[:200]
    if status == requests.codes.too_many_requests or code in BUSY:
        return Retryable(code or message)
    if status >= requests.codes.internal_server_error or code in UNCLEAR:
        return unclear(code or message)
    if code == "ALREADY_PROCESSED_PAYMENT":
        return AlreadyProcessed(message)
    if status == requests.codes.not_found and code == "NOT_FOUND_PAYMENT":
        return NotFound(message)
    if status == requests.codes.unauthorized or code in OUR_FAULT or not code:
        return Misconfigured(f"{code}: {message}")
    return Declined(message or code)
