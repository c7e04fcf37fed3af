from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest
import soundfile

from catalog.effects.models import AudioFile, Effect
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.catalog.audio.recordings import RATE, Heard, engine, mp3, steps
from tests.factories import people, sounds


def wav(sound: np.ndarray, rate: int = RATE, **more: str) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, sound.T, rate, **({"format": "WAV", "subtype": "PCM_24"} | more))
    return out.getvalue()


@pytest.fixture
def recording() -> Heard:
    """Three seconds of steps beside an engine, stereo, 48 kHz."""
    t = np.arange(3 * RATE) / RATE
    left, right = (make(np.random.default_rng(11), t) for make in (steps, engine))
    stereo = np.stack((left + 0.2 * right, 0.6 * left + 0.3 * right))
    return (stereo / np.abs(stereo).max() * 0.5).astype(np.float32), RATE


@pytest.fixture
def original(seller: Seller, moderator: User, at: datetime, recording: Heard) -> Effect:
    """The recording, on sale."""
    return sounds.on_sale(seller=seller, moderator=moderator, at=at, content=wav(*recording))


@pytest.fixture
def copier(db: None) -> Seller:
    return people.seller("copier@example.com", name="메아리", creator_id="MEAR")


@pytest.fixture
def submitted_copy(original: Effect, copier: Seller, at: datetime, recording: Heard) -> Effect:
    """An MP3 of the recording, submitted by somebody else: on hold."""
    return sounds.submitted(seller=copier, at=at, content=wav(*mp3(*recording)))


@pytest.fixture
def filed(seller: Seller, at: datetime) -> Callable[[int], list[AudioFile]]:
    """Rows of so many published sounds without sound: only their places in the index are asked."""

    def made(count: int) -> list[AudioFile]:
        files = AudioFile.objects.bulk_create(
            AudioFile(
                seller=seller,
                state="ready",
                original_name=f"{number}.wav",
                byte_size=1,
                sha256=f"{number:064}",
                storage_name=str(number),
                uploaded_at=at,
                duration_ms=1,
                sample_rate_hz=RATE,
                channels=1,
            )
            for number in range(count)
        )
        Effect.objects.bulk_create(
            Effect(
                seller=seller,
                file=file,
                state="published",
                cat_id="RAIN",
                title_en=file.original_name,
                licence_codes=["public"],
                created_at=at,
                published_at=at,
            )
            for file in files
        )
        return files

    return made
