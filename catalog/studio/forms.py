"""The form that describes and prices a sound."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.effects import pricing
from catalog.effects.models import Effect
from catalog.effects.operations import Description
from catalog.ucs import schedule
from ksound.core.text import CleanCharField, CleanTextField, clean_line
from ksound.lib.money import Money

MAX_KEYWORDS = 30


class KeywordsField(forms.CharField):
    """Words separated by commas; blanks and repetitions are dropped."""

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        words = (clean_line(word) for word in (super().to_python(value) or "").split(","))
        return list(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value: object) -> object:
        return ", ".join(value) if isinstance(value, list) else value

    def validate(self, value: object) -> None:
        words = value if isinstance(value, list) else []
        if len(words) > MAX_KEYWORDS or any(len(word) > 40 for word in words):
            raise forms.ValidationError(_("Use at most 30 keywords of at most 40 characters each."))


class EffectForm(forms.Form):
    is_final = False

    cat_id = CleanCharField(
        label=_("Category (CatID)"),
        help_text=_("Choose a suggestion or search the 753 UCS categories."),
        error_messages={"required": _("Choose a category.")},
    )
    title_ko = CleanCharField(label=_("Korean title"), max_length=120, required=False)
    title_en = CleanCharField(label=_("English title"), max_length=120, required=False)
    description = CleanTextField(
        label=_("Description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is heard, where and how it was recorded."),
    )
    keywords = KeywordsField(label=_("Keywords"), required=False, help_text=_("Separated by commas."))
    price = forms.IntegerField(
        label=_("Base price in won"),
        min_value=0,
        max_value=pricing.MAXIMUM_PRICE.minor,
        help_text=_("VAT included. 0 for free, otherwise at least ₩500."),
    )
    licence_codes = forms.MultipleChoiceField(
        label=_("Licences on offer"),
        choices=[(licence.code, licence.label) for licence in pricing.PAID],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    declare_rights = forms.BooleanField(
        label=_("I made this sound or hold every right to sell it, and it is not wholly AI-generated."),
        error_messages={"required": _("Please confirm that you hold the rights.")},
    )

    @classmethod
    def of(cls, effect: Effect, data: Any = None, *, is_final: bool = False) -> EffectForm:
        """The form with what is known of `effect`; everything is required only when it is `is_final`."""
        known = {
            name: getattr(effect, name)
            for name in ("cat_id", "title_ko", "title_en", "description", "keywords")
        }
        known["price"] = effect.price_minor if effect.licence_codes else None
        known["licence_codes"] = effect.licence_codes or [pricing.CREATOR.code, pricing.PRODUCTION.code]
        known["declare_rights"] = effect.revision > 0
        form = cls(data, initial=known)
        for name in ("cat_id", "price", "declare_rights"):
            # The empty form marks them as required; keeping a draft does without them.
            form.fields[name].required = is_final or data is None
        form.is_final = is_final
        return form

    def clean_cat_id(self) -> str:
        cat_id = str(self.cleaned_data["cat_id"])
        if cat_id and not schedule.exists(cat_id):
            raise forms.ValidationError(_("This is not one of the 753 CatIDs. Choose one from the list."))
        return cat_id

    def clean_price(self) -> int | None:
        price: int | None = self.cleaned_data["price"]
        if price and price < pricing.MINIMUM_PRICE.minor:
            raise forms.ValidationError(_("The lowest price is ₩500. Enter 0 to give the sound away."))
        return price

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.is_final:
            return given
        if not (given.get("title_ko") or given.get("title_en") or self.errors.get("title_ko")):
            self.add_error("title_ko", _("Give the sound a title in Korean, English or both."))
        if given.get("price") and not given.get("licence_codes"):
            self.add_error("licence_codes", _("Offer at least one licence."))
        return given

    def description_given(self) -> Description:
        given = self.cleaned_data
        return Description(
            cat_id=given["cat_id"],
            title_ko=given["title_ko"],
            title_en=given["title_en"],
            description=given["description"],
            keywords=given["keywords"],
            price=None if given["price"] is None else Money.krw(given["price"]),
            licence_codes=given["licence_codes"],
        )
