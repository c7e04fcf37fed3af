"""Sounds that say something of themselves."""

from __future__ import annotations

import struct
from datetime import datetime

from catalog.effects.models import Effect
from sellers.registration.models import Seller
from tests.catalog.audio.metadata.files import bext, info, ixml
from tests.factories import sounds

__all__ = ["bext", "draft", "info", "ixml", "wav"]


def wav(*chunks: bytes, hz: float = 440.0) -> bytes:
    """A short tone with these chunks behind it."""
    whole = sounds.wav(seconds=0.2, hz=hz) + b"".join(chunks)
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def draft(*chunks: bytes, seller: Seller, at: datetime, name: str, hz: float = 440.0) -> Effect:
    """The draft of such a file as its examination opens it."""
    file = sounds.examined(seller=seller, at=at, name=name, content=wav(*chunks, hz=hz))
    return Effect.objects.with_facts().get(file=file)
