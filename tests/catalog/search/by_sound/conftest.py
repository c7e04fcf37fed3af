"""Clips as visitors bring them, and a worker that compares them when it is told to."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import soundfile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.search.by_sound.models import Clip
from catalog.search.by_sound.tasks import clip_sandbox, examine_clip

RATE = 48_000


@pytest.fixture(scope="session", autouse=True)
def clip_sandbox_ends() -> Iterator[None]:
    yield
    if clip_sandbox.cache_info().currsize:
        clip_sandbox().close()
        clip_sandbox.cache_clear()


def sound(*, seconds: float = 0.5, hz: float = 440.0, peak: float = 0.3, form: str = "WAV") -> bytes:
    """A tone as the bytes of a file."""
    samples = peak * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)
    out = io.BytesIO()
    soundfile.write(out, samples, RATE, format=form)
    return out.getvalue()


Bring = Callable[..., Clip]


@pytest.fixture
def bring(db) -> Bring:
    """Bring a clip from a browser; the worker has looked at it when this returns, unless told otherwise."""

    def bring_it(
        content: bytes, *, browser: Client, kind: str = "file", name: str = "clip.wav", worker: bool = True
    ) -> Clip:
        sent = {"kind": kind, "clip": SimpleUploadedFile(name, content)}
        response = browser.post(reverse("search-by-sound"), sent)
        assert response.status_code == 302, response.status_code
        clip = Clip.objects.latest("pk")
        assert response["Location"] == address(clip)
        if worker:
            examine_clip(clip_id=clip.pk)
            clip.refresh_from_db()
        return clip

    return bring_it


def address(clip: Clip) -> str:
    return reverse("search-by-sound-clip", args=[clip.public_id])
