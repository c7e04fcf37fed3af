"""Sounds on sale as rows alone, without a stored file: for tests of what is done with listings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalog.effects.models import AudioFile, Effect
from ksound.lib import ulid
from sellers.registration.models import Seller


def listed(*, seller: Seller, at: datetime, original_name: str = "take 1.wav", **fields: Any) -> Effect:
    """One sound on sale: `fields` of Effect change it."""
    token = ulid.new()
    file = AudioFile.objects.create(
        seller=seller,
        state=AudioFile.State.READY,
        original_name=original_name,
        byte_size=144_000,
        sha256=token.lower().zfill(64),
        storage_name=f"originals/{token}.wav",
        uploaded_at=at,
        container="wav",
        codec="pcm_s24le",
        duration_ms=1_000,
        sample_rate_hz=48_000,
        bit_depth=24,
        channels=1,
        pcm_sha256=token.lower().zfill(64),
        payload_sha256=token.lower().zfill(64),
        payload_crc32=1,
    )
    said: dict[str, Any] = {
        "state": Effect.State.PUBLISHED,
        "cat_id": "DOORWood",
        "title_ko": "옷장 문 닫기",
        "title_en": "Closet Door Close",
        "price_minor": 5_500,
        "licence_codes": ["creator", "production"],
        "created_at": at,
        "published_at": at,
    }
    effect = Effect.objects.create(seller=seller, file=file, **(said | fields))
    return Effect.objects.with_facts().get(pk=effect.pk)
