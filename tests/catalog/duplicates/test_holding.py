"""A copy of a sound in the library is held for staff; nothing else is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import numpy as np
import pytest
from django.db import connections

from catalog.duplicates import operations as duplicates
from catalog.duplicates.models import AcousticPrint, PrintSegment, Resemblance
from catalog.effects import operations
from catalog.effects.models import AudioFile, Effect
from catalog.moderation import operations as moderation
from catalog.studio import uploads
from ksound.core.models import AuditEvent, User
from sellers.registration.models import Seller
from tests.catalog.audio.recordings import (
    RATE,
    Heard,
    chain,
    excerpt,
    mono,
    mp3,
    ogg,
    other_rate,
    quieter,
    resampled,
    steps,
    trimmed,
)
from tests.catalog.duplicates.conftest import wav
from tests.factories import people, sounds


def part(sound: np.ndarray, rate: int) -> Heard:
    return excerpt(sound, rate, seconds=1.2)


COPIES = [mp3, ogg, trimmed, part, quieter, other_rate, mono, chain]


@pytest.mark.parametrize("copied", COPIES, ids=lambda copied: copied.__name__)
def test_a_copy_of_a_published_sound_is_held_with_the_original_named(
    original: Effect, copier: Seller, at: datetime, recording: Heard, copied: Callable[..., Heard]
) -> None:
    copy = sounds.submitted(seller=copier, at=at, content=wav(*copied(*recording)))
    assert copy.state == "held"
    found = copy.file.resemblances.get()
    assert (found.original, found.kind, found.holds) == (original.file, "near", True)
    assert found.score > 0.8
    event = AuditEvent.objects.get(name="effect.held", target_id=copy.public_id)
    assert event.data["resembles"][0]["original"] == original.public_id


def test_a_copy_at_half_the_rate_of_a_96_khz_original_is_held(
    seller: Seller, moderator: User, copier: Seller, at: datetime, recording: Heard
) -> None:
    high = resampled(*recording, 96_000)
    sounds.on_sale(seller=seller, moderator=moderator, at=at, content=wav(*high))
    assert sounds.submitted(seller=copier, at=at, content=wav(*resampled(*high, RATE))).state == "held"


def test_the_same_samples_in_another_container_are_an_exact_copy(
    seller: Seller, moderator: User, copier: Seller, at: datetime, recording: Heard
) -> None:
    samples = np.rint(recording[0] * 2**23).astype(np.int32) << 8
    sounds.on_sale(seller=seller, moderator=moderator, at=at, content=wav(samples))
    flac = wav(samples, format="FLAC", subtype="PCM_24")
    copy = sounds.submitted(seller=copier, at=at, content=flac)
    found = copy.file.resemblances.get()
    assert (copy.state, found.kind, found.score, found.offset_ms) == ("held", "exact", 1, 0)


def test_a_steady_tone_is_only_known_by_its_samples(
    seller: Seller, moderator: User, copier: Seller, at: datetime
) -> None:
    sounds.on_sale(seller=seller, moderator=moderator, at=at, content=sounds.wav(hz=440, seconds=1))
    other = sounds.submitted(seller=copier, at=at, content=sounds.wav(hz=441, seconds=1))
    same = sounds.submitted(seller=copier, at=at, content=sounds.wav(hz=440, seconds=1))
    assert (other.state, same.state) == ("in_review", "held")


def test_a_sound_of_its_own_goes_to_review(original: Effect, copier: Seller, at: datetime) -> None:
    t = np.arange(3 * RATE) / RATE
    other = (steps(np.random.default_rng(99), t) * 0.2)[None]
    mine = sounds.submitted(seller=copier, at=at, content=wav(other))
    assert mine.state == "in_review"
    assert not mine.file.resemblances.exists()
    assert not AuditEvent.objects.filter(name="effect.held").exists()


@pytest.mark.parametrize(
    ("state", "of_others", "own"),
    [
        ("draft", "in_review", "in_review"),
        ("rejected", "in_review", "in_review"),
        ("in_review", "held", "in_review"),
        ("withdrawn", "held", "in_review"),
        ("held", "held", "held"),
        ("published", "held", "held"),
        ("suspended", "held", "held"),
    ],
)
def test_the_state_of_the_original_decides(
    original: Effect, copier: Seller, at: datetime, recording: Heard, state: str, of_others: str, own: str
) -> None:
    Effect.objects.filter(pk=original.pk).update(state=state)
    copy = wav(*mp3(*recording))
    assert sounds.submitted(seller=original.seller, at=at, content=copy).state == own
    Effect.objects.exclude(pk=original.pk).update(state="rejected")
    assert sounds.submitted(seller=copier, at=at, content=copy).state == of_others


def test_a_copy_uploaded_before_its_original_was_published_is_held(
    seller: Seller, moderator: User, copier: Seller, at: datetime, recording: Heard
) -> None:
    copy = sounds.draft(seller=copier, at=at, content=wav(*mp3(*recording)))
    assert not copy.file.resemblances.exists()
    original = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=wav(*recording))
    operations.submit(effect=copy, by=copier.user, at=at)
    copy.refresh_from_db()
    assert copy.state == "held"
    assert copy.file.resemblances.get().original == original.file


def test_a_held_copy_is_approved_or_rejected_by_staff(
    submitted_copy: Effect, moderator: User, at: datetime
) -> None:
    moderation.approve(effect=submitted_copy, revision=1, by=moderator, at=at)
    submitted_copy.refresh_from_db()
    assert submitted_copy.state == "published"


def test_a_rejected_copy_that_is_submitted_again_is_held_again(
    submitted_copy: Effect, moderator: User, at: datetime
) -> None:
    moderation.reject(effect=submitted_copy, revision=1, by=moderator, reason="duplicate", at=at)
    operations.submit(effect=submitted_copy, by=submitted_copy.seller.user, at=at)
    submitted_copy.refresh_from_db()
    assert (submitted_copy.state, submitted_copy.revision) == ("held", 2)


def test_own_copies_do_not_hide_somebody_elses_original(
    original: Effect, copier: Seller, at: datetime, recording: Heard
) -> None:
    content = wav(*mp3(*recording))
    for _ in range(12):
        sounds.examined(seller=copier, at=at, content=content)
    last = sounds.submitted(seller=copier, at=at, content=content)
    assert last.state == "held"
    assert original.file_id in last.file.resemblances.values_list("original_id", flat=True)


def test_examining_and_indexing_again_changes_nothing(submitted_copy: Effect, at: datetime) -> None:
    file = submitted_copy.file
    before = list(PrintSegment.objects.filter(file=file).values_list("ordinal", "words"))
    duplicates.find_resemblances(file=file, at=at)
    assert file.resemblances.count() == 1
    assert list(PrintSegment.objects.filter(file=file).values_list("ordinal", "words")) == before
    assert len(before) == 1


def test_a_discarded_upload_leaves_the_index(seller: Seller, at: datetime, recording: Heard) -> None:
    file = sounds.examined(seller=seller, at=at, content=wav(*recording))
    assert AcousticPrint.objects.filter(file=file).exists()
    assert uploads.discard(file=file, by=seller.user, at=at)
    assert not AcousticPrint.objects.exists()
    assert not PrintSegment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_copies_submitted_at_once_one_is_held(at: datetime, recording: Heard) -> None:
    """Without `submit_alone` both join the queue: each looks before the other has committed."""
    sellers = [people.seller(f"{n}@example.com", name=f"판매자{n}", creator_id=f"SEL{n}") for n in "AB"]
    content = wav(*recording)
    drafts = [sounds.draft(seller=seller, at=at, content=content) for seller in sellers]
    both_looked = threading.Barrier(2, timeout=1.5)
    look = duplicates.find_resemblances

    def look_together(*, file: AudioFile, at: datetime) -> None:
        look(file=file, at=at)
        # Broken when the other waits for this one to commit.
        with suppress(threading.BrokenBarrierError):
            both_looked.wait()

    def submit(effect: Effect) -> None:
        try:
            operations.submit(effect=effect, by=effect.seller.user, at=at)
        finally:
            connections.close_all()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(duplicates, "find_resemblances", look_together)
        threads = [threading.Thread(target=submit, args=[draft]) for draft in drafts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(Effect.objects.values_list("state", flat=True)) == ["held", "in_review"]
    assert Resemblance.objects.count() == 1
