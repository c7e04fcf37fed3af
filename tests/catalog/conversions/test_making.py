"""PostgreSQL owns every conversion: asked for by many, made once, taken up again, given up with a reason."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import time_machine
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from catalog.audio.convert import RECIPES, Format
from catalog.audio.errors import ErrorCode
from catalog.audio.report import Report
from catalog.conversions import making, operations, queries
from catalog.conversions.models import Conversion
from catalog.conversions.tasks import convert_original, sandbox, sweep_conversions
from catalog.effects import leftovers, originals
from catalog.effects.models import AudioFile
from catalog.jobs import operations as jobs
from ksound.core.storage import StorageAway
from sellers.registration.models import Seller
from tests.factories import sounds

LATER = timedelta(minutes=5)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FLAC = Format.FLAC


@pytest.fixture
def file(seller: Seller, at: datetime) -> AudioFile:
    return sounds.examined(seller=seller, at=at, content=sounds.wav(rate=96_000))


@pytest.fixture
def asked(file: AudioFile, at: datetime) -> Conversion:
    operations.ask(files=[file], format=FLAC, at=at)
    return Conversion.objects.get()


def in_storage() -> set[str]:
    folder = Path(queries.storage().path(""))
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def heard(conversion: Conversion) -> tuple[np.ndarray, int]:
    with queries.storage().open(conversion.storage_name) as stored:
        return soundfile.read(io.BytesIO(stored.read()), always_2d=True)


@pytest.mark.parametrize("format", Format)
def test_a_format_asked_for_is_made_by_the_worker(file: AudioFile, at: datetime, format: Format) -> None:
    operations.ask(files=[file], format=format, at=at)
    assert sweep_conversions() == 1
    made = Conversion.objects.get()
    assert (made.state, made.progress) == ("received", 0)
    convert_original(conversion_id=made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempt, made.progress, made.version) == (
        "ready",
        1,
        100,
        RECIPES[format].version,
    )
    sound, rate = heard(made)
    assert rate == made.sample_rate_hz == (RECIPES[format].sample_rate_hz or 96_000)
    assert (len(sound), sound.shape[1]) == (made.frames, made.channels)
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(0.3 / 2**0.5, rel=0.02)
    assert in_storage() == {made.storage_name}
    assert made.byte_size == queries.storage().size(made.storage_name)
    assert len(made.payload_sha256) == len(made.sha256) == 64
    assert sweep_conversions() == 0


def test_one_task_delivered_eight_times_makes_one_file(asked: Conversion) -> None:
    for _ in range(8):
        convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.attempt) == ("ready", 1)
    assert len(in_storage()) == 1


def test_what_is_there_is_not_made_again(asked: Conversion, file: AudioFile) -> None:
    convert_original(conversion_id=asked.pk)
    before = in_storage()
    operations.ask(files=[file], format=FLAC, at=timezone.now())
    convert_original(conversion_id=asked.pk)
    assert in_storage() == before
    assert Conversion.objects.get().attempt == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_the_same_moment_make_one_job(file: AudioFile, at: datetime) -> None:
    together = threading.Barrier(8)

    def ask() -> None:
        connection.ensure_connection()
        together.wait()
        operations.ask(files=[file], format=FLAC, at=at)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Conversion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_job(asked: Conversion, at: datetime) -> None:
    together, claimed = threading.Barrier(8), []

    def claim() -> None:
        connection.ensure_connection()
        together.wait()
        claimed.append(making.claim(conversion_id=asked.pk, at=at))
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(job is not None for job in claimed) == 1


def test_a_second_row_for_the_same_format_is_refused(
    asked: Conversion, file: AudioFile, at: datetime
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversion.objects.create(audio_file=file, format=FLAC, version=asked.version, asked_at=at)


def test_a_dead_workers_job_is_taken_over_and_its_late_answer_ignored(
    asked: Conversion, at: datetime, tmp_path: Path
) -> None:
    dead = making.claim(conversion_id=asked.pk, at=at)
    assert dead
    with originals.local_copy(dead.audio_file) as path:
        report = sandbox().convert(path, tmp_path, FLAC)
    assert making.claim(conversion_id=asked.pk, at=at) is None
    with time_machine.travel(at + LATER, tick=False):
        assert sweep_conversions() == 1
    second = making.claim(conversion_id=asked.pk, at=at + LATER)
    assert second
    assert second.attempt == 2
    making.finish(job=dead, report=report, folder=tmp_path, at=at + LATER)
    asked.refresh_from_db()
    assert asked.state == "processing"
    assert in_storage() == set()
    with pytest.raises(jobs.LeaseLost):
        jobs.renew(job=dead, progress=50, at=at + LATER)


def test_a_file_that_kills_every_worker_is_given_up_after_three_tries(
    asked: Conversion, at: datetime
) -> None:
    for attempt in range(3):
        assert making.claim(conversion_id=asked.pk, at=at + attempt * LATER)
    with time_machine.travel(at + 4 * LATER, tick=False):
        sweep_conversions()
    asked.refresh_from_db()
    assert (asked.state, asked.error_code) == ("rejected", "crashed")
    assert asked.error_message


def test_whoever_asks_again_has_what_failed_tried_again(
    asked: Conversion, file: AudioFile, monkeypatch: Any
) -> None:
    refused = Report.of_code(ErrorCode.TIMEOUT, "too slow")
    with monkeypatch.context() as trouble:
        trouble.setattr(sandbox(), "convert", lambda *_, **__: refused)
        convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.error_code, asked.can_retry) == ("rejected", "timeout", True)
    operations.ask(files=[file], format=FLAC, at=timezone.now())
    convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.error_code) == ("ready", "")


OURS = [OSError(28, "No space left on device"), StorageAway("no answer")]


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.mark.parametrize("error", OURS, ids=lambda error: type(error).__name__)
def test_trouble_of_our_own_costs_no_attempt_and_is_told_of_in_the_end(
    asked: Conversion, monkeypatch: Any, clock: Any, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as trouble:
        trouble.setattr(sandbox(), "convert", fail)
        convert_original(conversion_id=asked.pk)
        asked.refresh_from_db()
        assert (asked.state, asked.attempt) == ("received", 0)
        for _ in range(20):
            clock.shift(timedelta(minutes=1))
            convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.error_code, in_storage()) == ("rejected", "unavailable", set())


def test_a_full_disk_keeps_nothing_and_claims_nothing(
    asked: Conversion, monkeypatch: Any, clock: Any
) -> None:
    """The storage takes half of it and then has no room left."""

    def half(self: FileSystemStorage, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[:1_000])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as trouble:
        trouble.setattr(FileSystemStorage, "_save", half)
        convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.attempt, asked.storage_name, in_storage()) == ("received", 0, "", set())
    clock.shift(timedelta(minutes=1))
    convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    assert asked.state == "ready"


def test_a_child_killed_in_the_middle_costs_one_attempt(asked: Conversion, monkeypatch: Any) -> None:
    crashed = Report.of_code(ErrorCode.CRASHED, "killed")
    with monkeypatch.context() as trouble:
        trouble.setattr(sandbox(), "convert", lambda *_, **__: crashed)
        convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.attempt) == ("received", 1)
    convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.attempt) == ("ready", 2)


def test_a_file_without_a_row_is_tidied_away_and_what_has_one_stays(asked: Conversion) -> None:
    convert_original(conversion_id=asked.pk)
    asked.refresh_from_db()
    nobodys = f"{asked.audio_file.public_id}/left-by-a-killed-worker"
    queries.storage().save(nobodys, io.BytesIO(b"x"))
    leftovers.remove(at=timezone.now() + timedelta(hours=23))
    assert in_storage() == {asked.storage_name, nobodys}
    leftovers.remove(at=timezone.now() + timedelta(hours=25))
    assert in_storage() == {asked.storage_name}


def test_what_older_code_made_is_made_anew_and_then_goes(
    asked: Conversion, file: AudioFile, at: datetime, monkeypatch: Any
) -> None:
    convert_original(conversion_id=asked.pk)
    Conversion.objects.update(version=RECIPES[FLAC].version - 1)
    assert not queries.current_of([file])
    operations.ask(files=[file], format=FLAC, at=timezone.now())
    assert Conversion.objects.count() == 2
    leftovers.remove(at=timezone.now() + timedelta(hours=25))
    assert [one.version for one in Conversion.objects.all()] == [RECIPES[FLAC].version]
    assert in_storage() == set()
