"""WAV as recorders, editors and field machines really write it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from . import sounds, writers
from .conftest import Examine

SOUND = sounds.integers(501, 1, 16)
BODY = writers.little(SOUND, 2)
FMT = sounds.chunk(b"fmt ", writers.fmt())
DATA = sounds.chunk(b"data", BODY)
ODD_BODY = writers.little(SOUND, 1)
ODD = b"data" + struct.pack("<I", len(ODD_BODY)) + ODD_BODY
LIST = sounds.chunk(b"LIST", b"INFOINAM\x04\0\0\0Bell")
UNKNOWN = 0xFFFFFFFF


@pytest.fixture
def pcm(facts: Examine) -> str:
    """The hash of the plain sound."""
    return facts(sounds.wav(FMT, DATA)).pcm_sha256


@pytest.mark.parametrize(
    "name", [b"LIST", b"id3 ", b"ID3 ", b"_PMX", b"cue ", b"smpl", b"axml", b"iXML", b"bext"]
)
@pytest.mark.parametrize("is_behind", [True, False])
def test_other_chunks_may_stand_before_and_behind_the_sound(
    facts: Examine, pcm: str, name: bytes, is_behind: bool
):
    other = sounds.chunk(name, bytes(range(32, 95)))

    report = facts(sounds.wav(FMT, DATA, other) if is_behind else sounds.wav(FMT, other, DATA))

    assert (report.ok, report.message, report.frames, report.pcm_sha256) == (True, "", 501, pcm)


@pytest.mark.parametrize("name", [b"JUNK", b"junk", b"PAD ", b"FLLR"])
@pytest.mark.parametrize("size", [0, 1, 28, 4_051])
def test_reserved_space_may_stand_first(facts: Examine, pcm: str, name: bytes, size: int):
    report = facts(sounds.wav(sounds.chunk(name, bytes(size)), FMT, DATA))

    assert (report.ok, report.frames, report.pcm_sha256) == (True, 501, pcm)


def test_a_broadcast_wave_is_a_wave_with_its_words(facts: Examine, pcm: str):
    bext = b"Church bell".ljust(256, b"\0") + bytes(346)

    report = facts(sounds.wav(sounds.chunk(b"bext", bext), FMT, DATA))

    assert (report.ok, report.container, report.pcm_sha256) == (True, "wav", pcm)
    assert report.tags["description"] == "Church bell"


def test_the_padding_byte_behind_an_odd_sound_may_be_missing(facts: Examine):
    fmt = sounds.chunk(b"fmt ", writers.fmt(bits=8))

    padded, bare, at_the_end = (
        facts(sounds.wav(fmt, ODD + b"\0", LIST)),
        facts(sounds.wav(fmt, ODD, LIST)),
        facts(sounds.wav(fmt, ODD)),
    )

    assert [report.frames for report in (padded, bare, at_the_end)] == [501] * 3
    assert padded.pcm_sha256 == bare.pcm_sha256 == at_the_end.pcm_sha256
    assert (padded.tags, bare.tags) == ({"title": "Bell"}, {"title": "Bell"})


def test_the_padding_byte_in_front_of_the_sound_may_be_missing(facts: Examine, pcm: str):
    bare = b"JUNK\x03\0\0\0abc"

    report = facts(sounds.wav(FMT, bare, DATA))

    assert (report.ok, report.message, report.pcm_sha256) == (True, "", pcm)


@pytest.mark.parametrize("tail", [bytes(1), bytes(7), bytes(300), bytes(4_096), b"TAG" + b" " * 125])
def test_padding_or_an_old_tag_may_stand_behind_everything(facts: Examine, pcm: str, tail: bytes):
    report = facts(sounds.wav(FMT, DATA) + tail)

    assert (report.ok, report.pcm_sha256) == (True, pcm)


def test_bytes_that_fill_no_frame_are_left_out(facts: Examine, pcm: str):
    report = facts(sounds.wav(FMT, sounds.chunk(b"data", BODY + b"\x7f")))

    assert (report.ok, report.frames, report.pcm_sha256) == (True, 501, pcm)


@pytest.mark.parametrize("extra", [b"\0\0", b"\0" * 24, b"\x16\0" + b"\0" * 22])
def test_a_longer_format_chunk_means_the_same(facts: Examine, pcm: str, extra: bytes):
    report = facts(sounds.wav(sounds.chunk(b"fmt ", writers.fmt() + extra), DATA))

    assert (report.ok, report.pcm_sha256) == (True, pcm)


@pytest.mark.parametrize(
    ("container_bits", "valid", "told"),
    [(32, 24, 24), (32, 20, 20), (32, 16, 16), (24, 20, 20), (24, 0, 24), (16, 12, 12), (24, 25, 24)],
)
def test_valid_bits_are_told_and_the_samples_are_the_containers(
    facts: Examine, container_bits: int, valid: int, told: int
):
    sound = sounds.integers(400, 2, told)
    form = writers.extensible(channels=2, bits=container_bits, valid=valid)

    report = facts(writers.wav(form, writers.little(sound, container_bits // 8)))

    assert (report.ok, report.message, report.bit_depth, report.frames) == (True, "", told, 400)
    plain = facts(writers.wav(writers.fmt(channels=2, bits=32), writers.little(sound, 4)))
    assert report.pcm_sha256 == plain.pcm_sha256


@pytest.mark.parametrize("bits", [20, 24])
def test_four_bytes_for_a_plain_format_of_fewer_bits_mean_two_things_and_are_refused(
    facts: Examine, bits: int
):
    # Some editors wrote whole numbers so, others floats.
    form = struct.pack("<HHIIHH", 1, 1, 48_000, 192_000, 4, bits)

    assert facts(writers.wav(form, bytes(400))).error_code == "corrupt"


RF64: dict[str, dict[str, Any]] = {
    "as the standard has it": {},
    "as BW64": {"magic": b"BW64"},
    "with small sizes": {"riff_size": 36 + 1_002 + 36 + 8, "data_size": 1_002},
    "with its 32-bit length of the sound left at 0": {"data_size": 0},
    "with only the 32-bit length of the sound": {"data_size": 1_002, "data64": 0},
}


@pytest.mark.parametrize("how", RF64)
def test_an_rf64_of_any_size_is_taken(facts: Examine, pcm: str, how: str):
    report = facts(writers.rf64(writers.fmt(), BODY, **RF64[how]))

    assert (report.ok, report.message, report.container) == (True, "", "rf64")
    assert (report.frames, report.pcm_sha256) == (501, pcm)


def test_an_rf64_may_hold_reserved_space_and_words(facts: Examine, pcm: str):
    report = facts(
        writers.rf64(writers.fmt(), BODY, sounds.chunk(b"JUNK", bytes(64)), sounds.chunk(b"bext", b"x" * 602))
    )

    assert (report.ok, report.pcm_sha256) == (True, pcm)


def test_a_sound_whose_recorder_did_not_finish_is_refused_with_that_reason(examine: Examine, out_dir: Path):
    # Both lengths stay 0, or all ones, until the recorder closes the file.
    for size in (0, UNKNOWN):
        length = struct.pack("<I", size)
        report = examine(b"RIFF" + length + b"WAVE" + FMT + b"data" + length + BODY)

        assert (report.ok, report.error_code) == (False, "wrong_length")
        assert "never written" in report.message
        assert list(out_dir.iterdir()) == []


def test_an_rf64_whose_recorder_did_not_finish_is_refused_with_that_reason(facts: Examine):
    data = bytearray(writers.rf64(writers.fmt(), BODY, data64=0))
    data[20:28] = bytes(8)

    report = facts(bytes(data))

    assert (report.error_code, "never written" in report.message) == ("wrong_length", True)


def test_a_wrong_length_of_the_whole_does_not_matter_when_the_sound_is_right(facts: Examine, pcm: str):
    data = b"RIFF\0\0\0\0WAVE" + FMT + DATA

    assert facts(data).pcm_sha256 == pcm


W64_FMT = writers.w64_chunk(b"fmt ", writers.fmt())
W64_DATA = writers.w64_chunk(b"data", BODY)


def test_a_wave64_may_hold_other_chunks(facts: Examine, pcm: str):
    junk = writers.w64_chunk(b"junk", bytes(13))
    strange = writers.w64_chunk(bytes(range(1, 17)), b"abc")
    words = writers.w64_chunk(writers.W64_LIST, b"INFOINAM\x04\0\0\0Bell")

    report = facts(writers.w64(junk, W64_FMT, strange, W64_DATA, words))

    assert (report.ok, report.message, report.container, report.pcm_sha256) == (True, "", "w64", pcm)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (writers.w64(W64_FMT, W64_DATA)[:-200], "truncated"),
        (writers.w64(W64_FMT, W64_DATA, writers.w64_chunk(b"junk", bytes(400)))[:-424], "truncated"),
        (writers.w64(W64_FMT), "no_audio_stream"),
        (writers.w64(W64_FMT, W64_DATA, W64_DATA), "corrupt"),
        (writers.w64(W64_FMT, W64_DATA) + b"PK\x03\x04" * 20, "wrong_length"),
        (writers.w64(W64_FMT, *[writers.w64_chunk(b"junk", b"")] * 5_000, W64_DATA), "hostile_metadata"),
        (writers.w64(W64_FMT, b"data" + writers.W64_TAIL + struct.pack("<Q", 1 << 62)), "wrong_length"),
        (writers.w64(W64_FMT, b"data" + writers.W64_TAIL + struct.pack("<Q", 3)), "wrong_length"),
        (writers.w64(W64_FMT, W64_DATA).replace(b"wave", b"Wave"), "unsupported_format"),
    ],
)
def test_a_wave64_that_contradicts_itself_ends_with_its_own_reason(facts: Examine, data: bytes, code: str):
    assert facts(data).error_code == code


AIFF = writers.aiff(writers.big(SOUND, 2), frames=501)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (AIFF[:-200], "truncated"),
        (AIFF[:30], "truncated"),
        (writers.aiff(writers.big(SOUND, 2), frames=0), "wrong_length"),
        (writers.aiff(writers.big(SOUND, 2), frames=501, bits=0), "corrupt"),
        (writers.aiff(writers.big(SOUND, 2), frames=501, bits=200), "corrupt"),
        (writers.aiff(writers.big(SOUND, 2), frames=501, channels=0), "corrupt"),
        (writers.aiff(b"", AIFF[12:], frames=0), "corrupt"),
        (AIFF + b"PK\x03\x04" * 20, "wrong_length"),
        (writers.aiff(BODY, *[writers.aiff_chunk(b"ANNO", b"")] * 5_000, frames=501), "hostile_metadata"),
    ],
)
def test_an_aiff_that_contradicts_itself_ends_with_its_own_reason(facts: Examine, data: bytes, code: str):
    assert facts(data).error_code == code, facts(data).message


def test_an_aiff_may_keep_its_sound_in_front_of_its_format_and_at_an_offset(facts: Examine, pcm: str):
    common = struct.pack(">HIH", 1, 501, 16) + writers.extended(48_000)
    sound = writers.aiff_chunk(b"SSND", struct.pack(">II", 6, 0) + b"offset" + writers.big(SOUND, 2))
    body = b"AIFF" + sound + writers.aiff_chunk(b"COMM", common)

    report = facts(b"FORM" + struct.pack(">I", len(body)) + body)

    assert (report.ok, report.message, report.pcm_sha256) == (True, "", pcm)
