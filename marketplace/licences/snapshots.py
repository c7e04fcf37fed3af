"""What a delivered file says, as it stood when the licence was granted: later edits change nothing for its holder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from catalog.audio.embed import Ambisonics, Delivery, Loudness, Recording
from catalog.effects import embedded
from catalog.effects.models import AudioFile
from catalog.ucs import schedule
from marketplace.orders.models import OrderLine

SHOP = "K-Sound Library"
# Block four of the file name: which library the sound came from.
SOURCE_ID = "KSOUND"
PARTS = {"loudness": Loudness, "recording": Recording, "ambisonics": Ambisonics}

_HANGUL = re.compile("[가-힣]")
_DATE = re.compile(r"(\d{4})[-/.:](\d\d)[-/.:](\d\d)", re.ASCII)


def taken(*, line: OrderLine, serial: str) -> dict[str, Any]:
    """The fields of a `Delivery` of this line under the licence `serial`, and the sound's SHA-256, for JSON."""
    said = asdict(_delivery(line, serial).cleaned())
    recorded_on = said["recorded_on"]
    return said | {
        "recorded_on": recorded_on.isoformat() if recorded_on else None,
        "payload_sha256": line.audio_file.payload_sha256,
    }


def delivery(snapshot: dict[str, Any]) -> Delivery:
    """The `Delivery` that was taken. What it did not know yet has the default of today."""
    known = {item.name for item in fields(Delivery)}
    said = {name: value for name, value in snapshot.items() if name in known}
    for name, kind in PARTS.items():
        said[name] = kind(**said.get(name, {}))
    for name in ("keywords_en", "keywords_ko"):
        said[name] = tuple(said.get(name, ()))
    recorded_on = said.get("recorded_on")
    return Delivery(**said | {"recorded_on": date.fromisoformat(recorded_on) if recorded_on else None})


def _delivery(line: OrderLine, serial: str) -> Delivery:
    effect, file, seller = line.effect, line.audio_file, line.seller
    said = embedded.of(file).settled.fields
    entry = schedule.schedule().get(effect.cat_id)
    is_korean = bool(_HANGUL.search(effect.description))
    return Delivery(
        sound_id=effect.public_id,
        licence_id=serial,
        licence_url=_address(serial),
        shop=SHOP,
        cat_id=effect.cat_id,
        category=entry.category_en if entry else "",
        subcategory=entry.subcategory_en if entry else "",
        category_ko=entry.category_ko if entry else "",
        subcategory_ko=entry.subcategory_ko if entry else "",
        fx_name=line.title,
        title_en=effect.title_en,
        title_ko=effect.title_ko,
        description_en="" if is_korean else effect.description,
        description_ko=effect.description if is_korean else "",
        keywords_en=_words(effect.keywords, korean=False),
        keywords_ko=_words(effect.keywords, korean=True),
        vendor_category=str(said.get("vendor_category", "")),
        supplier=seller.display_name,
        creator_id=seller.creator_id,
        source_id=SOURCE_ID,
        library=str(said.get("library", "")),
        copyright_year=effect.published_at.year if effect.published_at else None,
        recorded_on=_recorded_on(str(said.get("recorded_on") or file.tags.get("date", ""))),
        channel_layout=file.channel_layout,
        loudness=_loudness(file),
        # What is sold was declared, and nothing wholly generated is sold.
        is_generated=False if effect.ai_use else None,
    )


def _address(serial: str) -> str:
    """Where anybody can check the licence; "" while the site does not know its own address."""
    if not settings.SITE_URL:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse("licence-verify", args=[serial])


def _words(keywords: Iterable[str], *, korean: bool) -> tuple[str, ...]:
    return tuple(word for word in keywords if bool(_HANGUL.search(word)) is korean)


def _recorded_on(text: str) -> date | None:
    """The day the file's own metadata names; a year alone is none."""
    found = _DATE.match(text)
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _loudness(file: AudioFile) -> Loudness:
    return Loudness(
        integrated_lufs=file.integrated_lufs,
        loudness_range_lu=file.loudness_range_lu,
        true_peak_dbtp=file.true_peak_dbtp,
        max_momentary_lufs=file.max_momentary_lufs,
        max_short_term_lufs=file.max_short_term_lufs,
    )
