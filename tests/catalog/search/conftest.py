"""A small catalogue to search in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from catalog.effects.models import AudioFile, Effect
from catalog.search import operations
from ksound.core.models import User
from sellers.registration.models import Seller

START = datetime(2026, 1, 1, tzinfo=UTC)
MakeEffect = Callable[..., Effect]


@pytest.fixture
def make_seller(db):
    numbers = count(1)

    def make(name: str = "", **fields) -> Seller:
        number = next(numbers)
        user = User.objects.create(email=f"seller{number}@example.com")
        return Seller.objects.create(
            user=user,
            display_name=name or f"소리꾼 {number}",
            creator_id=f"KS{number}",
            kind="individual",
            agreement_version="1",
            agreement_accepted_at=START,
            **fields,
        )

    return make


@pytest.fixture
def make_effect(make_seller) -> MakeEffect:
    """An indexed effect on sale; `index=False` leaves it out of the index."""
    numbers = count(1)
    default_seller = make_seller()

    def make(
        title_ko: str = "",
        title_en: str = "",
        *,
        cat_id: str = "DOORWood",
        seller: Seller | None = None,
        duration_ms: int = 2_000,
        sample_rate_hz: int = 48_000,
        bit_depth: int = 24,
        channels: int = 2,
        price_minor: int = 5_000,
        state: str = Effect.State.PUBLISHED,
        index: bool = True,
        **fields,
    ) -> Effect:
        number = next(numbers)
        seller = seller or default_seller
        file = AudioFile.objects.create(
            seller=seller,
            state=AudioFile.State.READY,
            original_name=f"{number}.wav",
            byte_size=1,
            sha256=f"{number:064}",
            storage_name=f"{number}.wav",
            uploaded_at=START,
            duration_ms=duration_ms,
            sample_rate_hz=sample_rate_hz,
            bit_depth=bit_depth,
            channels=channels,
        )
        fields.setdefault("licence_codes", ["creator", "team"] if price_minor else ["public"])
        effect = Effect.objects.create(
            seller=seller,
            file=file,
            state=state,
            cat_id=cat_id,
            title_ko=title_ko,
            title_en=title_en or ("" if title_ko else f"Sound {number}"),
            price_minor=price_minor,
            created_at=START,
            published_at=START + timedelta(hours=number),
            **fields,
        )
        if index:
            operations.index(Effect.objects.with_facts().get(pk=effect.pk))
        return effect

    return make
