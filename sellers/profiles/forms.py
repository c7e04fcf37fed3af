"""What sellers write about themselves."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from ksound.core.text import CleanCharField, CleanTextField
from sellers.profiles.models import Profile
from sellers.registration.models import Seller

MOST_LINKS = 5
LONGEST_LINK = 200
_BUSINESS = ("business_name", "representative", "business_number", "mail_order_number", "address")
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


class ProfileForm(forms.Form):
    bio_ko = CleanTextField(
        label=_("About you, in Korean"), max_length=1000, required=False, widget=forms.Textarea({"rows": 4})
    )
    bio_en = CleanTextField(
        label=_("About you, in English"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Readers of a language you leave empty see the other one."),
    )
    links = CleanTextField(
        label=_("Links"),
        max_length=1200,
        required=False,
        widget=forms.Textarea({"rows": 3, "inputmode": "url", "spellcheck": "false"}),
        help_text=_("Up to five addresses that begin with https://, one on each line."),
    )
    contact_email = forms.EmailField(
        label=_("Contact e-mail"), required=False, help_text=_("Everybody can see it.")
    )
    business_name = CleanCharField(label=_("Business name"), max_length=80, required=False)
    representative = CleanCharField(label=_("Representative"), max_length=60, required=False)
    business_number = CleanCharField(
        label=_("Business number"), max_length=20, required=False, help_text=_("Ten digits")
    )
    mail_order_number = CleanCharField(label=_("Mail-order report number"), max_length=40, required=False)
    address = CleanCharField(label=_("Address"), max_length=200, required=False)

    def __init__(self, *args: object, seller: Seller, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if seller.kind != Seller.Kind.BUSINESS:
            for name in _BUSINESS:
                del self.fields[name]

    def clean_links(self) -> list[str]:
        links = [line.strip() for line in str(self.cleaned_data["links"]).splitlines() if line.strip()]
        if len(links) > MOST_LINKS:
            raise ValidationError(_("At most five links."))
        for link in links:
            _require_https(link)
        return links

    def clean_business_number(self) -> str:
        given = str(self.cleaned_data["business_number"])
        digits = re.sub(r"[\s-]", "", given)
        if not digits:
            return ""
        if not _is_business_number(digits):
            raise ValidationError(_("This is not a business number. Please check its ten digits."))
        return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, object]:
        said: dict[str, object] = {name: getattr(profile, name) for name in ProfileForm.base_fields}
        return said | {"links": "\n".join(profile.links)}


class ImagesForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 10 MB. Shown square, 320 pixels wide."),
    )
    banner = forms.FileField(
        label=_("Banner"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 10 MB. Shown four times as wide as high, 1,600 pixels wide."),
    )


def _require_https(link: str) -> None:
    said = ValidationError(
        _("“%(link)s” is not an address that begins with https://."), params={"link": link}
    )
    try:
        URLValidator(schemes=["https"])(link)
        has_name = "@" in urlsplit(link).netloc
    except (ValidationError, ValueError):
        raise said from None
    # A name before the host makes one address look like another.
    if has_name or len(link) > LONGEST_LINK:
        raise said


def _is_business_number(digits: str) -> bool:
    """Ten digits of which the last follows from the others (National Tax Service)."""
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    numbers = [int(digit) for digit in digits]
    total = sum(number * weight for number, weight in zip(numbers, _WEIGHTS, strict=False))
    total += numbers[8] * 5 // 10
    return (10 - total % 10) % 10 == numbers[9]
