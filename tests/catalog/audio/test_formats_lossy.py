"""Lossy formats: how long they are to within their codec's own padding, and what is damaged or cut."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from catalog.audio import peaks
from catalog.audio.sandbox import Sandbox

from . import sounds, writers
from .conftest import Examine

# Encoder delay and the last packet filled up: two packets of 1,152 frames, 576 below 32 kHz.
MP3_PADDING = 2 * 1_152
# Without the count of a LAME header LAME's delay stays in, and the last packet is full.
AAC_PADDING = 1_024
# FFmpeg cuts the last block of a Vorbis only where a page lies before it.
VORBIS_BLOCK = 128


def mp3(
    path: Path, sound: np.ndarray, *, rate: int = 44_100, has_count: bool = True, variable: bool = False
) -> bytes:
    options = {"flags": "+qscale", "global_quality": "472"} if variable else {"b": "64000"}
    container_options = {"write_xing": "1" if has_count else "0", "id3v2_version": "0"}
    writers.encode(
        path, "libmp3lame", sound, form="mp3", rate=rate, sample_format="fltp", options=options,
        container_options=container_options,
    )  # fmt: skip
    return path.read_bytes()


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("variable", [True, False])
def test_an_mp3_is_as_long_as_its_encoder_counted(
    facts: Examine, tmp_path: Path, rate: int, channels: int, variable: bool
):
    frames = rate // 2 + 77
    sound = sounds.noise(frames, channels)

    counted = facts(mp3(tmp_path / "x", sound, rate=rate, variable=variable))
    uncounted = facts(mp3(tmp_path / "x", sound, rate=rate, variable=variable, has_count=False))

    for report in (counted, uncounted):
        assert (report.ok, report.message, report.warnings) == (True, "", ())
        assert (report.container, report.codec, report.bit_depth) == ("mp3", "mp3", None)
        assert (report.sample_rate_hz, report.channels) == (rate, channels)
    assert counted.frames is not None
    assert uncounted.frames is not None
    # LAME's count cannot name the last few frames of every length.
    assert 0 <= counted.frames - frames <= 48
    assert 0 < uncounted.frames - frames <= MP3_PADDING


def ape(*, items: int = 1) -> bytes:
    item = struct.pack("<II", 4, 0) + b"Title\0Bell"
    size = len(item) * items + 32

    def mark(flags: int) -> bytes:
        return b"APETAGEX" + struct.pack("<IIII", 2_000, size, items, flags) + bytes(8)

    return mark(0xA0000000) + item * items + mark(0x80000000)


OLD_TAG = b"TAG" + b"Bell".ljust(125, b" ")


@pytest.mark.parametrize("has_count", [True, False])
@pytest.mark.parametrize("tail", [OLD_TAG, ape(), ape() + OLD_TAG])
def test_tags_around_an_mp3_are_no_sound(facts: Examine, tmp_path: Path, tail: bytes, has_count: bool):
    data = mp3(tmp_path / "x", sounds.noise(20_000), has_count=has_count)
    head = sounds.id3(sounds.id3_frame(b"TIT2", b"\x03Bell"))

    bare, tagged = facts(data), facts(head + data + tail)

    assert (tagged.ok, tagged.message, tagged.warnings) == (True, "", ())
    assert (tagged.frames, tagged.pcm_sha256) == (bare.frames, bare.pcm_sha256)
    assert tagged.tags["title"] == "Bell"


def test_an_mp3_that_lost_its_end_is_truncated_by_its_own_count(facts: Examine, tmp_path: Path):
    data = mp3(tmp_path / "x", sounds.noise(150_000))

    assert facts(data).ok
    for share in (0.3, 0.6, 0.9):
        assert facts(data[: round(len(data) * share)]).error_code == "truncated"


def test_an_mp3_that_counts_itself_too_long_is_refused_before_it_is_decoded(facts: Examine, tmp_path: Path):
    data = bytearray(mp3(tmp_path / "x", sounds.noise(20_000)))
    at = data.index(b"Info") + 8
    data[at : at + 4] = (5 * 3_600 * 44_100 // 1_152).to_bytes(4, "big")

    assert facts(bytes(data)).error_code == "too_long"


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 6, 8, 16])
def test_a_vorbis_of_one_page_is_as_long_as_its_last_block(
    facts: Examine, tmp_path: Path, rate: int, channels: int
):
    frames = rate // 10 + 401

    report = facts(sounds.save(tmp_path / "x.ogg", sounds.noise(frames, channels), rate=rate))

    assert (report.ok, report.message, report.warnings) == (True, "", ())
    assert (report.container, report.codec, report.bit_depth) == ("ogg", "vorbis", None)
    assert (report.sample_rate_hz, report.channels) == (rate, channels)
    assert report.frames is not None
    assert 0 <= report.frames - frames < VORBIS_BLOCK


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (44_100, 2), (48_000, 1), (96_000, 2)])
def test_a_longer_vorbis_is_exactly_as_long_as_what_was_encoded(
    facts: Examine, tmp_path: Path, rate: int, channels: int
):
    frames = rate * 3 + 401

    report = facts(sounds.save(tmp_path / "x.ogg", sounds.noise(frames, channels), rate=rate))

    assert (report.ok, report.frames) == (True, frames)


@pytest.mark.parametrize("frames", [1, 2, 100])
def test_a_vorbis_of_a_few_samples_is_one_block(facts: Examine, tmp_path: Path, frames: int):
    report = facts(sounds.save(tmp_path / "x.ogg", sounds.noise(frames)))

    assert (report.ok, report.message, report.frames) == (True, "", VORBIS_BLOCK)


@pytest.mark.parametrize("frames", [1, 2, 960, 20_003])
@pytest.mark.parametrize(("channels", "layout"), [(1, "mono"), (2, "stereo"), (6, "5.1"), (8, "7.1")])
def test_an_opus_is_exactly_as_long_as_what_was_encoded(
    facts: Examine, tmp_path: Path, frames: int, channels: int, layout: str
):
    path = writers.encode(
        tmp_path / "x",
        "libopus",
        sounds.noise(frames, channels),
        form="ogg",
        layout=layout,
        sample_format="flt",
    )

    report = facts(path)

    assert (report.ok, report.message, report.warnings) == (True, "", ())
    assert (report.container, report.codec, report.bit_depth) == ("ogg", "opus", None)
    assert (report.channel_layout, report.frames) == (layout, frames)


def test_an_opus_plays_at_48_khz_whatever_was_encoded(facts: Examine, tmp_path: Path):
    path = writers.encode(
        tmp_path / "x", "libopus", sounds.noise(8_000, 1), form="ogg", rate=8_000, sample_format="flt"
    )

    report = facts(path)

    assert (report.sample_rate_hz, report.frames, report.duration_ms) == (48_000, 48_000, 1_000)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize(("channels", "layout"), [(1, "mono"), (2, "stereo"), (6, "5.1")])
def test_an_aac_is_as_long_as_its_last_packet(
    facts: Examine, tmp_path: Path, rate: int, channels: int, layout: str
):
    frames = rate // 5 + 17
    path = writers.encode(
        tmp_path / "x", "aac", sounds.noise(frames, channels), form="ipod", rate=rate, layout=layout,
        sample_format="fltp",
    )  # fmt: skip

    report = facts(path)

    assert (report.ok, report.message, report.warnings) == (True, "", ())
    assert (report.container, report.codec, report.bit_depth) == ("m4a", "aac", None)
    assert (report.sample_rate_hz, report.channel_layout) == (rate, layout)
    assert report.frames is not None
    assert 0 <= report.frames - frames < AAC_PADDING


def loud_to_the_right(channels: int) -> np.ndarray:
    """A deep tone, in every channel a step louder."""
    tone = np.sin(2 * np.pi * 60 * np.arange(24_000) / sounds.RATE)
    return (tone[:, None] * (np.arange(channels) + 1)[None, :] / (channels + 2)).astype("f4")


@pytest.mark.parametrize(
    ("codec", "form", "sample_format", "channels", "layout"),
    [
        ("libopus", "ogg", "flt", 2, "stereo"),
        ("libopus", "ogg", "flt", 6, "5.1"),
        ("libopus", "ogg", "flt", 8, "7.1"),
        ("aac", "ipod", "fltp", 2, "stereo"),
        ("aac", "ipod", "fltp", 6, "5.1"),
        ("libmp3lame", "mp3", "fltp", 2, "stereo"),
    ],
)
def test_lossy_channels_keep_their_order(
    box: Sandbox,
    tmp_path: Path,
    out_dir: Path,
    codec: str,
    form: str,
    sample_format: str,
    channels: int,
    layout: str,
):
    path = writers.encode(
        tmp_path / "x", codec, loud_to_the_right(channels), form=form, layout=layout, sample_format=sample_format,
        options={"b": "512000" if form != "mp3" else "320000"},
    )  # fmt: skip

    report = box.examine(path, out_dir)

    assert (report.ok, report.message) == (True, "")
    drawn = peaks.read(out_dir / "peaks.bin").levels[0].values[:, :, 1].max(axis=0)
    assert drawn == pytest.approx((np.arange(channels) + 1) / (channels + 2) * 127, abs=5)


def pages(data: bytes) -> list[int]:
    return [at for at in range(len(data)) if data[at : at + 4] == b"OggS"]


@pytest.fixture(params=["vorbis", "opus", "flac"])
def ogg(request: pytest.FixtureRequest, tmp_path: Path) -> bytes:
    path = tmp_path / "x.ogg"
    if request.param == "vorbis":
        return sounds.save(path, sounds.noise(200_000)).read_bytes()
    if request.param == "opus":
        return writers.encode(
            path, "libopus", sounds.noise(400_000), form="ogg", sample_format="flt"
        ).read_bytes()
    sound = sounds.integers(100_000, 1, 16)
    return writers.encode(path, "flac", sound, form="ogg", sample_format="s16").read_bytes()


def test_an_ogg_cut_anywhere_is_truncated(facts: Examine, ogg: bytes):
    borders = pages(ogg)
    assert facts(ogg).ok
    for at in (borders[2], borders[-2], borders[-1], borders[-1] + 20, borders[-1] + 40, len(ogg) - 1):
        assert facts(ogg[:at]).error_code == "truncated", at


def test_an_ogg_with_a_damaged_page_is_refused(facts: Examine, ogg: bytes):
    # FFmpeg leaves such a page out and says nothing.
    for border in pages(ogg)[3:]:
        broken = bytearray(ogg)
        broken[border + 300] ^= 4
        assert facts(bytes(broken)).error_code in ("corrupt", "truncated"), border


def test_strange_bytes_behind_an_ogg_are_refused_and_padding_is_not(facts: Examine, ogg: bytes):
    assert facts(ogg + b"PK\x03\x04" * 20).error_code == "wrong_length"
    assert facts(ogg + bytes(500)).ok
    assert facts(ogg + OLD_TAG).ok


def test_two_sounds_in_one_ogg_at_once_are_refused(facts: Examine, tmp_path: Path):
    first = sounds.save(tmp_path / "a.ogg", sounds.noise(9_000)).read_bytes()
    second = sounds.save(tmp_path / "b.ogg", sounds.noise(9_000)).read_bytes()
    # The heads of both streams, then the rest of both.
    at, other = pages(first)[1], pages(second)[1]

    report = facts(first[:at] + second[:other] + first[at:] + second[other:])

    assert report.error_code == "unsupported_format", report.message


def test_an_ogg_flac_tells_depth_and_length(facts: Examine, tmp_path: Path):
    for bits, sample_format in ((16, "s16"), (24, "s32")):
        sound = sounds.integers(30_000, 2, bits)
        report = facts(writers.encode(tmp_path / "x", "flac", sound, form="ogg", sample_format=sample_format))
        assert (report.ok, report.codec, report.bit_depth, report.frames) == (True, "flac", bits, 30_000)
