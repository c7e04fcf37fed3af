"""`manage.py derive`: what is missing or old is made anew, once, however often it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from catalog.audio import outputs
from catalog.audio.errors import ErrorCode
from catalog.audio.outputs import FACTS_VERSION, Output
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox
from catalog.duplicates.models import AcousticPrint
from catalog.effects import derivatives, rederiving
from catalog.effects.models import AudioFile, Derivative
from catalog.effects.rederiving import Outcome, Wish
from catalog.management.progress import ProgressLine
from ksound.lib.embedded.process import wait_until
from sellers.registration.models import Seller
from tests.factories import people, sounds
from tests.faults.holding import ROOT, clean_environment


def derive(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("derive", *arguments, "--json", stdout=out)
    document: dict[str, Any] = json.loads(out.getvalue())
    return document


def blobs(file: AudioFile) -> set[str]:
    _folders, names = derivatives.storage().listdir(file.public_id)
    return {f"{file.public_id}/{name}" for name in names}


def assert_complete(file: AudioFile) -> None:
    """Ready, with one set of current derivatives, and nothing in storage that no row names."""
    file.refresh_from_db()
    assert file.state == "ready"
    made = {(one.kind, one.version) for one in file.derivatives.all()}
    assert made == {(str(output), outputs.VERSIONS[output]) for output in Output}
    assert blobs(file) == set(file.derivatives.values_list("storage_name", flat=True))


@pytest.fixture
def file(seller: Seller, at: datetime) -> AudioFile:
    return sounds.examined(seller=seller, at=at)


@pytest.fixture
def examined(monkeypatch: Any) -> list[list[str]]:
    """What was asked of the child, call by call."""
    asked: list[list[str]] = []
    really = Sandbox.examine

    def examine(self: Sandbox, *args: Any, **more: Any) -> Report:
        asked.append(sorted(more["wanted"]))
        return really(self, *args, **more)

    monkeypatch.setattr(Sandbox, "examine", examine)
    return asked


def test_what_is_current_is_left_alone(file: AudioFile, examined: list[list[str]]) -> None:
    before = set(file.derivatives.values_list("public_id", flat=True))
    assert derive()["due"] == 0
    assert examined == []
    assert set(file.derivatives.values_list("public_id", flat=True)) == before


def test_what_is_missing_is_made_and_nothing_else(file: AudioFile, examined: list[list[str]]) -> None:
    file.derivatives.filter(kind__in=["features", "spectrogram"]).delete()
    others = set(file.derivatives.values_list("public_id", flat=True))
    told = derive()
    assert (told["due"], told["made"], told["failures"]) == (1, 1, [])
    assert examined == [["features", "spectrogram"]]
    assert others < set(file.derivatives.values_list("public_id", flat=True))
    assert_complete(file)


def test_a_newer_version_is_a_new_row_beside_the_old_one(file: AudioFile, monkeypatch: Any) -> None:
    monkeypatch.setitem(outputs.VERSIONS, Output.PEAKS, 2)
    assert derive()["made"] == 1
    assert set(file.derivatives.filter(kind="peaks").values_list("version", flat=True)) == {1, 2}
    assert blobs(file) == set(file.derivatives.values_list("storage_name", flat=True))


def test_a_version_newer_than_the_code_is_left_alone(file: AudioFile) -> None:
    file.derivatives.filter(kind="peaks").update(version=7)
    assert derive()["due"] == 0


def test_only_the_kinds_asked_for_are_made(file: AudioFile, examined: list[list[str]]) -> None:
    file.derivatives.all().delete()
    AudioFile.objects.update(facts_version=0)
    derive("--only", "peaks,preview")
    assert examined == [["peaks", "preview"]]
    file.refresh_from_db()
    assert file.facts_version == 0
    assert set(file.derivatives.values_list("kind", flat=True)) == {"peaks", "preview"}


def test_old_facts_are_measured_again_without_a_new_derivative(
    file: AudioFile, examined: list[list[str]]
) -> None:
    AudioFile.objects.update(facts_version=FACTS_VERSION - 1, integrated_lufs=None, frames=1)
    made = set(file.derivatives.values_list("public_id", flat=True))
    assert derive()["made"] == 1
    assert examined == [[]]
    file.refresh_from_db()
    assert (file.facts_version, file.frames) == (FACTS_VERSION, 24_000)
    assert file.integrated_lufs is not None
    assert set(file.derivatives.values_list("public_id", flat=True)) == made


def test_new_features_are_in_the_row_as_well(file: AudioFile) -> None:
    AudioFile.objects.update(features=None)
    file.derivatives.filter(kind="features").delete()
    derive()
    file.refresh_from_db()
    assert file.features


def test_a_new_fingerprint_is_in_the_index_of_copies_as_well(file: AudioFile) -> None:
    AcousticPrint.objects.all().delete()
    file.derivatives.filter(kind="fingerprint").delete()
    derive("--only", "fingerprint")
    with derivatives.storage().open(file.derivatives.get(kind="fingerprint").storage_name) as made:
        assert bytes(AcousticPrint.objects.get(file=file).content) == made.read()


def test_files_are_chosen_by_the_day_they_were_uploaded(seller: Seller, at: datetime) -> None:
    days = [sounds.examined(seller=seller, at=at + timedelta(days=number)) for number in range(3)]
    Derivative.objects.filter(kind="peaks").delete()
    assert derive("--since", "2026-03-03", "--until", "2026-03-03")["due"] == 1
    assert_complete(days[1])
    assert derive("--since", "2026-03-04")["due"] == 1
    assert_complete(days[2])
    assert derive("--file", days[0].public_id)["due"] == 1
    assert_complete(days[0])


def test_a_file_that_does_not_exist_is_named_and_nothing_is_done(file: AudioFile) -> None:
    file.derivatives.filter(kind="peaks").delete()
    with pytest.raises(CommandError, match="01NOTHING"):
        derive("--file", file.public_id, "01NOTHING")
    assert not file.derivatives.filter(kind="peaks").exists()


@pytest.mark.parametrize(
    "options", [["--only", "waveform"], ["--since", "yesterday"], ["--until", "2026-02-31"]]
)
def test_an_option_that_means_nothing_is_refused(options: list[str], db: None) -> None:
    with pytest.raises(CommandError):
        derive(*options)


def test_forced_makes_everything_new_under_new_public_ids(file: AudioFile) -> None:
    AudioFile.objects.update(frames=1)
    before = set(file.derivatives.values_list("public_id", flat=True))
    assert derive("--force")["made"] == 1
    assert not before & set(file.derivatives.values_list("public_id", flat=True))
    assert_complete(file)
    assert file.frames == 24_000


def test_forced_goes_on_with_the_moment_it_began(seller: Seller, at: datetime) -> None:
    first, second = (sounds.examined(seller=seller, at=at) for _ in range(2))
    moment = timezone.now()
    assert derive("--force", moment.isoformat(), "--file", first.public_id)["made"] == 1
    assert derive("--force", moment.isoformat())["made"] == 1
    assert derive("--force", moment.isoformat())["due"] == 0
    assert_complete(first)
    assert_complete(second)


def test_a_file_refused_today_stays_as_it_is_and_the_others_are_made(
    seller: Seller, at: datetime, monkeypatch: Any
) -> None:
    bad, good = (sounds.examined(seller=seller, at=at) for _ in range(2))
    Derivative.objects.filter(kind="peaks").delete()
    really = Sandbox.examine

    def examine(self: Sandbox, path: Path, *args: Any, **more: Any) -> Report:
        if bad.public_id in str(path):
            return Report.of_code(ErrorCode.CORRUPT, "a frame is damaged")
        return really(self, path, *args, **more)

    monkeypatch.setattr(Sandbox, "examine", examine)
    with pytest.raises(CommandError, match=rf"{bad.public_id}: corrupt: a frame is damaged") as failed:
        derive()
    assert failed.value.returncode == 1
    bad.refresh_from_db()
    assert (bad.state, bad.error_code, bad.derivatives.count()) == ("ready", "", 4)
    assert_complete(good)


def test_a_storage_that_fails_keeps_what_was_there(file: AudioFile, monkeypatch: Any) -> None:
    before = set(file.derivatives.values_list("storage_name", flat=True))

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(type(derivatives.storage()), "_save", full)
        with pytest.raises(CommandError, match="No space left"):
            derive("--force")
    assert set(file.derivatives.values_list("storage_name", flat=True)) == before == blobs(file)
    derive("--force")
    assert_complete(file)


def test_files_that_are_not_ready_are_not_touched(upload: AudioFile) -> None:
    assert derive()["due"] == 0
    with Sandbox() as sandbox:
        outcome = rederiving.derive(audio_file_id=upload.pk, wish=Wish(), sandbox=sandbox)
    assert outcome is Outcome.CURRENT
    upload.refresh_from_db()
    assert upload.state == "received"


def test_a_file_thrown_away_meanwhile_leaves_nothing(
    file: AudioFile, monkeypatch: Any, private_media: Path
) -> None:
    file.derivatives.filter(kind="peaks").delete()
    really = Sandbox.examine

    def examine(self: Sandbox, *args: Any, **more: Any) -> Report:
        report = really(self, *args, **more)
        file.effect.delete()
        AudioFile.objects.all().delete()
        return report

    monkeypatch.setattr(Sandbox, "examine", examine)
    assert derive()["current"] == 1
    assert not list((private_media / "derivatives").rglob("derive-*"))


def test_the_progress_tells_count_rate_and_time_left(monkeypatch: Any) -> None:
    clock = iter([0.0, 10.0, 20.0])
    monkeypatch.setattr("catalog.management.progress.time.monotonic", lambda: next(clock))
    out = StringIO()
    progress = ProgressLine(200, out)
    progress.show(20)
    progress.show(200)
    progress.close()
    assert out.getvalue() == "20/200  2.0 files/s  1:30 left\n200/200  10.0 files/s\n"


def test_on_a_terminal_one_line_moves(monkeypatch: Any) -> None:
    clock = iter([0.0, 10.0, 20.0])
    monkeypatch.setattr("catalog.management.progress.time.monotonic", lambda: next(clock))
    out = StringIO()
    monkeypatch.setattr(out, "isatty", lambda: True)
    progress = ProgressLine(4, out)
    progress.show(1)
    progress.show(4)
    progress.close()
    moves = out.getvalue().split("\r\x1b[K")
    assert moves == [
        "",
        "██████░░░░░░░░░░░░░░░░░░ 1/4  0.1 files/s  0:30 left",
        "████████████████████████ 4/4  0.2 files/s\n",
    ]


# Those below need what other connections and processes see.


@pytest.fixture
def three_lacking(transactional_db: None, at: datetime) -> list[AudioFile]:
    seller = people.seller("many@example.com", name="달빛소리", creator_id="MANY")
    files = [sounds.examined(seller=seller, at=at, content=sounds.wav(hz=300 + hz)) for hz in range(3)]
    for made in Derivative.objects.filter(kind="peaks"):
        derivatives.storage().delete(made.storage_name)
        made.delete()
    return files


def test_several_at_a_time_make_each_file_once(
    three_lacking: list[AudioFile], examined: list[list[str]]
) -> None:
    told = derive("--jobs", "2")
    assert (told["due"], told["made"]) == (3, 3)
    assert len(examined) == 3
    for file in three_lacking:
        assert_complete(file)


@contextmanager
def elsewhere(ask: Callable[[], None]) -> Iterator[None]:
    """Run `ask` in a thread with a connection of its own."""

    def go() -> None:
        try:
            ask()
        finally:
            connection.close()

    other = threading.Thread(target=go)
    other.start()
    yield
    other.join(timeout=60)


def test_two_runs_at_once_do_not_make_the_same_file_twice(
    three_lacking: list[AudioFile], monkeypatch: Any
) -> None:
    file, under_way, go_on = three_lacking[0], threading.Event(), threading.Event()
    really, calls = Sandbox.examine, list[str]()

    def examine(self: Sandbox, *args: Any, **more: Any) -> Report:
        calls.append(threading.current_thread().name)
        under_way.set()
        assert go_on.wait(timeout=30)
        return really(self, *args, **more)

    monkeypatch.setattr(Sandbox, "examine", examine)
    outcomes: list[Outcome] = []

    def one_run() -> None:
        with Sandbox() as sandbox:
            outcomes.append(rederiving.derive(audio_file_id=file.pk, wish=Wish(), sandbox=sandbox))

    with elsewhere(one_run):
        assert under_way.wait(timeout=30)
        open_transactions = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
        with connection.cursor() as cursor:
            cursor.execute(f"{open_transactions} AND datname = current_database()")
            assert cursor.fetchone() == (0,)
        go_on_alone = threading.Timer(2, go_on.set)
        go_on_alone.start()
        one_run()
        go_on.set()
        go_on_alone.cancel()
    one_run()
    assert sorted(outcome.value for outcome in outcomes) == ["current", "elsewhere", "made"]
    assert len(calls) == 1
    assert_complete(file)


class Run:
    """`manage.py derive --json` in a process of its own, on the data of this test."""

    def __init__(self, data_dir: Path, *options: str, **environment: str) -> None:
        database = urlsplit(os.environ["KSOUND_DATABASE_URL"])
        database = database._replace(path=f"/{connection.settings_dict['NAME']}")
        services = {
            "KSOUND_DATABASE_URL": database.geturl(),
            "KSOUND_REDIS_URL": os.environ["KSOUND_REDIS_URL"],
            "KSOUND_DATA_DIR": str(data_dir),
            "KSOUND_MEDIA_URL": str(data_dir / "media"),
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "derive", "--json", *options],
            cwd=ROOT,
            env=clean_environment(**services, **environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def result(self) -> dict[str, Any]:
        out, errors = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, errors
        document: dict[str, Any] = json.loads(out)
        return document


@pytest.mark.parametrize("point", ["derivatives.stored_one", "derive.recorded"])
def test_a_killed_run_is_taken_up_where_it_ended(
    three_lacking: list[AudioFile], tmp_path: Path, point: str
) -> None:
    killed = Run(tmp_path, KSOUND_FAULT_POINTS="1", KSOUND_PAUSE_AT=point)
    paused = tmp_path / "paused" / point
    assert wait_until(paused.exists, seconds=30)
    killed.process.send_signal(signal.SIGKILL)
    killed.process.communicate()
    recorded = Derivative.objects.filter(kind="peaks").count()
    assert recorded == (1 if point == "derive.recorded" else 0)
    assert AudioFile.objects.filter(state="ready").count() == 3

    again = Run(tmp_path).result()
    assert (again["due"], again["made"]) == (3 - recorded, 3 - recorded)
    for file in three_lacking:
        assert_complete(file)
    assert Run(tmp_path).result()["due"] == 0
