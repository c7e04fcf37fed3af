"""The picture of a sound: where things stand in it, and that nothing is missing."""

import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catalog.audio import peaks
from catalog.audio.blocks import BLOCK_FRAMES, Block, Stream
from catalog.audio.limits import Limits
from catalog.audio.sandbox import Sandbox
from catalog.audio.spectrogram import COLOURS, HEIGHT, LOWEST_HZ, MOST_BYTES, WIDTH, SpectrogramDrawer
from catalog.audio.stft import Spectra, Stft

from . import sounds

RATES = [44_100, 48_000, 96_000, 192_000]


def ink(path: Path) -> np.ndarray:
    """Darkness (512, 1600) of a picture from 0 to 255, the lowest frequency first."""
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("WEBP", (WIDTH, HEIGHT))
        return 255 - np.asarray(picture.convert("L"), int)[::-1]


def draw(blocks: Iterable[np.ndarray], path: Path, *, rate: int = 48_000, channels: int = 1) -> np.ndarray:
    """What the drawer makes of these (channels, frames) blocks."""
    stream = Stream(rate, channels, "")
    drawer = SpectrogramDrawer(stream)
    stft, start = Stft(stream, [drawer]), 0
    for samples in blocks:
        block = Block(start, samples.astype(np.float32), samples)
        drawer.feed(block)
        stft.feed(block)
        start += block.frames
    stft.finish()
    drawer.write(path)
    return ink(path)


def hertz(rate: int) -> np.ndarray:
    """The middle of each row."""
    edges = np.geomspace(LOWEST_HZ, rate / 2, HEIGHT + 1)
    return np.sqrt(edges[1:] * edges[:-1])


def brightest_hz(picture: np.ndarray, rate: int) -> float:
    rows = picture.mean(axis=1)
    return float(hertz(rate)[rows >= 0.99 * rows.max()].mean())


def at_hz(picture: np.ndarray, hz: float, rate: int = 48_000) -> int:
    """The darkest of a tone's rows, averaged over the middle of the sound."""
    row = int(np.abs(hertz(rate) - hz).argmin())
    return int(picture[max(0, row - 1) : row + 2, 400:1200].mean(axis=1).max())


@pytest.mark.parametrize(
    ("hz", "rate"),
    [
        *itertools.product((100.0, 1_000.0), (8_000, *RATES, 384_000)),
        (10_000.0, 384_000),
        (90_000.0, 192_000),
    ],
)
def test_a_tone_sits_at_its_frequency_whatever_the_sample_rate(tmp_path: Path, hz: float, rate: int):
    tone = sounds.sine(hz, 1.0, rate=rate, peak_db=-12)
    found = brightest_hz(draw([tone[None]], tmp_path / "s.webp", rate=rate), rate)
    bin_hz = 48_000 / 2_048  # low rows are finer than what the transform can tell apart
    assert found == pytest.approx(hz, abs=max(0.01 * hz, bin_hz))


@pytest.mark.parametrize("rate", RATES)
def test_a_10_khz_tone_in_a_file_sits_at_10_khz(examine, tmp_path: Path, out_dir: Path, rate: int):
    tone = sounds.save(tmp_path / "tone.wav", sounds.sine(10_000, 1.0, rate=rate, peak_db=-6), rate=rate)
    assert examine(tone).ok
    assert brightest_hz(ink(out_dir / "spectrogram.webp"), rate) == pytest.approx(10_000, rel=0.01)


def half_hour_with(bursts: list[int], rate: int) -> Iterator[np.ndarray]:
    """30 minutes of quiet noise with 10 ms of louder noise at each of these frames."""
    quiet = sounds.noise(BLOCK_FRAMES, 1, gain=10 ** (-70 / 20)).T
    loud = sounds.noise(rate // 100, 1, seed=2, gain=10 ** (-30 / 20)).T
    for start in range(0, 1_800 * rate, BLOCK_FRAMES):
        block = quiet[:, : 1_800 * rate - start].copy()
        for frame in bursts:
            for offset in range(max(frame, start), min(frame + rate // 100, start + block.shape[1])):
                block[:, offset - start] += loud[:, offset - frame]
        yield block


def test_every_burst_of_10_ms_in_half_an_hour_is_visible_at_its_time(tmp_path: Path):
    rate = 48_000
    bursts = [int(second * rate) for second in np.random.default_rng(5).uniform(1, 1_799, 60)]

    picture = draw(half_hour_with(bursts, rate), tmp_path / "s.webp", rate=rate)

    columns = picture[200:].mean(axis=0)
    quiet = float(np.median(columns))
    for frame in bursts:
        at = int(frame / (1_800 * rate) * WIDTH)
        assert columns[at - 1 : at + 2].max() > quiet + 60
    marked = {int(frame / (1_800 * rate) * WIDTH) + by for frame in bursts for by in (-2, -1, 0, 1, 2)}
    elsewhere = [value for at, value in enumerate(columns) if at not in marked]
    assert max(elsewhere) < quiet + 30


def test_time_stays_exact_over_four_hours(tmp_path: Path):
    stream, hours = Stream(48_000, 1, ""), 4 * 3_600 * 48_000
    drawer, count = SpectrogramDrawer(stream), hours // 1_024 + 2
    marks = np.sort(np.random.default_rng(6).choice(count - 10, 40, replace=False))
    drawer.feed(Block(0, np.broadcast_to(np.float32(0), (1, hours)), np.empty(0)))
    for start in range(0, count, 64):
        power = np.full((min(64, count - start), 1_025), 1e-12, np.float32)
        here = marks[(marks >= start) & (marks < start + 64)]
        power[here - start] = 1e-2
        drawer.hear(Spectra(start, power))
    assert drawer._columns.nbytes < 8 << 20
    drawer.write(tmp_path / "s.webp")

    columns = ink(tmp_path / "s.webp").mean(axis=0)

    expected = marks * 1_024 / hours * WIDTH
    for at in expected:
        assert columns[max(0, int(at) - 1) : int(at) + 2].max() > 100
    for at in np.flatnonzero(columns > 100):
        assert np.abs(expected - at).min() < 2.5


def test_a_right_channel_only_file_is_drawn(examine, tmp_path: Path, out_dir: Path):
    right = np.stack([np.zeros(48_000), sounds.sine(1_000, 1.0, peak_db=-12)], axis=1)
    assert examine(sounds.save(tmp_path / "right.wav", right)).ok

    assert brightest_hz(ink(out_dir / "spectrogram.webp"), 48_000) == pytest.approx(1_000, rel=0.01)
    level = peaks.read(out_dir / "peaks.bin").levels[0].values
    assert (level[:, 0] == 0).all()
    assert level[:, 1].max() == pytest.approx(32, abs=1)


def test_a_51_file_shows_every_channel(examine, tmp_path: Path, out_dir: Path):
    tones = [300.0, 700.0, 1_500.0, 3_100.0, 6_300.0, 12_700.0]
    sound = np.stack([sounds.sine(hz, 1.0, peak_db=-12) for hz in tones], axis=1)
    assert examine(sounds.save(tmp_path / "surround.wav", sound)).channels == 6

    picture = ink(out_dir / "spectrogram.webp")
    between = [at_hz(picture, np.sqrt(low * high)) for low, high in itertools.pairwise(tones)]
    assert min(at_hz(picture, hz) for hz in tones) > max(between) + 100
    level = peaks.read(out_dir / "peaks.bin").levels[0].values
    assert level.shape[1] == 6
    assert level.max(axis=(0, 2)) == pytest.approx([32] * 6, abs=1)


def test_opposite_channels_do_not_cancel(tmp_path: Path):
    tone = sounds.sine(1_000, 1.0, peak_db=-12)
    opposite = draw([np.stack([tone, -tone])], tmp_path / "s.webp", channels=2)
    assert brightest_hz(opposite, 48_000) == pytest.approx(1_000, rel=0.01)
    assert at_hz(opposite, 1_000) > 200


def test_silence_and_the_noise_of_16_bits_are_blank(tmp_path: Path):
    assert draw([np.zeros((2, 48_000))], tmp_path / "s.webp", channels=2).max() == 0
    chance = np.random.default_rng(1)
    dither = (chance.random((1, 96_000)) - chance.random((1, 96_000))) / 32_768
    assert draw([dither], tmp_path / "s.webp").mean() < 6


def test_a_quiet_sound_can_be_read(tmp_path: Path):
    tone = sounds.sine(2_000, 1.0, peak_db=-75)
    assert at_hz(draw([tone[None]], tmp_path / "s.webp"), 2_000) > 100


@pytest.mark.parametrize("frames", [1, 100, 1_024, 14_400])
def test_a_short_sound_fills_the_picture(tmp_path: Path, frames: int):
    tone = 0.5 * np.cos(2 * np.pi * 3_000 * np.arange(frames) / 48_000)
    assert draw([tone[None]], tmp_path / "s.webp").max(axis=0).min() > 100


def test_an_event_in_a_short_sound_stands_at_its_time(tmp_path: Path):
    sound = np.zeros((1, 14_400))
    sound[:, 10_800] = 1.0
    columns = draw([sound], tmp_path / "s.webp").mean(axis=0)
    # A window of 43 ms, in a picture of 300 ms.
    assert np.average(np.arange(WIDTH), weights=columns) == pytest.approx(0.75 * WIDTH, abs=WIDTH * 0.02)
    assert columns[: WIDTH // 2].max() == 0


def test_the_picture_of_pure_noise_stays_small(tmp_path: Path):
    path = tmp_path / "s.webp"
    draw([sounds.noise(40 * 48_000, 2).T], path, channels=2)
    assert path.stat().st_size <= MOST_BYTES


def test_more_sound_is_always_darker_also_in_grey_print():
    linear = np.where(COLOURS <= 10, COLOURS / 3_294, ((COLOURS / 255 + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    lightness = np.where(luminance > 0.008856, 116 * np.cbrt(luminance) - 16, 903.3 * luminance)
    assert (np.diff(lightness) <= 0).all()
    steps = -np.diff(lightness[::16])
    assert (steps.min(), steps.max()) == pytest.approx((5, 5), abs=2.6)


def test_the_first_picture_of_a_process_opens_nothing_but_the_derivatives(tmp_path: Path, out_dir: Path):
    upload = tmp_path / "upload.wav"
    upload.write_bytes(sounds.simple_wav())
    with Sandbox(Limits(), trace=True) as fresh:
        assert fresh.examine(upload, out_dir).ok
        events = fresh.events
    opened = {event.rsplit("/", 1)[-1] for event in events if not event.removeprefix("open ").isdigit()}
    assert opened == {"upload.wav", *(path.name for path in out_dir.iterdir())}


def test_the_picture_is_a_whole_webp(examine, out_dir: Path):
    assert examine(sounds.simple_wav()).ok
    data = (out_dir / "spectrogram.webp").read_bytes()
    with Image.open(io.BytesIO(data), formats=["WEBP"]) as picture:
        picture.load()
        assert picture.mode == "RGB"
