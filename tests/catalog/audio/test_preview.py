"""The preview is heard when the sound is, as loud as the sound, and as long as the sound."""

from pathlib import Path

import av
import numpy as np
import pytest

from catalog.audio import gapless, preview
from catalog.audio.limits import Limits
from catalog.audio.outputs import Output
from catalog.audio.pipeline import examine

from . import sounds


def previewed(sound: np.ndarray, rate: int, path: Path, out_dir: Path) -> np.ndarray:
    """The preview of (frames, channels) as FFmpeg decodes it, and with it Chromium: (channels, frames)."""
    source = sounds.save(path / "x.wav", sound, rate=rate, subtype="PCM_24")
    assert examine(source, out_dir, Limits(), lambda percent: None, {Output.PREVIEW}).ok
    with av.open(out_dir / "preview.mp3") as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 96_000, 192_000])
def test_an_impulse_is_heard_when_it_happens(tmp_path: Path, out_dir: Path, rate: int, channels: int):
    sound = np.zeros((rate, channels))
    sound[rate // 3] = 0.9

    heard = previewed(sound, rate, tmp_path, out_dir)

    late_s = np.abs(heard[0]).argmax() / preview.RATE_HZ - rate // 3 / rate
    assert abs(late_s) < 0.001


def test_the_first_sample_is_heard(tmp_path: Path, out_dir: Path):
    sound = np.zeros((48_000, 1))
    sound[0] = 0.9

    assert np.abs(previewed(sound, 48_000, tmp_path, out_dir)[0]).argmax() == 0


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("level", [-1.0, -20.0])
def test_a_tone_is_as_loud_as_in_the_original(
    tmp_path: Path, out_dir: Path, rate: int, channels: int, level: float
):
    tone = sounds.sine(1_000, 1.5, rate=rate, peak_db=level)

    heard = previewed(np.stack((tone,) * channels, axis=1), rate, tmp_path, out_dir)

    steady = heard[:, 12_000:60_000]
    assert 20 * np.log10(np.sqrt(2) * steady.std()) == pytest.approx(level, abs=0.1)


@pytest.mark.parametrize("frames", [600, 47_999, 48_000, 48_001, 131_073])
def test_it_is_as_long_as_the_sound(tmp_path: Path, out_dir: Path, frames: int):
    heard = previewed(sounds.noise(frames, 2), 48_000, tmp_path, out_dir)

    assert heard.shape == (2, frames)


@pytest.mark.parametrize("frames", [1, 5, 30])
@pytest.mark.parametrize("rate", [44_100, 48_000, 192_000])
def test_a_few_samples_have_a_preview_too(tmp_path: Path, out_dir: Path, rate: int, frames: int):
    heard = previewed(sounds.noise(frames, 1), rate, tmp_path, out_dir)

    assert 1 <= heard.shape[1] <= 2 * frames + 48


@pytest.mark.parametrize("channels", [1, 2])
def test_every_frame_is_as_long_as_a_constant_bit_rate_says(tmp_path: Path, out_dir: Path, channels: int):
    """So a player that seeks by bytes lands where it wants."""
    previewed(sounds.noise(96_000, channels), 48_000, tmp_path, out_dir)
    data = (out_dir / "preview.mp3").read_bytes()

    heads = {data[start : start + 2] for start in range(0, len(data), preview.FRAME_BYTES)}
    assert len(data) % preview.FRAME_BYTES == 0
    assert heads == {b"\xff\xfb"}


@pytest.mark.parametrize(("layout", "offset"), [("mono", 21), ("stereo", 36)])
def test_the_info_frame_is_laid_out_as_players_read_it(layout: str, offset: int):
    frame = gapless.info_frame(
        header=b"\xff\xfb\xb4\x04", layout=layout, frame_bytes=576, frames=43, samples=48_000, kbps=192
    )

    assert len(frame) == 576
    assert frame[:offset] == b"\xff\xfb\xb4\x04" + bytes(offset - 4)
    assert frame[offset : offset + 4] == b"Info"
    assert np.frombuffer(frame, ">u4", 3, offset + 4).tolist() == [15, 43, 44 * 576]
    assert frame[offset + 120 : offset + 124] == b"LAME"
    delays = int.from_bytes(frame[offset + 141 : offset + 144], "big")
    assert (delays >> 12, delays & 0xFFF) == (576, 43 * 1_152 - 576 - 48_000)
