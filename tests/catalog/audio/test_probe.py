"""`manage.py probe`: what the worker would record, one JSON document a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from catalog.audio.report import Report

from . import sounds, writers
from .test_formats import WRITERS

# What scripts may rely on.
KEYS = {
    "file", "ok", "error_code", "message", "duration_ms", "sample_rate_hz", "bit_depth", "channels",
    "channel_layout", "codec", "container", "frames", "integrated_lufs", "loudness_range_lu", "max_momentary_lufs",
    "max_short_term_lufs", "true_peak_dbtp", "sample_peak_dbfs", "noise_floor_dbfs", "tags", "file_sha256",
    "pcm_sha256", "byte_size", "warnings",
}  # fmt: skip


def probe(*files: Path | str) -> tuple[list[dict[str, Any]], int]:
    """The documents, and the exit status."""
    out, status = StringIO(), 0
    try:
        call_command("probe", *map(str, files), "--json", stdout=out)
    except CommandError as error:
        status = error.returncode
    return [json.loads(line) for line in out.getvalue().splitlines()], status


def test_every_good_file_is_one_line_in_the_order_asked(tmp_path: Path):
    files = [
        write(tmp_path / form, sounds.integers(24_000, 2, 16), 16, 48_000) for form, write in WRITERS.items()
    ]
    files.append(sounds.save(tmp_path / "x.mp3", sounds.noise(24_000), format="MP3"))
    files.append(sounds.save(tmp_path / "x.ogg", sounds.noise(24_000)))

    documents, status = probe(*files)

    assert status == 0
    assert [document["file"] for document in documents] == [str(path) for path in files]
    for document in documents:
        assert document.keys() >= KEYS
        assert (document["ok"], document["error_code"], document["message"]) == (True, "", "")
        assert (document["sample_rate_hz"], document["channels"]) == (48_000, 2)
        assert document["duration_ms"] == pytest.approx(500, abs=5)
        assert document["integrated_lufs"] < 5
        assert document["true_peak_dbtp"] >= document["sample_peak_dbfs"]
        assert document["byte_size"] == Path(document["file"]).stat().st_size


def test_one_bad_file_fails_the_command_and_hides_nothing(tmp_path: Path):
    good = sounds.save(tmp_path / "소리.wav", sounds.noise(4_800))
    cut = tmp_path / "cut.wav"
    cut.write_bytes(good.read_bytes()[:2_000])
    text = tmp_path / "a\nb.wav"
    text.write_text("Dear listener")

    documents, status = probe(cut, good, text, tmp_path / "none.wav", tmp_path)

    assert status == 1
    assert [document["error_code"] for document in documents] == [
        "truncated", "", "not_audio", "unreadable", "unreadable"
    ]  # fmt: skip
    for document in documents:
        assert document.keys() >= KEYS
        assert document["ok"] == (document["error_code"] == "")
        assert bool(document["message"]) != document["ok"]
    assert (documents[0]["duration_ms"], documents[0]["byte_size"]) == (None, 2_000)
    assert len(documents[0]["file_sha256"]) == 64


def test_the_limit_of_uploads_holds_here_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings, "MAX_UPLOAD_BYTES", 5_000)

    documents, status = probe(sounds.save(tmp_path / "x.wav", sounds.noise(4_800)))

    assert (status, documents[0]["error_code"]) == (1, "too_large")


def test_no_derivative_is_promised_or_written(tmp_path: Path):
    documents, _ = probe(sounds.save(tmp_path / "x.wav", sounds.noise(4_800)))

    assert "outputs" not in documents[0]
    assert [path.name for path in tmp_path.iterdir()] == ["x.wav"]


def test_a_program_may_call_it(tmp_path: Path):
    good = sounds.save(tmp_path / "x.wav", sounds.noise(4_800))
    bad = tmp_path / "bad.wav"
    bad.write_bytes(writers.wav(writers.fmt(), b""))
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "probe", "--json"]

    both = subprocess.run([*command, good, bad], capture_output=True, text=True, env=os.environ)
    one = subprocess.run([*command, good], capture_output=True, text=True, env=os.environ)

    assert (both.returncode, one.returncode) == (1, 0)
    assert [json.loads(line)["error_code"] for line in both.stdout.splitlines()] == ["", "empty"]
    assert one.stderr == ""


def test_the_unit_of_every_field_is_written_down():
    described = Report.__doc__ or ""

    assert [name for name in Report.__slots__ if f"`{name}`" not in described] == []
