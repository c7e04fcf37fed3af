"""The consents of sign-up. Apart from the other forms: allauth builds its own on this one."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ksound.core.models import User


class ConsentForm(forms.Form):
    """The consents asked at sign-up: required and optional ones apart, as the law asks."""

    agree_terms = forms.BooleanField(
        label=_("I agree to the terms of use (required)"),
        error_messages={"required": _("Please agree to the terms of use to open an account.")},
    )
    agree_privacy = forms.BooleanField(
        label=_("I agree to the collection and use of personal data (required)"),
        error_messages={"required": _("Please agree to the use of personal data to open an account.")},
    )
    agree_marketing = forms.BooleanField(label=_("Send me news about new sounds (optional)"), required=False)

    def signup(self, request: HttpRequest, user: User) -> None:
        now = timezone.now()
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        user.terms_version, user.terms_accepted_at = settings.TERMS_VERSION, now
        if self.cleaned_data["agree_marketing"]:
            user.marketing_consent_at = now
        user.save()
