"""The SDK's client with bounded waits, and its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import stripe

from payments.providers.base import Declined, Misconfigured, ProviderError, Retryable, Unknown

TIMEOUT_SECONDS = 10  # the SDK would wait 80
RETRIES = 2  # the SDK would not retry


@lru_cache(maxsize=4)
def client(secret_key: str, api_base: str) -> stripe.StripeClient:
    """One client per key and address: it keeps connections open, one set per thread."""
    return stripe.StripeClient(
        secret_key,
        base_addresses={"api": api_base.rstrip("/")},
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )


def is_live(secret_key: str) -> bool:
    """Whether the key moves real money (`sk_live_…` or the restricted `rk_live_…`)."""
    return secret_key[2:].startswith("_live_")


@contextmanager
def calling(*, writing: bool) -> Iterator[None]:
    """Translate the SDK's errors; a write that got no clear answer is Unknown, a read is Retryable."""
    unclear: type[ProviderError] = Unknown if writing else Retryable
    try:
        yield
    except stripe.CardError as error:
        raise Declined(str(error)) from error
    except stripe.RateLimitError as error:
        raise Retryable(str(error)) from error
    except stripe.InvalidRequestError as error:
        if error.code == "charge_already_refunded":
            raise Declined(str(error)) from error
        raise Misconfigured(str(error)) from error
    except (
        stripe.AuthenticationError,
        stripe.PermissionError,
        stripe.IdempotencyError,
    ) as error:
        raise Misconfigured(str(error)) from error
    except stripe.StripeError as error:
        raise unclear(str(error)) from error
