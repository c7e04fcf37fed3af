"""What each format keeps of a sound, for every kind of original."""

from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from catalog.audio.convert import Format, fits, is_already
from catalog.audio.sandbox import Sandbox
from catalog.audio.sniff import frame_length

from .. import big
from ..sounds import integers, noise, save, sine
from .conftest import Convert


def pcm_sha256(box: Sandbox, path: Path) -> str:
    report = box.examine(path, None)
    assert report.ok, report.message
    return report.pcm_sha256


@pytest.mark.parametrize(
    ("subtype", "bits", "rate"), [("PCM_U8", 8, 11_025), ("PCM_16", 16, 44_100), ("PCM_24", 24, 384_000)]
)
@pytest.mark.parametrize("channels", [1, 2, 6, 8])
def test_flac_holds_the_very_samples(
    convert: Convert,
    converting_box: Sandbox,
    tmp_path: Path,
    subtype: str,
    bits: int,
    rate: int,
    channels: int,
):
    given = save(tmp_path / "given.wav", integers(9_999, channels, bits), rate=rate, subtype=subtype)
    made = convert(given, Format.FLAC)
    assert pcm_sha256(converting_box, made.path) == pcm_sha256(converting_box, given)
    assert made.info.subtype == ("PCM_24" if bits == 24 else "PCM_16")
    assert made.info.samplerate == rate
    # The decoder of every FLAC player checks the sound against this.
    assert made.path.read_bytes()[26:42].strip(b"\0")


@pytest.mark.parametrize("subtype", ["PCM_32", "FLOAT", "DOUBLE"])
def test_more_than_24_bits_are_rounded_to_24(convert: Convert, subtype: str):
    sound = noise(20_000, 2)
    for kind in (Format.FLAC, Format.WAV_48_24):
        made = convert(sound, kind, subtype=subtype)
        assert made.report.bit_depth == 24
        assert np.abs(made.heard - sound).max() <= 0.51 * 2.0**-23


@pytest.mark.parametrize("kind", [Format.WAV_48_24, Format.FLAC])
@pytest.mark.parametrize(
    ("layout", "mask", "channels"),
    [("5.1", 0x3F, 6), ("5.1(side)", 0x60F, 6), ("2.1", 0xB, 3), ("quad", 0x33, 4), ("7.1", 0x63F, 8)],
)
def test_surround_keeps_its_channels_and_their_places(
    convert: Convert, tmp_path: Path, kind: Format, layout: str, mask: int, channels: int
):
    tones = np.stack([sine(200 * (1 + number), 0.5, peak_db=-12) for number in range(channels)], axis=1)
    given = save(tmp_path / "given.wav", tones, subtype="PCM_24", format="WAVEX")
    data = given.read_bytes()
    at = data.index(b"fmt ") + 28
    given.write_bytes(data[:at] + mask.to_bytes(4, "little") + data[at + 4 :])
    made = convert(given, kind)
    assert np.abs(made.heard - tones).max() < 2.0**-22
    with av.open(str(made.path)) as file:
        assert file.streams.audio[0].layout.name == layout
    assert made.report.channel_layout == layout


def test_surround_as_mp3_is_stereo_and_says_so(convert: Convert, tmp_path: Path):
    """Left, right, centre, bass and the two surrounds: centre to both sides, the bass nowhere."""
    hz = [300, 480, 720, 900, 1_140, 1_320]  # each on a bin of its own
    tones = np.stack([sine(one, 1.0, peak_db=-12) for one in hz], axis=1)
    given = save(tmp_path / "given.wav", tones, subtype="PCM_24", format="WAVEX")
    made = convert(given, Format.MP3_320)
    assert (made.report.channels, made.report.channel_layout) == (2, "stereo")
    levels = np.abs(np.fft.rfft(made.heard[4_000:44_000] * np.hanning(40_000)[:, None], axis=0))
    left, right = (levels[[round(one * 40_000 / 48_000) for one in hz], side] for side in (0, 1))
    assert left / left[0] == pytest.approx([1, 0, 0.707, 0, 0.707, 0], abs=0.01)
    assert right / right[1] == pytest.approx([0, 1, 0.707, 0, 0, 0.707], abs=0.01)


def test_channels_without_a_place_are_mixed_down_in_turn(convert: Convert):
    made = convert(noise(48_000, 9), Format.MP3_320, subtype="PCM_16")
    assert made.report.channels == 2
    assert np.abs(made.heard).max() > 0.05


def test_nine_channels_do_not_fit_into_flac(converting_box: Sandbox, tmp_path: Path):
    given = save(tmp_path / "given.wav", noise(1_000, 9), subtype="PCM_16")
    folder = tmp_path / "out"
    folder.mkdir()
    report = converting_box.convert(given, folder, Format.FLAC)
    assert (report.ok, report.error_code) == (False, "too_many_channels")
    assert list(folder.iterdir()) == []
    assert [kind for kind in Format if not fits(kind, channels=9)] == [Format.FLAC]


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("frames", [1, 1_000, 48_001])
def test_an_mp3_is_as_long_as_the_sound(convert: Convert, rate: int, frames: int):
    made = convert(np.full((frames, 1), 0.1), Format.MP3_320, rate=rate)
    expected = frames * 48_000 / rate
    with av.open(str(made.path)) as file:
        decoded = sum(frame.samples for frame in file.decode(audio=0))
    assert abs(decoded - expected) <= 1
    assert made.report.frames == decoded


def test_an_mp3_begins_with_the_sound(convert: Convert):
    click = np.zeros((48_000, 1))
    click[4_800] = 0.9
    assert np.abs(convert(click, Format.MP3_320).heard[:, 0]).argmax() == 4_800


def test_every_frame_of_an_mp3_has_320_kbit(convert: Convert):
    data = convert(noise(96_000, 2), Format.MP3_320).path.read_bytes()
    at, lengths = 0, set()
    while at < len(data):
        lengths.add(frame_length(data[at : at + 4]))
        at += frame_length(data[at : at + 4])
    assert lengths == {960}  # 320,000 bit/s · 1,152 / 48,000 Hz / 8
    assert at == len(data)


@pytest.mark.parametrize("form", ["AIFF", "FLAC", "W64", "OGG", "MP3"])
@pytest.mark.parametrize("kind", Format)
def test_every_container_can_be_converted(convert: Convert, tmp_path: Path, form: str, kind: Format):
    subtype = {"OGG": "VORBIS", "MP3": None}.get(form, "PCM_24")
    given = save(
        tmp_path / f"given.{form.lower()}", sine(440, 0.5, peak_db=-12)[:, None], subtype=subtype, format=form
    )
    heard = convert(given, kind).heard
    assert np.sqrt(np.mean(heard**2)) == pytest.approx(0.25 / 2**0.5, rel=0.03)


def test_which_original_is_the_format_already():
    def already(container: str, codec: str, rate: int) -> list[str]:
        return [
            str(kind)
            for kind in Format
            if is_already(kind, container=container, codec=codec, sample_rate_hz=rate)
        ]

    assert already("wav", "pcm_s24le", 48_000) == ["wav-48-24"]
    assert already("rf64", "pcm_s16le", 44_100) == ["wav-44-16"]
    assert already("w64", "pcm_s24le", 48_000) == ["wav-48-24"]  # it is delivered as WAV
    assert already("wav", "pcm_s24le", 96_000) == already("wav", "pcm_f32le", 48_000) == []
    assert already("aiff", "pcm_s24le", 48_000) == []
    assert already("flac", "flac", 48_000) == ["flac"]
    assert already("mp3", "mp3", 44_100) == ["mp3-320"]


def test_nothing_of_the_originals_tags_comes_along(convert: Convert, tmp_path: Path):
    path = tmp_path / "given.wav"
    with soundfile.SoundFile(path, "w", 48_000, 1, subtype="PCM_16") as file:
        file.title, file.artist, file.comment = "private", "private", "/Users/private"
        file.write(noise(1_000, 1))
    for kind in Format:
        assert b"private" not in convert(path, kind).path.read_bytes()


def test_a_sound_too_large_for_its_new_format_is_refused_at_once(converting_box: Sandbox, tmp_path: Path):
    given = big.rf64(tmp_path / "given.rf64", 8_000 * 3_600 * 3, channels=40, rate=8_000, bits=16)
    folder = tmp_path / "out"
    folder.mkdir()
    report = converting_box.convert(given, folder, Format.WAV_48_24)
    assert (report.ok, report.error_code) == (False, "too_large")
    assert list(folder.iterdir()) == []


@pytest.mark.heavy
def test_more_than_four_gib_become_rf64(convert: Convert, converting_box: Sandbox, tmp_path: Path):
    frames = 48_000 * 60 * 130
    given = big.rf64(tmp_path / "given.rf64", frames, channels=4, rate=48_000, bits=16)
    big.with_sound_at(given, 8 * 4, b"\1\2" * 4)
    made = convert(given, Format.WAV_48_24)
    size = made.path.stat().st_size
    assert size > 4 * 2**30
    assert made.report.container == "rf64"
    assert (made.info.format, made.info.frames) == ("RF64", frames)
    again = converting_box.examine(made.path, None)
    assert (again.ok, again.frames, again.byte_size) == (True, frames, size)
    with soundfile.SoundFile(made.path) as file:
        file.seek(frames - 6)
        assert np.count_nonzero(file.read(6)) == 4
