"""What the settings page says about an account."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings

from ksound.core.models import User


@dataclass(frozen=True, slots=True)
class SignIn:
    """The ways into an account."""

    email: str
    further_emails: int
    has_password: bool
    passkeys: int
    has_app: bool
    connected: list[str]
    may_connect: bool
    sessions: int


def sign_in_of(user: User) -> SignIn:
    """Four statements."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return SignIn(
        email=user.email,
        further_emails=EmailAddress.objects.filter(user=user).exclude(email=user.email).count(),
        has_password=user.has_usable_password(),
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        has_app=Authenticator.Type.TOTP in kinds,
        connected=[
            account.get_provider().name for account in SocialAccount.objects.filter(user=user).order_by("pk")
        ],
        may_connect=bool(settings.SOCIALACCOUNT_PROVIDERS),
        sessions=UserSession.objects.filter(user=user).count(),
    )
