"""What a seller fills in to be paid."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ksound.core.text import CleanCharField
from payments.payouts import banks

# Letters of any script, digits and what company names carry: nothing a spreadsheet or a bank's reader acts on.
_HOLDER = re.compile(r"[^\W_][\w .,()&'·㈜-]*")


class DestinationForm(forms.Form):
    bank_code = forms.ChoiceField(label=_("Bank"))
    account_number = CleanCharField(
        label=_("Account number"),
        max_length=24,
        help_text=_("8 to 16 digits; hyphens and spaces are left out."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = CleanCharField(
        label=_("Account holder"), max_length=40, help_text=_("Exactly as the bank has it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bank_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a bank")), *banks.choices()]

    def clean_account_number(self) -> str:
        digits = re.sub(r"[\s-]", "", str(self.cleaned_data["account_number"]))
        if not re.fullmatch(r"[0-9]{8,16}", digits):
            raise forms.ValidationError(_("Enter 8 to 16 digits."))
        return digits

    def clean_holder(self) -> str:
        holder = str(self.cleaned_data["holder"])
        if not _HOLDER.fullmatch(holder) or not _can_be_written(holder):
            raise forms.ValidationError(_("Enter the name in letters, as the bank has it."))
        return holder


def _can_be_written(text: str) -> bool:
    """Banks read CP949, the superset of EUC-KR that has every Hangul syllable."""
    try:
        text.encode("cp949")
    except UnicodeEncodeError:
        return False
    return True
