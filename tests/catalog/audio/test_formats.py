"""Every lossless format gives the same sound: to the sample, to the bit, channel by channel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catalog.audio import peaks
from catalog.audio.outputs import Output
from catalog.audio.sandbox import Sandbox

from . import sounds, writers
from .conftest import Examine

LAYOUTS = {3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1(back)", 8: "7.1(wide)"}
Write = Callable[[Path, np.ndarray, int, int], Path]


def saved(form: str, narrow: str = "PCM_16") -> Write:
    """Written by libsndfile."""

    def write(path: Path, sound: np.ndarray, bits: int, rate: int) -> Path:
        subtype = {8: narrow, 16: "PCM_16", 24: "PCM_24", 32: "PCM_32"}[bits]
        return sounds.save(path, sound, rate=rate, subtype=subtype, format=form)

    return write


def encoded(codec: str, form: str, wide: str = "s32p", thin: str = "s16p") -> Write:
    """Written by FFmpeg's encoder."""

    def write(path: Path, sound: np.ndarray, bits: int, rate: int) -> Path:
        sample_format = wide if bits > 16 else thin
        layout = LAYOUTS.get(sound.shape[1], "")
        return writers.encode(
            path, codec, sound, form=form, rate=rate, layout=layout, sample_format=sample_format
        )

    return write


def by_hand(make: Callable[[np.ndarray, int, int], bytes]) -> Write:
    def write(path: Path, sound: np.ndarray, bits: int, rate: int) -> Path:
        path.write_bytes(make(sound, bits, rate))
        return path

    return write


def shape(sound: np.ndarray, bits: int, rate: int) -> dict[str, int]:
    return {"channels": sound.shape[1], "bits": bits, "rate": rate}


def _wav(sound: np.ndarray, bits: int, rate: int) -> bytes:
    return writers.wav(writers.fmt(**shape(sound, bits, rate)), writers.little(sound, (bits + 7) // 8))


def _extensible(sound: np.ndarray, bits: int, rate: int) -> bytes:
    form = writers.extensible(channels=sound.shape[1], rate=rate, bits=32, valid=bits)
    return writers.wav(form, writers.little(sound, 4))


def _w64(sound: np.ndarray, bits: int, rate: int) -> bytes:
    form, body = writers.fmt(**shape(sound, bits, rate)), writers.little(sound, (bits + 7) // 8)
    return writers.w64(writers.w64_chunk(b"fmt ", form), writers.w64_chunk(b"data", body))


def _rf64(sound: np.ndarray, bits: int, rate: int) -> bytes:
    return writers.rf64(writers.fmt(**shape(sound, bits, rate)), writers.little(sound, (bits + 7) // 8))


def _aiff(sound: np.ndarray, bits: int, rate: int) -> bytes:
    body = writers.big(sound, (bits + 7) // 8)
    return writers.aiff(body, frames=len(sound), channels=sound.shape[1], bits=bits, rate=rate)


def _flac(sound: np.ndarray, bits: int, rate: int) -> bytes:
    return writers.flac(sound, bits, rate=rate)


WRITERS: dict[str, Write] = {
    "wav": saved("WAV", "PCM_U8"),
    "wavex": saved("WAVEX", "PCM_U8"),
    "rf64": saved("RF64", "PCM_U8"),
    "w64": saved("W64", "PCM_U8"),
    "aiff": saved("AIFF", "PCM_S8"),
    "flac": saved("FLAC", "PCM_S8"),
    "m4a": encoded("alac", "ipod"),
    "wavpack": encoded("wavpack", "wv"),
    "ogg": encoded("flac", "ogg", wide="s32", thin="s16"),
}
# The depths each writer can write; FFmpeg's WavPack keeps 24 bits in four bytes.
DEPTHS = {
    "wav": (8, 16, 24, 32),
    "wavex": (8, 16, 24, 32),
    "rf64": (8, 16, 24, 32),
    "w64": (8, 16, 24, 32),
    "aiff": (8, 16, 24, 32),
    "flac": (8, 16, 24),
    "m4a": (16, 24),
    "wavpack": (16, 32),
    "ogg": (16, 24),
}
BY_HAND: dict[str, Write] = {
    "wav": by_hand(_wav),
    "extensible": by_hand(_extensible),
    "rf64": by_hand(_rf64),
    "w64": by_hand(_w64),
    "aiff": by_hand(_aiff),
    "flac": by_hand(_flac),
}
CONTAINERS = {"wavex": "wav", "extensible": "wav"}
RATES = (8_000, 11_025, 22_050, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000, 352_800, 384_000)


@pytest.mark.parametrize(("form", "bits"), [(form, bits) for form in DEPTHS for bits in DEPTHS[form]])
def test_depth_container_and_length_are_what_was_written(
    facts: Examine, tmp_path: Path, form: str, bits: int
):
    sound = sounds.integers(4_801, 2, bits)

    report = facts(WRITERS[form](tmp_path / "x", sound, bits, 48_000))

    assert (report.ok, report.message, report.warnings) == (True, "", ())
    assert (report.container, report.bit_depth) == (CONTAINERS.get(form, form), bits)
    assert (report.frames, report.duration_ms, report.channel_layout) == (4_801, 100, "stereo")
    assert report.pcm_sha256 == facts(BY_HAND["wav"](tmp_path / "y", sound, bits, 48_000)).pcm_sha256


@pytest.mark.parametrize("form", BY_HAND)
@pytest.mark.parametrize("bits", [12, 20])
def test_odd_depths_are_told_and_sound_the_same_everywhere(
    facts: Examine, tmp_path: Path, form: str, bits: int
):
    sound = sounds.integers(700, 3, bits)

    report = facts(BY_HAND[form](tmp_path / "x", sound, bits, 48_000))

    assert (report.ok, report.message, report.bit_depth, report.frames) == (True, "", bits, 700)
    # The same samples with zeros behind them.
    assert report.pcm_sha256 == facts(BY_HAND["wav"](tmp_path / "y", sound, 32, 48_000)).pcm_sha256


def test_flac_of_32_bits_is_as_exact_as_wav(facts: Examine, tmp_path: Path):
    sound = sounds.integers(5_000, 2, 32)

    report = facts(writers.flac(sound, 32))

    assert (report.ok, report.bit_depth, report.frames) == (True, 32, 5_000)
    assert report.pcm_sha256 == facts(BY_HAND["wav"](tmp_path / "y", sound, 32, 48_000)).pcm_sha256


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("frames", [1, 2])
@pytest.mark.parametrize("channels", [1, 2])
def test_one_or_two_samples_are_a_sound(
    facts: Examine, tmp_path: Path, form: str, frames: int, channels: int
):
    sound = sounds.integers(frames, channels, 16)

    report = facts(WRITERS[form](tmp_path / "x", sound, 16, 48_000))

    assert (report.ok, report.message, report.frames) == (True, "", frames)
    assert report.pcm_sha256 == facts(BY_HAND["wav"](tmp_path / "y", sound, 16, 48_000)).pcm_sha256


@pytest.mark.parametrize("form", ["wav", "aiff", "flac", "m4a", "wavpack", "w64"])
@pytest.mark.parametrize("rate", RATES)
def test_every_sample_rate_is_told(facts: Examine, tmp_path: Path, form: str, rate: int):
    frames = rate // 100 + 1

    report = facts(WRITERS[form](tmp_path / "x", sounds.integers(frames, 1, 16), 16, rate))

    assert (report.ok, report.message) == (True, "")
    assert (report.sample_rate_hz, report.frames) == (rate, frames)
    assert report.duration_ms == round(frames * 1_000 / rate)


@pytest.mark.parametrize("form", ["wav", "aiff", "flac", "w64"])
@pytest.mark.parametrize("rate", [7_999, 384_001])
def test_rates_beyond_the_range_are_refused(facts: Examine, tmp_path: Path, form: str, rate: int):
    report = facts(BY_HAND[form](tmp_path / "x", sounds.integers(100, 1, 16), 16, rate))

    assert (report.ok, report.error_code) == (False, "bad_sample_rate")


def staircase(channels: int, frames: int = 600) -> np.ndarray:
    """Channel n stands still at (n + 1) / 127 of full scale: the peaks tell which channel landed where."""
    steps = np.round((np.arange(channels) + 1) / 127 * 2**31) // 2**16 * 2**16
    return np.tile(steps.astype(np.int32), (frames, 1))


CHANNELS = [
    *[
        (form, channels)
        for form in ("wav", "aiff", "w64", "rf64")
        for channels in (1, 2, 3, 6, 8, 9, 16, 32, 64)
    ],
    *[("wavpack", channels) for channels in (1, 2, 3, 6, 8, 9, 16, 32, 64)],
    *[("flac", channels) for channels in range(1, 9)],
    *[("m4a", channels) for channels in range(1, 9)],
    *[("ogg", channels) for channels in (1, 2, 6, 8)],
]


@pytest.mark.parametrize(("form", "channels"), CHANNELS)
def test_every_channel_keeps_its_own_sound(
    box: Sandbox, tmp_path: Path, out_dir: Path, form: str, channels: int
):
    path = WRITERS[form](tmp_path / "x", staircase(channels), 16, 48_000)

    report = box.examine(path, out_dir, wanted=[Output.PEAKS])

    assert (report.ok, report.message, report.channels) == (True, "", channels)
    drawn = peaks.read(out_dir / "peaks.bin").levels[0].values
    assert drawn[:, :, 1].max(axis=0).tolist() == list(range(1, channels + 1))
    assert drawn[:, :, 0].min(axis=0).tolist() == list(range(1, channels + 1))


@pytest.mark.parametrize("channels", [8, 9, 64])
def test_wide_sound_gets_every_derivative(examine: Examine, tmp_path: Path, channels: int):
    for form in ("wav", "wavpack"):
        report = examine(WRITERS[form](tmp_path / "x", staircase(channels, 30_000), 16, 48_000))

        assert (report.ok, report.message) == (True, "")
        assert set(report.outputs) == set(Output)


def test_65_channels_are_refused(facts: Examine, tmp_path: Path):
    for form in ("wav", "aiff", "w64", "rf64"):
        report = facts(BY_HAND[form](tmp_path / "x", staircase(65), 16, 48_000))
        assert report.error_code == "too_many_channels", form


LAYOUT_OF_MASK = {
    (1, 0x4): "mono",
    (2, 0): "stereo",
    (2, 0x3): "stereo",
    (3, 0x7): "3.0",
    (4, 0x33): "quad",
    (6, 0x3F): "5.1",
    (6, 0x60F): "5.1(side)",
    (8, 0x63F): "7.1",
    (12, 0x2D63F): "7.1.4",
    # No loudspeakers named, or not as many as there are channels: the file does not say.
    (6, 0): "6 channels",
    (6, 0x7): "6 channels",
    (3, 0x8000_0003): "3 channels",
    # A list of 18 loudspeakers is no name.
    (18, 0x3FFFF): "18 channels",
}


@pytest.mark.parametrize(("channels", "mask"), LAYOUT_OF_MASK)
def test_a_channel_mask_names_the_layout(facts: Examine, channels: int, mask: int):
    form = writers.extensible(channels=channels, bits=16, mask=mask)

    report = facts(writers.wav(form, writers.little(staircase(channels, 2_000), 2)))

    assert (report.ok, report.channel_layout) == (True, LAYOUT_OF_MASK[channels, mask])


@pytest.mark.parametrize(
    ("tag", "bitmap", "layout"),
    [(0x10000, 0x3F, "5.1"), (0x79_0006, 0, "5.1"), (0x7A_0006, 0, "6 channels")],
)
def test_an_aiff_may_name_its_layout(facts: Examine, tag: int, bitmap: int, layout: str):
    chan = writers.aiff_chunk(b"CHAN", tag.to_bytes(4, "big") + bitmap.to_bytes(4, "big") + bytes(4))
    body = writers.big(staircase(6), 2)

    assert facts(writers.aiff(body, chan, frames=600, channels=6)).channel_layout == layout


@pytest.mark.parametrize(("form", "layout"), [("flac", "5.1(side)"), ("m4a", "5.1"), ("wavpack", "5.1")])
def test_a_codec_names_the_layout(facts: Examine, tmp_path: Path, form: str, layout: str):
    report = facts(WRITERS[form](tmp_path / "x", staircase(6), 16, 48_000))

    assert report.channel_layout == layout


FLOATS: dict[str, Callable[[np.ndarray], bytes]] = {
    "wav": lambda sound: writers.wav(writers.fmt(3, channels=2, bits=32), sound.tobytes()),
    "extensible": lambda sound: writers.wav(writers.extensible(3, channels=2, bits=32), sound.tobytes()),
    "rf64": lambda sound: writers.rf64(writers.fmt(3, channels=2, bits=32), sound.tobytes()),
    "aiff": lambda sound: writers.aiff(
        sound.astype(">f4").tobytes(), frames=len(sound), channels=2, bits=32, kind=b"fl32"
    ),
}


def test_floats_are_the_same_in_every_container(facts: Examine, tmp_path: Path):
    sound = sounds.noise(3_000, 2)
    reports: dict[str, Any] = {form: facts(make(sound)) for form, make in FLOATS.items()}
    reports["wavpack"] = facts(
        writers.encode(tmp_path / "x.wv", "wavpack", sound, form="wv", sample_format="fltp")
    )

    assert {report.message for report in reports.values()} == {""}
    assert {report.bit_depth for report in reports.values()} == {32}
    assert len({report.pcm_sha256 for report in reports.values()}) == 1


def test_doubles_are_told_as_64_bits(facts: Examine):
    sound = sounds.noise(500, 1).astype("<f8")

    for data in (
        writers.wav(writers.fmt(3, bits=64), sound.tobytes()),
        writers.aiff(sound.astype(">f8").tobytes(), frames=500, bits=64, kind=b"fl64"),
    ):
        report = facts(data)
        assert (report.ok, report.bit_depth, report.frames) == (True, 64, 500)
        assert report.codec in ("pcm_f64le", "pcm_f64be")


@pytest.mark.parametrize(("law", "tag", "kind"), [("ALAW", 6, b"alaw"), ("ULAW", 7, b"ulaw")])
def test_telephone_codes_mean_what_an_independent_reader_hears(
    facts: Examine, tmp_path: Path, law: str, tag: int, kind: bytes
):
    codes = bytes(range(256)) * 2
    path = tmp_path / "x.wav"
    path.write_bytes(writers.wav(writers.fmt(tag, bits=8), codes))
    heard = sounds.heard(path)

    in_wav, in_aiff = facts(path), facts(writers.aiff(codes, frames=512, bits=16, kind=kind))
    plain = facts(sounds.save(tmp_path / "y.wav", heard, subtype="PCM_16"))

    assert (in_wav.codec, in_wav.bit_depth) == (f"pcm_{'mulaw' if law == 'ULAW' else 'alaw'}", 8)
    assert in_wav.pcm_sha256 == in_aiff.pcm_sha256 == plain.pcm_sha256


AIFC = {
    b"NONE": (16, "pcm_s16be", writers.big),
    b"twos": (24, "pcm_s24be", writers.big),
    b"sowt": (16, "pcm_s16le", writers.little),
    b"in24": (24, "pcm_s24be", writers.big),
    b"42ni": (24, "pcm_s24le", writers.little),
    b"in32": (32, "pcm_s32be", writers.big),
    b"23ni": (32, "pcm_s32le", writers.little),
    b"raw ": (8, "pcm_u8", writers.little),
}


@pytest.mark.parametrize("kind", AIFC)
def test_every_order_of_bytes_in_an_aifc_is_the_same_sound(facts: Examine, tmp_path: Path, kind: bytes):
    bits, codec, order = AIFC[kind]
    sound = sounds.integers(333, 2, bits)

    report = facts(writers.aiff(order(sound, bits // 8), frames=333, channels=2, bits=bits, kind=kind))

    assert (report.ok, report.container, report.codec, report.bit_depth) == (True, "aiff", codec, bits)
    assert report.pcm_sha256 == facts(BY_HAND["wav"](tmp_path / "y", sound, bits, 48_000)).pcm_sha256


def test_an_aifc_with_a_lossy_codec_is_refused(facts: Examine):
    assert facts(writers.aiff(bytes(68), frames=64, kind=b"ima4")).error_code == "unsupported_format"


EMPTY = {
    "wav": writers.wav(writers.fmt(), b""),
    "rf64": writers.rf64(writers.fmt(), b""),
    "w64": writers.w64(writers.w64_chunk(b"fmt ", writers.fmt()), writers.w64_chunk(b"data", b"")),
    "aiff": writers.aiff(b"", frames=0),
    "aiff without SSND": b"FORM\0\0\0\x1eAIFF"
    + writers.aiff_chunk(b"COMM", b"\0\1\0\0\0\0\0\x10" + writers.extended(48_000)),
}


@pytest.mark.parametrize("form", EMPTY)
def test_a_file_without_a_sample_is_empty(examine: Examine, out_dir: Path, form: str):
    report = examine(EMPTY[form])

    assert (report.ok, report.error_code) == (False, "empty"), report.message
    assert list(out_dir.iterdir()) == []
