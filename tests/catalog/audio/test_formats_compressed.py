"""FLAC, Apple Lossless and WavPack: what they say of themselves is checked against what they hold."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from . import sounds, writers
from .conftest import Examine
from .test_formats_lossy import OLD_TAG, ape


def test_a_flac_that_does_not_count_itself_is_counted(facts: Examine):
    sound = sounds.integers(9_000, 2, 16)

    known, unknown = facts(writers.flac(sound, 16)), facts(writers.flac(sound, 16, total=0))

    assert (unknown.ok, unknown.frames, unknown.pcm_sha256) == (True, 9_000, known.pcm_sha256)


@pytest.mark.parametrize(
    ("total", "code"), [(9_500, "truncated"), (8_999, "wrong_length"), (1, "wrong_length")]
)
def test_a_flac_that_counts_itself_wrong_is_refused(examine: Examine, out_dir: Path, total: int, code: str):
    report = examine(writers.flac(sounds.integers(9_000, 1, 16), 16, total=total))

    assert (report.ok, report.error_code) == (False, code)
    assert list(out_dir.iterdir()) == []


def test_a_flac_may_follow_an_id3_tag_and_end_with_an_old_one(facts: Examine):
    data = writers.flac(sounds.integers(9_000, 1, 16), 16)
    head = sounds.id3(sounds.id3_frame(b"TIT2", b"\x03Bell"))

    assert facts(head + data + OLD_TAG).pcm_sha256 == facts(data).pcm_sha256


def wavpack(path: Path, bits: int = 16, frames: int = 30_000) -> bytes:
    sound = sounds.integers(frames, 2, bits)
    sample_format = "s16p" if bits == 16 else "s32p"
    return writers.encode(path, "wavpack", sound, form="wv", sample_format=sample_format).read_bytes()


def test_a_wavpack_may_end_with_tags(facts: Examine, tmp_path: Path):
    data = wavpack(tmp_path / "x")
    bare = facts(data)

    for tail in (ape(), ape() + OLD_TAG):
        report = facts(data + tail)
        assert (report.ok, report.message, report.pcm_sha256) == (True, "", bare.pcm_sha256)
        assert report.tags == {"title": "Bell"}


def flagged(data: bytes, bits: int) -> bytes:
    flags = struct.unpack_from("<I", data, 24)[0] | bits
    return data[:24] + struct.pack("<I", flags) + data[28:]


def counted(data: bytes, total: int, high: int = 0) -> bytes:
    return data[:11] + bytes((high,)) + struct.pack("<I", total) + data[16:]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: flagged(data, 0x8), "unsupported_format"),
        (lambda data: flagged(data, 0x8000_0000), "unsupported_format"),
        (lambda data: data[:8] + b"\x01\x03" + data[10:], "unsupported_format"),
        (lambda data: counted(data, 0), "empty"),
        (lambda data: counted(data, 40_000), "truncated"),
        (lambda data: counted(data, 20_000), "wrong_length"),
        (lambda data: counted(data, 0xFFFFFFF0), "too_long"),
        (lambda data: counted(data, 30_000, 1), "too_long"),
        (lambda data: data[:4] + struct.pack("<I", 7) + data[8:], "wrong_length"),
        (lambda data: data[:4] + struct.pack("<I", 1 << 30) + data[8:], "wrong_length"),
        (lambda data: data[:20], "truncated"),
        (lambda data: data[:3_000], "truncated"),
        (lambda data: data[: len(data) // 2], "truncated"),
        (lambda data: data[:90_000] + bytes((data[90_000] ^ 4,)) + data[90_001:], "corrupt"),
    ],
)
def test_a_wavpack_that_is_lossy_cut_or_lying_ends_with_its_own_reason(
    examine: Examine, tmp_path: Path, out_dir: Path, change, code: str
):
    report = examine(change(wavpack(tmp_path / "x")))

    assert (report.ok, report.error_code) == (False, code), report.message
    assert list(out_dir.iterdir()) == []


def test_a_wavpack_that_does_not_count_itself_is_counted(facts: Examine, tmp_path: Path):
    data = wavpack(tmp_path / "x")

    report = facts(counted(data, 0xFFFFFFFF))

    assert (report.ok, report.frames, report.pcm_sha256) == (True, 30_000, facts(data).pcm_sha256)


def alac(path: Path, form: str = "ipod", **options: str) -> bytes:
    sound = sounds.integers(30_000, 2, 16)
    return writers.encode(
        path, "alac", sound, form=form, sample_format="s16p", container_options=options
    ).read_bytes()


@pytest.mark.parametrize("form", ["ipod", "mp4"])
@pytest.mark.parametrize("movflags", ["", "faststart", "frag_keyframe+empty_moov"])
def test_apple_lossless_is_exact_wherever_its_index_stands(
    facts: Examine, tmp_path: Path, form: str, movflags: str
):
    report = facts(alac(tmp_path / "x", form, **({"movflags": movflags} if movflags else {})))

    assert (report.ok, report.message, report.codec, report.bit_depth) == (True, "", "alac", 16)
    plain = writers.wav(writers.fmt(channels=2), writers.little(sounds.integers(30_000, 2, 16), 2))
    assert (report.frames, report.pcm_sha256) == (30_000, facts(plain).pcm_sha256)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
@pytest.mark.parametrize("movflags", ["", "faststart"])
def test_a_cut_m4a_is_truncated(facts: Examine, tmp_path: Path, share: float, movflags: str):
    data = alac(tmp_path / "x", **({"movflags": movflags} if movflags else {}))

    report = facts(data[: round(len(data) * share)])

    assert report.error_code in ("truncated", "corrupt"), report.message
    assert report.error_code == "truncated" or b"moov" not in data[: round(len(data) * share)]


@pytest.mark.parametrize(
    ("name", "at"), [(b"stsz", 12), (b"stts", 8), (b"stsc", 8), (b"stco", 8), (b"elst", 8)]
)
def test_a_table_of_an_m4a_that_claims_more_than_it_holds_is_refused(
    facts: Examine, tmp_path: Path, name: bytes, at: int
):
    data = bytearray(alac(tmp_path / "x"))
    start = data.index(name) + at
    data[start : start + 4] = struct.pack(">I", 5_000_000)

    assert facts(bytes(data)).error_code == "wrong_length"


def test_an_m4a_of_samples_that_could_not_fit_into_the_file_is_refused(facts: Examine, tmp_path: Path):
    data = bytearray(alac(tmp_path / "x"))
    start = data.index(b"stsz") + 8
    data[start : start + 8] = struct.pack(">II", 1_000, 5_000_000)

    assert facts(bytes(data)).error_code == "wrong_length"


def test_a_video_is_refused(facts: Examine, tmp_path: Path):
    path = writers.video(tmp_path / "x.mp4")

    assert facts(path).error_code == "unsupported_format"
