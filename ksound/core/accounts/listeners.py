"""Every change of how somebody signs in is in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_step
from allauth.socialaccount import signals as social
from django.dispatch import Signal
from django.utils import timezone

from ksound.core import audit
from ksound.core.models import User

NAMES: dict[Signal, str] = {
    account.user_signed_up: "account.opened",
    account.password_set: "account.password_set",
    account.password_changed: "account.password_changed",
    account.password_reset: "account.password_reset",
    account.email_added: "account.email_added",
    account.email_confirmed: "account.email_confirmed",
    account.email_changed: "account.email_changed",
    account.email_removed: "account.email_removed",
    second_step.authenticator_added: "account.second_step_added",
    second_step.authenticator_removed: "account.second_step_removed",
    second_step.authenticator_reset: "account.recovery_codes_renewed",
    social.social_account_added: "account.connected",
    social.social_account_removed: "account.disconnected",
}
# Signals are told apart by identity, and their receivers are kept weakly.
_receivers: list[Callable[..., None]] = []


def connect() -> None:
    for signal, name in NAMES.items():
        receiver = _recorder(name)
        _receivers.append(receiver)
        signal.connect(receiver, dispatch_uid=f"audit {name}")


def _recorder(name: str) -> Callable[..., None]:
    def record(**told: Any) -> None:
        user = _who(told)
        if user is not None:
            audit.record(name, target=user, by=user, at=timezone.now(), **_what(told))

    return record


def _who(told: dict[str, Any]) -> User | None:
    for key in ("user", "email_address", "socialaccount", "sociallogin"):
        holder = told.get(key)
        user = holder if isinstance(holder, User) else getattr(holder, "user", None)
        if isinstance(user, User):
            return user
    return None


def _what(told: dict[str, Any]) -> dict[str, str]:
    """Which kind of thing it was; never an address or a key, which an erased account must not leave behind."""
    if authenticator := told.get("authenticator"):
        return {"kind": str(authenticator.type)}
    account = told.get("socialaccount") or getattr(told.get("sociallogin"), "account", None)
    return {"provider": account.provider} if account else {}
