"""Sounds, files and forms as components need them, without a row in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.effects import pricing
from catalog.effects.models import AudioFile, Effect
from catalog.effects.shown import Group, Row
from ksound.core.models import User
from ksound.lib import ulid
from ksound.lib.money import Money
from marketplace.cart import quoting
from marketplace.home.licence_cards import PLAIN, LicenceOption
from marketplace.home.models import StaffPick
from sellers.registration.models import Seller


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree of categories, as `c-kind` reads it."""

    name: str
    other_name: str
    count: int
    url: str = "#kinds"


@dataclass(frozen=True, slots=True)
class SamplePack:
    """A pack as its card reads it."""

    title: str
    seller: Seller
    effects: list[Effect]
    sum: Money
    price: Money

    @property
    def saving(self) -> Money:
        return self.sum - self.price

    def get_absolute_url(self) -> str:
        return "#listening"


class SampleForm(forms.Form):
    """Every kind of field; sent with a mistake, so that its message shows."""

    title = forms.CharField(label=_("Title"), help_text=_("One sentence: what is special about it."))
    price = forms.IntegerField(label=_("Price"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Seller.Kind.choices)
    description = forms.CharField(label=_("Description"), widget=forms.Textarea({"rows": 3}), required=False)
    source = forms.ChoiceField(label=_("Source"), choices=Effect.Source.choices, widget=forms.RadioSelect)
    agree = forms.BooleanField(label=_("I agree"))
    unusable = forms.CharField(label=_("Not usable"), disabled=True, required=False, initial="–")

    def clean(self) -> dict[str, Any]:
        self.add_error(None, _("That did not work. Please try again."))
        return self.cleaned_data


def form() -> SampleForm:
    return SampleForm({"title": "", "price": "abc", "kind": "individual", "source": "public", "agree": ""})


def effects() -> list[Effect]:
    """A paid and a free sound that are in no catalogue."""
    seller = Seller(public_id=ulid.new(), display_name="소리담 Soridam", kind="individual", user=User())
    file = {
        "container": "wav",
        "sample_rate_hz": 96_000,
        "bit_depth": 24,
        "channels": 2,
        "channel_layout": "stereo",
        "duration_ms": 4_200,
        "byte_size": 2_419_244,
        "integrated_lufs": -23.1,
        "true_peak_dbtp": -1.2,
        "loudness_range_lu": 6.4,
        "pcm_sha256": "0" * 64,
    }
    paid = {"source": "private", "price_minor": 4_500, "licence_codes": ["creator", "team", "production"]}
    free = {"source": "public", "price_minor": 0, "licence_codes": ["public"]}
    return [
        Effect(
            public_id=ulid.new(),
            seller=seller,
            file=AudioFile(public_id=ulid.new(), seller=seller, **file),
            state="published",
            cat_id="DOORWood",
            title_ko="한옥 대문 삐걱 닫힘",
            title_en="Hanok Gate Creak And Close",
            **each,
        )
        for each in (paid, free)
    ]


def uploads() -> list[AudioFile]:
    """One file in each state."""
    seller = effects()[0].seller
    said: list[dict[str, Any]] = [
        {"state": "received"},
        {"state": "processing", "progress": 40, "attempt": 1},
        {"state": "ready", "duration_ms": 4_200, "sample_rate_hz": 48_000, "bit_depth": 24, "channels": 2},
        {"state": "rejected", "error_code": "not_audio"},
    ]
    return [
        AudioFile(
            public_id=ulid.new(),
            seller=seller,
            original_name="DOORWood_Hanok Gate Creak_SRDM_HANOK.wav",
            byte_size=2_419_244,
            **each,
        )
        for each in said
    ]


def options(effect: Effect) -> list[LicenceOption]:
    """Every licence as its holder sees them: owned, in the cart at the difference of the prices, at its price."""
    held_by = {(effect.pk, "creator"): 1}
    quotes = {code: quoting.of_effect(effect, code, held_by) for code in effect.licence_codes}
    return [
        LicenceOption(
            code=code,
            label=pricing.LICENCES[code].label,
            summary=pricing.LICENCES[code].summary,
            plain=PLAIN[code],
            price=quote.listed if quote.is_owned else quote.price,
            owned=quote.is_owned,
            in_cart=code == "team",
            quote=quote,
        )
        for code, quote in quotes.items()
    ]


def everything(*, on_sale: list[Effect]) -> dict[str, Any]:
    """What the pages of the gallery are made of; sounds that can be heard where there are any (`on_sale`)."""
    sounds = on_sale or effects()
    return {
        "sounds": sounds,
        "sound": sounds[0],
        "pick": StaffPick(
            effect=sounds[0],
            note_ko="첫 장면의 문을 열기에 이만한 소리가 없습니다.",
            note_en="If your film opens with a gate, let it be this one.",
            starts_at=timezone.now(),
        ),
        "pack": SamplePack(
            title="한옥의 문 Hanok doors",
            seller=sounds[0].seller,
            effects=sounds * 2,
            sum=Money.krw(9_000),
            price=Money.krw(6_900),
        ),
        "uploads": uploads(),
        "options": options(effects()[0]),
        "nodes": [Node("문", "Doors", 12), Node("총", "Guns", 0)],
        "groups": [Group("iXML", (Row("CATID", "DOORWood"), Row("FXNAME", "Hanok Gate Creak")))],
        "form": form(),
        "tokens": TOKENS,
        "icons": ICONS,
        "spaces": range(1, 9),
        "states": [*Effect.State.choices, *AudioFile.State.choices],
    }


TOKENS = (
    ("paper", "surface", "sunken", "line", "line-strong"),
    ("ink", "ink-soft", "ink-faint"),
    ("accent", "accent-strong", "accent-soft", "on-accent"),
    ("cta", "cta-strong", "warm", "warm-soft", "on-cta"),
    ("danger", "danger-soft", "ok", "ok-soft", "warn", "warn-soft"),
    ("band-green", "band-blue", "band-yellow", "band-red"),
)
ICONS = (
    *(
        "search",
        "cart",
        "user",
        "menu",
        "sun",
        "moon",
        "filter",
        "wave",
        "chevron",
        "check",
        "close",
        "volume",
    ),
    *("previous", "next", "upload", "download", "alert", "info", "clock", "arrow", "edit", "trash", "retry"),
    *("lock", "microphone", "similar", "heart", "folder-add", "up", "down", "grip", "link", "share", "flag"),
)
