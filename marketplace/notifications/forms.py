"""Which kinds a person wants by e-mail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.notifications.models import ADVERTISING, BY_DEFAULT


class MailForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("Also by e-mail"),
        choices=[(kind.value, kind.label) for kind in BY_DEFAULT],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    advertising = forms.MultipleChoiceField(
        label=_("News and advertising"),
        choices=[(kind.value, kind.label) for kind in ADVERTISING],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Only if you wish. Sent between 9 in the morning and 8 in the evening, at most once a day."
        ),
    )

    def chosen(self) -> list[str]:
        return [*self.cleaned_data["kinds"], *self.cleaned_data["advertising"]]
