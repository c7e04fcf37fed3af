"""PostgreSQL owns every examination: claims, leases, attempts, and what a worker leaves behind."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from catalog.effects import derivatives, examination, originals
from catalog.effects.models import AudioFile, Derivative, Effect
from catalog.effects.tasks import examine_original, sweep
from sellers.registration.models import Seller
from tests.factories import sounds

LATER = timedelta(minutes=5)


def test_an_uploaded_wav_becomes_ready_with_its_facts(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at, content=sounds.wav(seconds=1.5, rate=96_000))
    assert file.state == "ready"
    assert (file.duration_ms, file.frames, file.sample_rate_hz) == (1_500, 144_000, 96_000)
    assert (file.bit_depth, file.channels, file.container) == (24, 1, "wav")
    assert file.integrated_lufs == pytest.approx(-13.9, abs=0.5)
    assert file.true_peak_dbtp == pytest.approx(-10.5, abs=0.2)
    assert set(file.derivatives.values_list("kind", flat=True)) == {"peaks", "preview"}


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
    assert Derivative.objects.filter(audio_file=upload).count() == 2


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
        from catalog.effects.tasks import sandbox

        report = sandbox().examine(path, tmp_path)
    second = examination.claim(audio_file_id=upload.pk, at=at + LATER)
    assert second
    assert second.attempt == 2
    examination.finish(job=dead, report=report, folder=tmp_path, at=at + LATER)
    upload.refresh_from_db()
    assert upload.state == "processing"
    assert not Derivative.objects.exists()
    _folders, kept = derivatives.storage().listdir(upload.public_id)
    assert kept == []


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
    from catalog.audio.errors import ErrorCode
    from catalog.audio.report import Report
    from catalog.effects.tasks import sandbox

    monkeypatch.setattr(sandbox(), "examine", lambda *_, **__: Report.of_code(ErrorCode.CRASHED, "killed"))
    for attempt in (1, 2):
        examine_original(audio_file_id=upload.pk)
        upload.refresh_from_db()
        assert (upload.state, upload.attempt) == ("received", attempt)
    examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.error_code) == ("rejected", "crashed")


def test_a_full_disk_rejects_nobody(upload: AudioFile, monkeypatch) -> None:
    from catalog.effects.tasks import sandbox

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(sandbox(), "examine", full)
        with pytest.raises(OSError, match="No space"):
            examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert upload.state == "processing"
    AudioFile.objects.update(lease_until=upload.uploaded_at)
    examine_original(audio_file_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.attempt) == ("ready", 2)


def test_the_sweeper_finds_what_the_broker_lost(upload: AudioFile, at: datetime) -> None:
    with time_machine.travel(at + LATER, tick=False):
        assert sweep() == 1


def test_a_retry_gives_a_rejected_file_fresh_attempts(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at, content=b"")
    assert file.error_code == "empty"
    assert examination.retry(file=file, at=at)
    file.refresh_from_db()
    assert (file.state, file.attempt, file.error_code) == ("received", 0, "")


def test_a_ready_file_cannot_be_retried(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at)
    assert not examination.retry(file=file, at=at)
    file.refresh_from_db()
    assert file.state == "ready"


def test_the_database_refuses_a_rejection_without_a_reason(upload: AudioFile) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AudioFile.objects.filter(pk=upload.pk).update(state="rejected")
