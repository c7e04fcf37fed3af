"""What a seller reads beside a file while it waits, is examined, or has met trouble."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from catalog.effects import examination
from catalog.effects.models import AudioFile
from catalog.effects.tasks import look_at_original

Row = Callable[[], str]


@pytest.fixture
def row(upload: AudioFile, signed_in: Any) -> Row:
    """The English row of the upload, its blanks made one."""
    browser = signed_in(upload.seller.user)
    with translation.override("en"):
        address = reverse("studio-upload-rows")

    def read() -> str:
        return re.sub(r"\s+", " ", unescape(browser.get(address).content.decode()))

    return read


def state(row: str) -> str:
    found = re.search(r'data-state="(\w+)"', row)
    return found[1] if found else ""


def test_a_file_that_waits_says_what_comes_next(row: Row) -> None:
    seen = row()
    assert state(seen) == "received"
    assert "Waiting" in seen
    assert "Next it is examined." in seen
    assert "every 1s" in seen


def test_first_facts_are_shown_before_the_examination(upload: AudioFile, row: Row) -> None:
    assert "48 kHz" not in row()
    look_at_original(audio_file_id=upload.pk)
    seen = row()
    assert state(seen) == "received"
    assert "48 kHz" in seen
    assert "24 bit" in seen


def test_an_examination_shows_how_far_it_is(upload: AudioFile, at: datetime, row: Row) -> None:
    job = examination.claim(audio_file_id=upload.pk, at=at)
    assert job
    examination.renew(job=job, progress=42, at=at)
    seen = row()
    assert "Being examined" in seen
    assert "42 % examined" in seen
    assert 'value="42"' in seen


def test_the_progress_bar_is_named_by_the_file_and_the_step(upload: AudioFile, row: Row) -> None:
    found = re.search(r'<progress [^>]*aria-labelledby="([^"]+)"', row())
    assert found
    labels = found[1].split()
    assert labels == [f"name-{upload.public_id}", f"step-{upload.public_id}"]
    assert all(f'id="{label}"' in row() for label in labels)


def test_another_attempt_is_told(upload: AudioFile, at: datetime, row: Row) -> None:
    first = examination.claim(audio_file_id=upload.pk, at=at)
    assert first
    examination.release(job=first, at=at)
    assert "we are trying again" in row()
    assert examination.claim(audio_file_id=upload.pk, at=at)
    assert "Trying again (attempt 2): 0 % examined" in row()


def test_trouble_of_our_own_is_told_as_ours(upload: AudioFile, at: datetime, row: Row) -> None:
    job = examination.claim(audio_file_id=upload.pk, at=at)
    assert job
    examination.hold_up(job=job, at=at)
    seen = row()
    assert state(seen) == "received"
    assert "Our storage is not answering; we try again by ourselves." in seen
    assert "upload-error" not in seen
    assert reverse("studio-upload-retry") not in seen


def test_trouble_that_lasted_ends_with_a_reason_and_the_retry_button(
    upload: AudioFile, at: datetime, row: Row
) -> None:
    job = examination.claim(audio_file_id=upload.pk, at=at)
    assert job
    AudioFile.objects.update(trouble_since=at - examination.TROUBLE_ENDS_AFTER)
    job.refresh_from_db()
    examination.hold_up(job=job, at=at)
    seen = row()
    assert state(seen) == "rejected"
    assert 'data-testid="upload-error"' in seen
    assert "Try again" in seen
    assert "Remove" in seen
    assert "<progress" not in seen
