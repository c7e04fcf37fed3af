"""Pictures for shared links: drawn at the first request, kept in storage, one for each sound and wording.

The name is made of everything the picture shows, so an address that carries it never changes its content, and the
work is bounded: whoever asks, a sound is drawn once until its title, price or samples change.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import astuple

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.urls import reverse
from django.utils.translation import override

from catalog.audio import peaks
from catalog.effects import derivatives
from catalog.effects.models import Derivative, Effect
from catalog.ucs import schedule
from ksound.core.templatetags.ksound import duration, money
from marketplace.home.share_picture import Shown, draw

log = logging.getLogger(__name__)
# Raised when the drawing changes, so that every picture is made anew.
VERSION = 1
FOLDER = "share"


def storage() -> Storage:
    return storages["default"]


def shown(effect: Effect) -> Shown:
    """What the picture says: in Korean first, whoever shares it, because one picture serves both languages."""
    with override("ko"):
        korean, english = effect.title_ko or effect.title_en, effect.title_en
        return Shown(
            title=korean,
            other_title=english if english != korean else "",
            category=schedule.label(effect.cat_id, "ko").replace(" › ", " · "),  # the font's › is a wide one
            duration=duration(effect.file.duration_ms),
            seller=effect.seller.display_name,
            price=money(effect.price),
        )


def name_of(effect: Effect) -> str:
    """The name of what the picture shows."""
    said = "\n".join((str(VERSION), effect.file.pcm_sha256, *astuple(shown(effect))))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def path_of(effect: Effect) -> str:
    return f"{reverse('share-picture', args=[effect.public_id])}?v={name_of(effect)}"


def picture(effect: Effect) -> bytes:
    """The PNG, from storage where somebody asked before. Raises OSError when the storage is away."""
    folder = f"{FOLDER}/{effect.public_id}"
    name = f"{folder}/{name_of(effect)}.png"
    try:
        with storage().open(name) as kept:
            return bytes(kept.read())
    except FileNotFoundError:
        drawn = draw(shown(effect), _peaks(effect))
    _forget_others(folder)
    storage().save(name, ContentFile(drawn))
    return drawn


def _peaks(effect: Effect) -> peaks.Peaks | None:
    """Of the newest drawing; None where there is none, or a restored backup lost its file."""
    found = effect.file.derivatives.filter(kind=Derivative.Kind.PEAKS).order_by("-version").first()
    if found is None:
        return None
    try:
        with derivatives.storage().open(found.storage_name) as stored:
            return peaks.parse(stored.read())
    except FileNotFoundError:
        log.warning("peaks missing", extra={"storage_name": found.storage_name})
        return None


def _forget_others(folder: str) -> None:
    """Pictures of an older wording. One that somebody is just drawing is drawn again at the next request."""
    try:
        for old in storage().listdir(folder)[1]:
            storage().delete(f"{folder}/{old}")
    except FileNotFoundError:
        return
    except OSError:
        log.exception("old share pictures not deleted", extra={"folder": folder})
