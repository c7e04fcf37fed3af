"""The form that describes and prices a pack."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.effects import pricing
from catalog.packs.models import Pack
from catalog.packs.operations import Description
from ksound.core.text import CleanCharField, CleanTextField
from ksound.lib.money import Money


class PackForm(forms.Form):
    """A title is always needed; a price only once the pack goes on sale."""

    title_ko = CleanCharField(label=_("Korean title"), max_length=120, required=False)
    title_en = CleanCharField(label=_("English title"), max_length=120, required=False)
    description = CleanTextField(
        label=_("Description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    price = forms.IntegerField(
        label=_("Base price in won"),
        min_value=pricing.MINIMUM_PRICE.minor,
        max_value=pricing.MAXIMUM_PRICE.minor,
        required=False,
        help_text=_("For the Creator licence, VAT included; at most what the sounds cost one by one."),
    )

    @classmethod
    def of(cls, pack: Pack | None, data: Any = None) -> PackForm:
        """The form with what is known of `pack`; None for a new one."""
        known: dict[str, object] = {}
        if pack is not None:
            known = {name: getattr(pack, name) for name in ("title_ko", "title_en", "description")}
            known["price"] = pack.price_minor or None
        form = cls(data, initial=known)
        form.fields["price"].required = pack is not None and pack.state != Pack.State.DRAFT
        return form

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("title_ko") or given.get("title_en") or self.errors.get("title_ko")):
            self.add_error("title_ko", _("Give the pack a title in Korean, English or both."))
        return given

    def description_given(self) -> Description:
        given = self.cleaned_data
        price = given["price"]
        return Description(
            title_ko=given["title_ko"],
            title_en=given["title_en"],
            description=given["description"],
            price=Money.krw(price) if price else None,
        )
