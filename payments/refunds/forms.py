"""What staff fill in to give money back: an amount for each line, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ksound.core.text import CleanCharField
from ksound.lib.money import MINOR_DIGITS, Money
from payments.charges.models import AttemptShare


class RefundForm(forms.Form):
    """One field a line, `line-<id>`, at most what is left of it. Decimals exist only while typing."""

    reason = CleanCharField(
        label=pgettext_lazy("refund", "Reason"),
        max_length=200,
        help_text=_("Kept with the refund and sent to the payment company."),
    )

    def __init__(
        self,
        *args: Any,
        shares: Iterable[AttemptShare],
        left: Mapping[int, int],
        currency: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.shares = {f"line-{share.pk}": share for share in shares}
        digits = MINOR_DIGITS[currency]
        for name, share in self.shares.items():
            most = Decimal(left[share.pk]).scaleb(-digits)
            self.fields[name] = forms.DecimalField(
                label=f"{share.line_ref} · {share.seller or '–'}",
                min_value=Decimal(0),
                max_value=most,
                decimal_places=digits,
                initial=Decimal(0),
                help_text=_("At most %(amount)s is left.") % {"amount": Money(left[share.pk], currency)},
            )

    def lines_given(self) -> dict[str, Money]:
        """Order line → amount, zero amounts left out."""
        digits = MINOR_DIGITS[self.currency]
        given = {
            share.line_ref: Money(int(self.cleaned_data[name].scaleb(digits)), self.currency)
            for name, share in self.shares.items()
        }
        return {line_ref: money for line_ref, money in given.items() if money}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.lines_given():
            self.add_error(None, _("Enter an amount for at least one line."))
        return cleaned
