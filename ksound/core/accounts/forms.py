"""The forms of sign-in and sign-up as this site words them, and those of the settings page."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from allauth.socialaccount import forms as social
from django import forms
from django.utils.translation import gettext_lazy as _

from ksound.core.models import User


class Worded:
    """Labels stand above the fields, so nothing repeats them inside; an e-mail is spelled one way."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ("email", "login"):
                field.label = _("E-mail")


class SignInForm(Worded, account.LoginForm):
    pass


class SignUpForm(Worded, account.SignupForm):
    pass


class SocialSignUpForm(Worded, social.SignupForm):
    """An address the service vouches for is the account's; another one would come in unconfirmed with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = any(one.verified for one in self.sociallogin.email_addresses)


class AddEmailForm(Worded, account.AddEmailForm):
    pass


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    pass


class SetPasswordForm(Worded, account.SetPasswordForm):
    pass


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    pass


class CodeForm(Worded, second_step.AuthenticateForm):
    pass


class ReauthenticateCodeForm(Worded, second_step.ReauthenticateForm):
    pass


class ActivateTotpForm(Worded, totp.ActivateTOTPForm):
    pass


class AddPasskeyForm(Worded, passkeys.AddWebAuthnForm):
    """Every key may sign in alone, so there is nothing to choose but a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Worded, passkeys.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices, widget=forms.RadioSelect)


class NewsForm(forms.Form):
    """One optional consent, given and taken back at the same place."""

    agree_marketing = forms.BooleanField(label=_("Send me news about new sounds (optional)"), required=False)
