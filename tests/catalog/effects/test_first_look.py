"""The first look: facts while the seller waits, and nothing the examination would have to undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine

from catalog.audio.errors import ErrorCode
from catalog.audio.report import Report
from catalog.effects import examination, looking, originals
from catalog.effects.models import AudioFile, Derivative, Effect
from catalog.effects.tasks import examine_original, look_at_original, looking_sandbox, sweep
from ksound.core.storage import StorageAway
from sellers.registration.models import Seller
from tests.factories import sounds


def looked_at(file: AudioFile) -> AudioFile:
    look_at_original(audio_file_id=file.pk)
    file.refresh_from_db()
    return file


def seen_as(monkeypatch: Any, report: Report | Exception) -> None:
    def first_look(*_: object) -> Report:
        if isinstance(report, Exception):
            raise report
        return report

    monkeypatch.setattr(looking_sandbox(), "first_look", first_look)


def test_a_look_tells_the_facts_of_the_header_and_measures_nothing(seller: Seller, at: datetime) -> None:
    file = looked_at(sounds.uploaded(seller=seller, at=at, content=sounds.wav(seconds=1.5, rate=96_000)))
    assert (file.state, file.attempt) == ("received", 0)
    assert (file.container, file.sample_rate_hz, file.bit_depth, file.channels) == ("wav", 96_000, 24, 1)
    assert file.duration_ms == 1_500
    assert file.looked_at
    assert (file.facts_version, file.integrated_lufs, file.pcm_sha256) == (0, None, "")
    assert not Derivative.objects.exists()
    assert not Effect.objects.exists()


def test_a_text_file_is_refused_at_once(seller: Seller, at: datetime) -> None:
    file = looked_at(sounds.uploaded(seller=seller, at=at, content=b"dear diary\n" * 30))
    assert (file.state, file.error_code, file.attempt) == ("rejected", "not_audio", 0)
    assert (file.due_at, file.can_retry) == (None, True)
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    assert (file.state, file.attempt) == ("rejected", 0)


def test_a_file_that_was_refused_at_a_look_is_examined_when_tried_again(seller: Seller, at: datetime) -> None:
    file = looked_at(sounds.uploaded(seller=seller, at=at, content=b"dear diary\n" * 30))
    assert examination.retry(file=file, at=at)
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    assert (file.state, file.error_code, file.attempt) == ("rejected", "not_audio", 1)


def test_a_look_and_an_examination_end_in_one_ready_file_in_either_order(
    seller: Seller, at: datetime
) -> None:
    first, second = (sounds.uploaded(seller=seller, at=at) for _ in range(2))
    look_at_original(audio_file_id=first.pk)
    examine_original(audio_file_id=first.pk)
    examine_original(audio_file_id=second.pk)
    look_at_original(audio_file_id=second.pk)
    for file in (first, second):
        file.refresh_from_db()
        assert (file.state, file.attempt, file.duration_ms) == ("ready", 1, 500)


def test_a_look_that_comes_late_changes_no_measured_fact(upload: AudioFile, monkeypatch: Any) -> None:
    file = AudioFile.objects.get(pk=upload.pk)
    examine_original(audio_file_id=upload.pk)
    looking.record(
        file=file, report=Report(ok=True, duration_ms=7, sample_rate_hz=8_000), at=upload.uploaded_at
    )
    looking.record(file=file, report=Report.of_code(ErrorCode.CORRUPT, ""), at=upload.uploaded_at)
    file.refresh_from_db()
    assert (file.state, file.duration_ms, file.sample_rate_hz) == ("ready", 500, 48_000)
    assert (file.error_code, file.looked_at) == ("", None)


def test_facts_are_shown_while_the_file_is_examined(upload: AudioFile, at: datetime) -> None:
    job = examination.claim(audio_file_id=upload.pk, at=at)
    assert job
    file = looked_at(upload)
    assert (file.state, file.duration_ms) == ("processing", 500)
    examination.renew(job=job, progress=50, at=at)


def test_a_file_in_examination_is_refused_by_the_examination_only(upload: AudioFile, at: datetime) -> None:
    job = examination.claim(audio_file_id=upload.pk, at=at)
    assert job
    looking.record(file=upload, report=Report.of_code(ErrorCode.CORRUPT, ""), at=at)
    upload.refresh_from_db()
    assert (upload.state, upload.error_code) == ("processing", "")
    examination.renew(job=job, progress=50, at=at)


@pytest.mark.parametrize("code", [ErrorCode.CRASHED, ErrorCode.TIMEOUT, ErrorCode.OUT_OF_MEMORY])
def test_a_look_that_fails_leaves_the_decision_to_the_examination(
    upload: AudioFile, monkeypatch: Any, code: ErrorCode
) -> None:
    seen_as(monkeypatch, Report.of_code(code, "the child died"))
    file = looked_at(upload)
    assert (file.state, file.attempt, file.error_code) == ("received", 0, "")
    assert file.looked_at
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    assert file.state == "ready"


def test_a_storage_that_is_away_at_the_look_is_left_to_the_examination(
    upload: AudioFile, monkeypatch: Any
) -> None:
    seen_as(monkeypatch, StorageAway("no answer"))
    file = looked_at(upload)
    assert (file.state, file.trouble_since) == ("received", None)
    assert file.looked_at


def test_a_large_file_in_a_bucket_is_not_fetched_for_a_look(upload: AudioFile, monkeypatch: Any) -> None:
    monkeypatch.setattr(originals, "is_local", lambda: False)
    monkeypatch.setattr(looking, "LARGEST_FETCHED_BYTES", upload.byte_size - 1)
    seen_as(monkeypatch, AssertionError("looked"))
    file = looked_at(upload)
    assert (file.state, file.duration_ms) == ("received", None)
    assert file.looked_at


def test_one_look_delivered_eight_times_looks_once(upload: AudioFile, monkeypatch: Any) -> None:
    first = looked_at(upload).looked_at
    seen_as(monkeypatch, AssertionError("looked again"))
    for _ in range(7):
        look_at_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert upload.looked_at == first


def test_the_sweeper_finds_a_look_the_broker_lost(upload: AudioFile, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        assert sweep() == 1
    assert looking.is_due(upload)
    assert not looking.is_due(looked_at(upload))
