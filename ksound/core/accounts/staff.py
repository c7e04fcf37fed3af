"""Sign-in at the staff site."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm


class StaffSignInForm(AuthenticationForm):
    """The staff site asks for a password only: whoever has a second step signs in where it is asked for."""

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if is_mfa_enabled(user):
            raise ValidationError(
                _(
                    "This account signs in with a second step. Sign in on the site first, then open this page."
                ),
                code="second_step",
            )
