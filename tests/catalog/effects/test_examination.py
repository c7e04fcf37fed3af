"""PostgreSQL owns every examination: claims, leases, attempts, and what a worker leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from catalog.audio import features
from catalog.audio.errors import ErrorCode
from catalog.audio.outputs import FACTS_VERSION
from catalog.audio.report import Report
from catalog.audio.sandbox import SandboxUnavailable
from catalog.effects import derivatives, examination, originals, tasks
from catalog.effects.models import AudioFile, Derivative, Effect
from catalog.effects.tasks import examine_original, sandbox, sweep
from ksound.core.storage import StorageAway
from sellers.registration.models import Seller
from tests.factories import sounds

LATER = timedelta(minutes=5)
EVERY_KIND = {"peaks", "preview", "spectrogram", "features", "fingerprint"}
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def in_storage(file: AudioFile) -> set[str]:
    try:
        _folders, names = derivatives.storage().listdir(file.public_id)
    except FileNotFoundError:
        return set()
    return {f"{file.public_id}/{name}" for name in names}


def named(file: AudioFile) -> set[str]:
    return set(file.derivatives.values_list("storage_name", flat=True))


def test_an_uploaded_wav_becomes_ready_with_its_facts(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at, content=sounds.wav(seconds=1.5, rate=96_000))
    assert file.state == "ready"
    assert (file.duration_ms, file.frames, file.sample_rate_hz) == (1_500, 144_000, 96_000)
    assert (file.bit_depth, file.channels, file.container) == (24, 1, "wav")
    assert file.integrated_lufs == pytest.approx(-13.9, abs=0.5)
    assert file.true_peak_dbtp == pytest.approx(-10.5, abs=0.2)
    assert set(file.derivatives.values_list("kind", flat=True)) == EVERY_KIND
    assert file.facts_version == FACTS_VERSION


def test_the_features_are_in_the_row_as_in_their_file(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at)
    made = file.derivatives.get(kind="features")
    with derivatives.storage().open(made.storage_name) as stored:
        assert file.features == features.read(stored.read())
    assert file.features


def test_a_ready_file_opens_a_draft_that_says_what_the_name_says(seller: Seller, at: datetime) -> None:
    draft = Effect.objects.get(file=sounds.examined(seller=seller, at=at))
    assert (draft.cat_id, draft.title_en, draft.state) == ("DOORWood", "Closet Door Close 01", "draft")


def test_a_name_that_is_not_ucs_gets_no_silent_category(seller: Seller, at: datetime) -> None:
    draft = Effect.objects.get(file=sounds.examined(seller=seller, at=at, name="빗소리 03.wav"))
    assert (draft.cat_id, draft.title_ko) == ("", "빗소리 03")


def test_a_text_file_is_rejected_with_a_reason_and_leaves_nothing(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at, content=b"dear diary\n" * 30)
    assert (file.state, file.error_code) == ("rejected", "not_audio")
    assert file.error_message
    assert file.can_retry
    assert not file.derivatives.exists()
    assert not Effect.objects.filter(file=file).exists()


def test_one_task_delivered_eight_times_has_one_effect(upload: AudioFile) -> None:
    for _ in range(8):
        examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.attempt) == ("ready", 1)
    assert Derivative.objects.filter(audio_file=upload).count() == len(EVERY_KIND)


def test_two_workers_cannot_claim_the_same_file(upload: AudioFile, at: datetime) -> None:
    assert examination.claim(audio_file_id=upload.pk, at=at) is not None
    assert examination.claim(audio_file_id=upload.pk, at=at) is None


def test_a_worker_that_renews_keeps_its_lease(upload: AudioFile, at: datetime) -> None:
    job = examination.claim(audio_file_id=upload.pk, at=at)
    assert job
    examination.renew(job=job, progress=40, at=at + timedelta(seconds=25))
    assert examination.claim(audio_file_id=upload.pk, at=at + timedelta(seconds=50)) is None
    upload.refresh_from_db()
    assert upload.progress == 40


def test_a_dead_workers_file_is_taken_over_and_its_late_answer_ignored(
    upload: AudioFile, at: datetime, tmp_path
) -> None:
    dead = examination.claim(audio_file_id=upload.pk, at=at)
    assert dead
    with originals.local_copy(dead) as path:
        report = sandbox().examine(path, tmp_path)
    second = examination.claim(audio_file_id=upload.pk, at=at + LATER)
    assert second
    assert second.attempt == 2
    examination.finish(job=dead, report=report, folder=tmp_path, at=at + LATER)
    upload.refresh_from_db()
    assert upload.state == "processing"
    assert not Derivative.objects.exists()
    assert in_storage(upload) == set()


def test_a_worker_that_was_silent_too_long_stops_in_the_middle(upload: AudioFile, at: datetime) -> None:
    dead = examination.claim(audio_file_id=upload.pk, at=at)
    assert dead
    assert examination.claim(audio_file_id=upload.pk, at=at + LATER)
    with pytest.raises(examination.LeaseLost):
        examination.renew(job=dead, progress=90, at=at + LATER)
    upload.refresh_from_db()
    assert (upload.attempt, upload.progress) == (2, 0)


def test_a_worker_from_before_a_retry_is_not_taken_for_the_new_one(upload: AudioFile, at: datetime) -> None:
    old = examination.claim(audio_file_id=upload.pk, at=at)
    assert old
    AudioFile.objects.filter(pk=upload.pk).update(state="rejected", error_code="crashed", lease_until=None)
    assert examination.retry(file=upload, at=at + LATER)
    new = examination.claim(audio_file_id=upload.pk, at=at + LATER)
    assert new
    assert new.attempt == old.attempt
    with pytest.raises(examination.LeaseLost):
        examination.renew(job=old, progress=90, at=at + LATER)
    examination.renew(job=new, progress=10, at=at + LATER)


def test_a_file_that_kills_every_worker_is_rejected_after_three_tries(
    upload: AudioFile, at: datetime
) -> None:
    for attempt in range(3):
        now = at + attempt * LATER
        assert examination.claim(audio_file_id=upload.pk, at=now)
    assert examination.claim(audio_file_id=upload.pk, at=at + 4 * LATER) is None
    with time_machine.travel(at + 4 * LATER, tick=False):
        sweep()
    upload.refresh_from_db()
    assert (upload.state, upload.error_code) == ("rejected", "crashed")


def test_a_child_that_dies_costs_one_attempt_and_three_the_file(upload: AudioFile, monkeypatch) -> None:
    monkeypatch.setattr(sandbox(), "examine", lambda *_, **__: Report.of_code(ErrorCode.CRASHED, "killed"))
    for attempt in (1, 2):
        examine_original(audio_file_id=upload.pk)
        upload.refresh_from_db()
        assert (upload.state, upload.attempt) == ("received", attempt)
    examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.error_code, upload.attempt) == ("rejected", "crashed", 3)
    assert upload.can_retry


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@contextmanager
def failing(monkeypatch: Any, error: Exception) -> Iterator[None]:
    """Storage or machine fail in every examination."""

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as trouble:
        trouble.setattr(sandbox(), "examine", fail)
        yield


OURS = [
    OSError(28, "No space left on device"),
    StorageAway("no answer"),
    SandboxUnavailable("no process"),
    OperationalError("terminating connection"),
]


@pytest.mark.parametrize("error", OURS, ids=lambda error: type(error).__name__)
def test_trouble_of_our_own_costs_no_attempt_and_ends_by_itself(
    upload: AudioFile, monkeypatch, clock: Any, error: Exception
) -> None:
    with failing(monkeypatch, error):
        for waited in (0, 15, 15, 30):
            clock.shift(waited)
            examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.attempt, upload.error_code) == ("received", 0, "")
    assert upload.trouble_since == NOW
    clock.shift(60)
    examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.attempt, upload.trouble_since) == ("ready", 1, None)
    assert in_storage(upload) == named(upload)


def test_a_file_that_is_held_up_is_left_alone_until_it_is_due(
    upload: AudioFile, monkeypatch, clock: Any
) -> None:
    with failing(monkeypatch, StorageAway("no answer")):
        examine_original(audio_file_id=upload.pk)
    clock.shift(14)
    assert sweep() == 0
    examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.due_at) == ("received", NOW + timedelta(seconds=15))
    clock.shift(1)
    assert sweep() == 1


def test_trouble_that_lasts_ends_within_ten_minutes_with_a_reason_and_another_try(
    upload: AudioFile, monkeypatch, clock: Any
) -> None:
    tries = 0
    with failing(monkeypatch, StorageAway("no answer")):
        while upload.state != "rejected":
            examine_original(audio_file_id=upload.pk)
            tries += 1
            upload.refresh_from_db()
            clock.move_to((upload.due_at or timezone.now()) + timedelta(seconds=5))
    assert upload.error_code == "unavailable"
    assert upload.error_message
    assert upload.finished_at
    assert timedelta(minutes=7) < upload.finished_at - NOW < timedelta(minutes=10)
    assert tries > 5
    assert examination.retry(file=upload, at=timezone.now())
    examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert upload.state == "ready"


def test_a_child_that_dies_is_not_trouble_of_our_own(upload: AudioFile, monkeypatch, clock: Any) -> None:
    with failing(monkeypatch, StorageAway("no answer")):
        examine_original(audio_file_id=upload.pk)
    clock.shift(60)
    with monkeypatch.context() as child:
        child.setattr(sandbox(), "examine", lambda *_, **__: Report.of_code(ErrorCode.CRASHED, "killed"))
        examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.attempt, upload.trouble_since) == ("received", 1, None)


def fills_up_after(blobs: int) -> Callable[..., str]:
    """A disk that takes so many files and half of the next."""
    really_save, saved = getattr(FileSystemStorage, "_save"), [0]  # noqa: B009  untyped

    def save(self: FileSystemStorage, name: str, content: Any) -> str:
        saved[0] += 1
        if saved[0] <= blobs:
            return really_save(self, name, content)
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(100))
        raise OSError(28, "No space left on device")

    return save


@pytest.mark.parametrize("blobs", [0, 3])
def test_a_disk_that_fills_up_gets_its_half_written_bytes_back(
    upload: AudioFile, monkeypatch, blobs: int
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(FileSystemStorage, "_save", fills_up_after(blobs))
        examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.attempt) == ("received", 0)
    assert in_storage(upload) == set()
    assert not Derivative.objects.exists()


def test_what_a_killed_worker_had_half_written_is_gone_when_the_next_one_is_done(upload: AudioFile) -> None:
    folder = Path(derivatives.storage().path(upload.public_id))
    folder.mkdir(parents=True)
    (folder / "1-5f3a-preview-v1-0123456789abcdef").write_bytes(b"half a prev")
    AudioFile.objects.filter(pk=upload.pk).update(attempt=1)
    examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.attempt) == ("ready", 2)
    assert in_storage(upload) == named(upload)
    assert len(named(upload)) == len(EVERY_KIND)


def test_the_end_of_an_examination_spares_what_is_being_derived_anew(upload: AudioFile) -> None:
    """`manage.py derive` may begin between the commit and the cleaning up."""
    folder = Path(derivatives.storage().path(upload.public_id))
    folder.mkdir(parents=True)
    (folder / "derive-5f3a-peaks-v2-0123456789abcdef").write_bytes(b"peaks")
    examine_original(audio_file_id=upload.pk)
    spared = f"{upload.public_id}/derive-5f3a-peaks-v2-0123456789abcdef"
    assert in_storage(upload) == named(upload) | {spared}


def test_the_sweeper_finds_what_the_broker_lost(upload: AudioFile, at: datetime) -> None:
    with time_machine.travel(at + LATER, tick=False):
        assert sweep() == 1


def test_a_full_queue_is_not_filled_further_but_the_oldest_are_woken(
    seller: Seller, at: datetime, monkeypatch
) -> None:
    files = [sounds.uploaded(seller=seller, at=at + timedelta(seconds=number)) for number in range(3)]
    woken: list[int] = []
    monkeypatch.setattr(tasks, "wake", lambda *_, audio_file_id: woken.append(audio_file_id))
    monkeypatch.setattr(tasks, "waiting", lambda _: 10_000)
    monkeypatch.setattr(tasks, "ALWAYS_WOKEN", 1)
    with time_machine.travel(at + LATER, tick=False):
        assert sweep() == 1
        assert woken == [files[0].pk]
        monkeypatch.setattr(tasks, "waiting", lambda _: tasks.ENOUGH_WAITING - 2)
        assert sweep() == 2


def test_a_retry_gives_a_rejected_file_fresh_attempts(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at, content=b"")
    assert file.error_code == "empty"
    assert examination.retry(file=file, at=at)
    file.refresh_from_db()
    assert (file.state, file.attempt, file.error_code) == ("received", 0, "")


def test_a_sweep_wakes_for_a_look_only_who_was_not_looked_at(
    upload: AudioFile, at: datetime, monkeypatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(tasks, "wake", lambda *sent, **_: woken.extend(task.__name__ for task in sent))
    with time_machine.travel(at + LATER, tick=False):
        sweep()
        assert woken == ["look_at_original", "examine_original"]
        AudioFile.objects.update(looked_at=at)
        sweep()
    assert woken[2:] == ["examine_original"]


def test_a_ready_file_cannot_be_retried(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at)
    assert not examination.retry(file=file, at=at)
    file.refresh_from_db()
    assert file.state == "ready"


def test_the_database_refuses_a_rejection_without_a_reason(upload: AudioFile) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AudioFile.objects.filter(pk=upload.pk).update(state="rejected")
