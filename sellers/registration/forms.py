"""The registration form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ksound.core.text import CleanCharField
from sellers.registration.models import Seller


class RegistrationForm(forms.Form):
    display_name = CleanCharField(
        label=_("Display name"), min_length=2, max_length=60, help_text=_("Buyers see this name.")
    )
    kind = forms.ChoiceField(
        label=_("You sell as"), choices=Seller.Kind.choices, widget=forms.RadioSelect, initial=None
    )
    creator_id = forms.RegexField(
        label=_("CreatorID"),
        regex=r"^[A-Za-z0-9]{2,20}$",
        help_text=_("Marks your files in UCS names, for example KSND. Letters and digits."),
        error_messages={"invalid": _("Use 2 to 20 Latin letters or digits, without spaces or underscores.")},
    )
    accept_agreement = forms.BooleanField(
        label=_("I accept the seller agreement"),
        error_messages={"required": _("Please accept the seller agreement to sell here.")},
    )

    def clean_creator_id(self) -> str:
        return str(self.cleaned_data["creator_id"]).upper()
