"""What a buyer confirms at checkout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckoutForm(forms.Form):
    """Provider and consents; nothing is preselected unless there is no choice."""

    provider = forms.ChoiceField(
        label=_("Pay with"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how to pay.")},
    )
    agree_terms = forms.BooleanField(
        label=_("I have checked the order and agree to the terms of purchase (required)"),
        error_messages={"required": _("Please agree to the terms of purchase.")},
    )
    agree_withdrawal = forms.BooleanField(
        label=_(
            "I know that I can withdraw within 7 days, and that this right ends once I download a sound (required)"
        ),
        error_messages={"required": _("Please confirm that you have read the withdrawal notice.")},
    )
    # The total the buyer saw; a different one today is shown before anything is ordered.
    total = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, providers: Sequence[str], is_free: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["provider"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code) for code in providers]
        field.required = not is_free
        if len(providers) == 1:
            field.initial = providers[0]
