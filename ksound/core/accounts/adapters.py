"""How allauth acts on this site."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ksound.core.models import User

SITE_NAME = "K-Sound Library"


class AccountAdapter(DefaultAccountAdapter):
    """E-mail addresses in one spelling; mails and the way in are in the person's own language."""

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email)).lower()

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        with translation.override(_language_of(request.user)):
            return reverse(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        with translation.override(_language_of(user)):
            super().send_mail(template_prefix, email, context)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Somebody else's sign-in: its e-mail address counts as confirmed only where that service confirms it."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Naver says nothing of confirmation; Kakao's address may belong to another person by now."""
        kind, said = sociallogin.account.provider, sociallogin.account.extra_data
        if kind == "naver" or (kind == "kakao" and not _kakao_vouches(said)):
            for address in sociallogin.email_addresses:
                address.verified = False

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """A service that is not configured is not there."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise Http404(provider) from None


class SecondStepAdapter(DefaultMFAAdapter):
    """Names that people meet in their passkey and authenticator apps."""

    def _get_site_name(self) -> str:
        return SITE_NAME

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def _language_of(user: Any) -> str:
    return user.language if isinstance(user, User) else translation.get_language() or settings.LANGUAGE_CODE


def _kakao_vouches(said: dict[str, Any]) -> bool:
    account = said.get("kakao_account") or {}
    return bool(account.get("is_email_valid") and account.get("is_email_verified"))
