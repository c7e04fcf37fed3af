"""`manage.py duplicates FILE…`."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.effects.models import AudioFile, Effect
from tests.catalog.audio.recordings import Heard, trimmed
from tests.catalog.duplicates.conftest import wav
from tests.factories import sounds


def answers(*files: Path) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("duplicates", *map(str, files), "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_file_has_a_line_with_what_it_resembles(
    original: Effect, recording: Heard, tmp_path: Path
) -> None:
    copy, lone = tmp_path / "copy.wav", tmp_path / "lone.wav"
    copy.write_bytes(wav(*trimmed(*recording)))
    lone.write_bytes(sounds.wav(hz=333))
    first, second = answers(copy, lone)
    assert (first["file"], first["ok"]) == (str(copy), True)
    (found,) = first["candidates"]
    assert (found["public_id"], found["title"], found["kind"]) == (original.public_id, original.title, "near")
    assert found["score"] > 0.8
    assert found["offset_ms"] == pytest.approx(303, abs=22)
    assert second == {"file": str(lone), "ok": True, "candidates": []}
    assert AudioFile.objects.count() == 1


@pytest.mark.django_db
def test_a_bad_file_is_named_and_ends_with_1(tmp_path: Path) -> None:
    bad, missing = tmp_path / "bad.wav", tmp_path / "missing.wav"
    bad.write_bytes(b"not a sound")
    out = io.StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("duplicates", str(bad), str(missing), stdout=out)
    assert ended.value.returncode == 1
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["ok"], line["error_code"]) for line in lines] == [
        (False, "not_audio"),
        (False, "unreadable"),
    ]
