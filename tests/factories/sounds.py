"""Sounds at every stage, made by the real operations on real files."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import numpy as np
import soundfile
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.effects import operations
from catalog.effects.models import AudioFile, Effect
from catalog.effects.tasks import examine_original
from catalog.moderation.operations import approve
from catalog.studio import uploads
from ksound.core.models import User
from ksound.lib.money import Money
from sellers.registration.models import Seller

NAME = "DOORWood_Closet Door Close 01_DALB_HANOK.wav"


def wav(*, seconds: float = 0.5, hz: float = 440.0, rate: int = 48_000) -> bytes:
    """A short tone, 24 bit mono."""
    tone = 0.3 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)
    out = io.BytesIO()
    soundfile.write(out, tone, rate, subtype="PCM_24", format="WAV")
    return out.getvalue()


def uploaded(*, seller: Seller, at: datetime, content: bytes | None = None, name: str = NAME) -> AudioFile:
    content = wav() if content is None else content
    return uploads.receive(upload=SimpleUploadedFile(name, content), seller=seller, at=at)


def examined(*, seller: Seller, at: datetime, content: bytes | None = None, name: str = NAME) -> AudioFile:
    file = uploaded(seller=seller, at=at, content=content, name=name)
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    return file


def description(**changes: Any) -> operations.Description:
    said: dict[str, Any] = {
        "cat_id": "DOORWood",
        "title_ko": "옷장 문 닫기",
        "title_en": "Closet Door Close",
        "description": "",
        "keywords": ["door", "문"],
        "price": Money.krw(5_500),
        "licence_codes": ["creator", "production"],
        "ai_use": "none",
    }
    return operations.Description(**(said | changes))


def draft(*, seller: Seller, at: datetime, content: bytes | None = None, **changes: Any) -> Effect:
    effect = Effect.objects.with_facts().get(file=examined(seller=seller, at=at, content=content))
    operations.describe(effect=effect, by=seller.user, description=description(**changes))
    effect.refresh_from_db()
    return effect


def submitted(*, seller: Seller, at: datetime, **changes: Any) -> Effect:
    effect = draft(seller=seller, at=at, **changes)
    operations.submit(effect=effect, by=seller.user, at=at)
    effect.refresh_from_db()
    return effect


def on_sale(*, seller: Seller, moderator: User, at: datetime, **changes: Any) -> Effect:
    effect = submitted(seller=seller, at=at, **changes)
    approve(effect=effect, revision=effect.revision, by=moderator, at=at)
    return Effect.objects.with_facts().get(pk=effect.pk)
