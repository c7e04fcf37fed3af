"""System checks of the payment settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def payments_are_configured(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [*_webhook_secret(), *_toss_keys(), *_sandbox()]


def _webhook_secret() -> list[CheckMessage]:
    if not settings.STRIPE_SECRET_KEY or settings.STRIPE_WEBHOOK_SECRETS:
        return []
    return [
        Warning(
            "Stripe has a key but no webhook secret: its webhooks are answered 503.",
            hint="Set KSOUND_STRIPE_WEBHOOK_SECRETS.",
            id="payments.W001",
        )
    ]


def _toss_keys() -> list[CheckMessage]:
    if bool(settings.TOSS_CLIENT_KEY) == bool(settings.TOSS_SECRET_KEY):
        return []
    return [
        Warning(
            "Toss Payments has one of its two keys: it is not offered.",
            hint="Set both KSOUND_TOSS_CLIENT_KEY and KSOUND_TOSS_SECRET_KEY.",
            id="payments.W003",
        )
    ]


def _sandbox() -> list[CheckMessage]:
    if settings.DEVELOPMENT or not settings.SANDBOX_PAYMENTS:
        return []
    return [
        Warning(
            "Sandbox payments are on: sounds can be bought without money.",
            hint="Unset KSOUND_SANDBOX_PAYMENTS.",
            id="payments.W002",
        )
    ]
