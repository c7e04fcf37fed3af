"""Fault points exist for tests on a developer's machine and nowhere else."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from ksound.core import fault_points
from ksound.lib.embedded.process import wait_until
from tests.faults.holding import ROOT, clean_environment


@pytest.fixture
def on(settings: Any, tmp_path: Path) -> Any:
    settings.FAULT_POINTS = True
    settings.DEVELOPMENT = True
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    settings.PAUSE_AT = "probe.started"
    settings.DATA_DIR = tmp_path
    return settings


def test_a_developers_machine_may_use_them(on: Any) -> None:
    fault_points.refuse_in_production()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEVELOPMENT", False),
        ("ALLOWED_HOSTS", ["127.0.0.1", "ksound.example"]),
        ("ALLOWED_HOSTS", ["*"]),
        ("ALLOWED_HOSTS", ["10.0.0.5"]),
        ("ALLOWED_HOSTS", ["0.0.0.0"]),
    ],
)
def test_they_are_refused_where_strangers_could_meet_them(on: Any, name: str, value: object) -> None:
    setattr(on, name, value)
    with pytest.raises(ImproperlyConfigured):
        fault_points.refuse_in_production()


@pytest.mark.parametrize(
    "exposed",
    [
        {"KSOUND_DEBUG": "0", "KSOUND_SECRET_KEY": "0123456789" * 6, "KSOUND_ALLOWED_HOSTS": "127.0.0.1"},
        {"KSOUND_ALLOWED_HOSTS": "ksound.example"},
    ],
)
def test_a_program_does_not_start_with_them_where_they_are_refused(
    exposed: dict[str, str], tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=clean_environment(KSOUND_FAULT_POINTS="1", KSOUND_DATA_DIR=str(tmp_path), **exposed),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    assert "KSOUND_FAULT_POINTS" in ended.stderr


def test_without_the_switch_nothing_pauses(on: Any, tmp_path: Path) -> None:
    on.FAULT_POINTS = False
    fault_points.reach("probe.started")
    assert not (tmp_path / "paused").exists()


def test_another_point_is_passed(on: Any, tmp_path: Path) -> None:
    fault_points.reach("probe.finished")
    assert not (tmp_path / "paused").exists()


def test_several_points_may_be_named(on: Any, tmp_path: Path) -> None:
    on.PAUSE_AT = "look.started,probe.started"
    for name in ("look.started", "probe.started"):
        waiting = threading.Thread(target=fault_points.reach, args=(name,))
        waiting.start()
        assert wait_until((tmp_path / "paused" / name).exists, seconds=10)
        (tmp_path / "paused" / name).unlink()
        waiting.join(timeout=10)
    fault_points.reach("look.written")
    assert not (tmp_path / "paused" / "look.written").exists()


def test_a_name_nobody_listed_is_an_error(on: Any) -> None:
    with pytest.raises(ValueError, match=r"probe\.strated"):
        fault_points.reach("probe.strated")


def test_who_reaches_the_point_waits_until_let_go(on: Any, tmp_path: Path) -> None:
    paused = tmp_path / "paused" / "probe.started"
    waiting = threading.Thread(target=fault_points.reach, args=("probe.started",))
    waiting.start()
    assert wait_until(lambda: paused.exists() and paused.read_text() != "", seconds=10)
    assert waiting.is_alive()
    paused.unlink()
    waiting.join(timeout=10)
    assert not waiting.is_alive()
