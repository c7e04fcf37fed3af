"""What killed processes and older versions leave over is deleted, a day later, and nothing else is."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.management import call_command

from catalog.effects import derivatives, leftovers, originals
from catalog.effects.models import AudioFile, Derivative
from ksound.lib import ulid
from sellers.registration.models import Seller
from tests.factories import sounds

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.WORK_DIR = tmp_path / "work"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "incoming")
    for folder in ("work", "incoming"):
        (tmp_path / folder).mkdir()


def aged(path: Path, *, age: timedelta, at: datetime) -> Path:
    moment = (at - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def kept(storage: Storage, name: str, *, age: timedelta, at: datetime) -> str:
    name = storage.save(name, ContentFile(b"x"))
    aged(Path(storage.path(name)), age=age, at=at)
    return name


def age_everything(private_media: Path, *, at: datetime) -> None:
    for path in private_media.rglob("*"):
        aged(path, age=9 * DAY, at=at)


def test_work_folders_of_killed_workers_go_after_an_hour(tmp_path: Path, at: datetime, db: None) -> None:
    for name in ("derivatives-old", "original-old", "derivatives-new"):
        (tmp_path / "work" / name).mkdir()
        (tmp_path / "work" / name / "preview.mp3").write_bytes(b"x")
        aged(tmp_path / "work" / name, age=HOUR * (2 if "old" in name else 0.9), at=at)
    leftovers.remove(at=at)
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["derivatives-new"]


def test_half_received_uploads_go_after_a_day(tmp_path: Path, at: datetime, db: None) -> None:
    for name, hours in (("old.upload", 25), ("new.upload", 23)):
        (tmp_path / "incoming" / name).write_bytes(b"x")
        aged(tmp_path / "incoming" / name, age=HOUR * hours, at=at)
    leftovers.remove(at=at)
    assert [path.name for path in (tmp_path / "incoming").iterdir()] == ["new.upload"]


def test_a_link_among_the_work_folders_is_not_followed(tmp_path: Path, at: datetime, db: None) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "sound.wav").write_bytes(b"x")
    (tmp_path / "work" / "link").symlink_to(tmp_path / "precious")
    leftovers.remove(at=at + 400 * 365 * DAY)
    assert not (tmp_path / "work" / "link").is_symlink()
    assert (tmp_path / "precious" / "sound.wav").exists()


def test_blobs_without_a_row_go_after_a_day_and_all_others_stay(
    seller: Seller, at: datetime, private_media: Path
) -> None:
    file = sounds.examined(seller=seller, at=at)
    age_everything(private_media, at=at)
    name = f"{file.sha256[:2]}/{file.sha256}"
    old = [
        (originals.storage(), kept(originals.storage(), f"{name}/{ulid.new(at)}", age=2 * DAY, at=at)),
        (
            derivatives.storage(),
            kept(derivatives.storage(), f"{file.public_id}/1-0-peaks", age=2 * DAY, at=at),
        ),
        (
            derivatives.storage(),
            kept(derivatives.storage(), f"{ulid.new(at)}/1-0-peaks", age=2 * DAY, at=at),
        ),
    ]
    young = kept(originals.storage(), f"{name}/{ulid.new(at)}", age=23 * HOUR, at=at)
    strange = kept(originals.storage(), "README", age=9 * DAY, at=at)
    leftovers.remove(at=at)
    assert [storage.exists(name) for storage, name in old] == [False, False, False]
    assert originals.storage().exists(young)
    assert originals.storage().exists(strange)
    assert originals.storage().exists(file.storage_name)
    for made in file.derivatives.all():
        assert derivatives.storage().exists(made.storage_name)


def test_a_storage_is_looked_through_slice_by_slice(at: datetime, monkeypatch: Any, db: None) -> None:
    monkeypatch.setattr(leftovers, "SLICE", 2)
    names = [
        kept(originals.storage(), f"0{n}/{ulid.new(at)}/{ulid.new(at)}", age=2 * DAY, at=at) for n in range(5)
    ]
    left = [len(names)]
    while left[-1]:
        leftovers.remove(at=at)
        left.append(sum(originals.storage().exists(name) for name in names))
    assert left == [5, 3, 1, 0]
    late = kept(originals.storage(), f"00/{ulid.new(at)}/{ulid.new(at)}", age=2 * DAY, at=at)
    leftovers.remove(at=at)
    assert not originals.storage().exists(late)


def test_a_database_that_knows_nothing_of_a_storage_deletes_nothing_there(
    at: datetime, monkeypatch: Any, db: None
) -> None:
    monkeypatch.setattr(leftovers, "MANY", 3)
    names = [
        kept(originals.storage(), f"0{n}/{ulid.new(at)}/{ulid.new(at)}", age=9 * DAY, at=at) for n in range(4)
    ]
    leftovers.remove(at=at)
    assert all(originals.storage().exists(name) for name in names)


def test_a_storage_that_does_not_answer_is_looked_through_another_time(
    at: datetime, monkeypatch: Any, db: None
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OSError("no answer")

    monkeypatch.setattr(leftovers, "names_after", away)
    assert leftovers.remove(at=at) == 0


def older_version(file: AudioFile, *, at: datetime) -> Derivative:
    """Version 0 of the peaks, as an earlier release made them."""
    name = derivatives.storage().save(f"{file.public_id}/1-0-peaks-v0", ContentFile(b"old"))
    return Derivative.objects.create(
        audio_file=file, kind="peaks", version=0, storage_name=name, byte_size=3, sha256="0" * 64, made_at=at
    )


def test_an_older_version_goes_a_day_after_the_newer_one_was_made(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at)
    old = older_version(file, at=at - 9 * DAY)
    file.derivatives.filter(kind="peaks", version=1).update(made_at=at)
    leftovers.remove(at=at + DAY - HOUR)
    assert derivatives.storage().exists(old.storage_name)
    leftovers.remove(at=at + DAY + HOUR)
    assert not derivatives.storage().exists(old.storage_name)
    assert set(file.derivatives.filter(kind="peaks").values_list("version", flat=True)) == {1}
    assert file.derivatives.count() == 5


def test_the_sweep_command_says_what_it_did(upload: AudioFile, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sweep")
    assert (
        capsys.readouterr().out == "1 uploads were due.\n0 conversions were due.\n0 leftovers were deleted.\n"
    )
