"""What a sound is like, in numbers: alike sounds lie close together, and only the level hears a change of gain."""

import io
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from scipy import signal

from catalog.audio import features
from catalog.audio.blocks import BLOCK_FRAMES, Block, Stream
from catalog.audio.features import LEVEL, PITCH, SIZE, SPECTRUM, TIMBRE, FeatureMeter
from catalog.audio.stft import Stft
from ksound.demo.sounds import containers
from ksound.demo.sounds.generators import GENERATORS
from ksound.demo.sounds.take import Take

from . import sounds

RATE = 48_000
SECONDS = 1.5
SEEDS = (7, 8)


def meter(samples: np.ndarray, rate: int = RATE) -> FeatureMeter:
    """A meter that has heard these (channels, frames)."""
    stream = Stream(rate, len(samples), "")
    heard = FeatureMeter(stream)
    stft = Stft(stream, [heard])
    for start in range(0, samples.shape[1], BLOCK_FRAMES):
        part = np.ascontiguousarray(samples[:, start : start + BLOCK_FRAMES], np.float32)
        stft.feed(Block(start, part, part))
    stft.finish()
    return heard


def described(samples: np.ndarray, rate: int = RATE) -> np.ndarray:
    return meter(samples, rate).finish()


@cache
def take(name: str, seed: int) -> np.ndarray:
    """(channels, frames) of a demonstration sound."""
    return GENERATORS[name](Take(np.random.default_rng(seed), RATE, SECONDS, 1)).T


@pytest.fixture(scope="module")
def library() -> dict[tuple[str, int], np.ndarray]:
    """The features of every demonstration sound in two takes."""
    return {(name, seed): described(take(name, seed)) for seed in SEEDS for name in GENERATORS}


Library = dict[tuple[str, int], np.ndarray]


def nearest(
    library: Library, wanted: np.ndarray, *, besides: tuple[str, int] | None = None
) -> tuple[str, int]:
    others = {key: value for key, value in library.items() if key != besides}
    return min(others, key=lambda key: float(np.square(others[key] - wanted).sum()))


def test_the_nearest_sound_is_another_take_of_the_same(library: Library):
    right = [nearest(library, value, besides=key)[0] == key[0] for key, value in library.items()]
    assert np.mean(right) >= 0.85


@pytest.mark.parametrize(
    "group", [SPECTRUM, TIMBRE, PITCH, LEVEL], ids=["spectrum", "timbre", "pitch", "level"]
)
def test_each_group_alone_tells_sounds_apart(library: Library, group: slice):
    alone = {key: value[group] for key, value in library.items()}
    right = [nearest(alone, value, besides=key)[0] == key[0] for key, value in alone.items()]
    assert np.mean(right) >= 0.4  # by chance 0.006


def test_every_number_varies_by_about_one_over_the_demonstration_sounds(library: Library):
    values = np.array(list(library.values()))
    without_length = values[:, :-1]  # these takes are all equally long
    assert np.abs(without_length.mean(axis=0)).max() < 0.6
    deviations = without_length.std(axis=0)
    assert (deviations.min(), deviations.max()) == pytest.approx((1, 1), abs=0.4)


def test_the_groups_share_all_numbers_out():
    numbers = [*range(SIZE)]
    assert [n for group in (SPECTRUM, TIMBRE, PITCH, LEVEL) for n in numbers[group]] == numbers


@pytest.mark.parametrize("name", ["rain", "temple_bell", "songbird", "wooden_door", "siren"])
@pytest.mark.parametrize("gain_db", [-30.0, -6.0, 9.0])
def test_a_change_of_gain_moves_the_level_alone(name: str, gain_db: float):
    before, after = described(take(name, 7)), described(take(name, 7) * 10 ** (gain_db / 20))
    assert after[: LEVEL.start] == pytest.approx(before[: LEVEL.start], abs=2e-3)
    loudness = LEVEL.start
    assert (after[loudness] - before[loudness]) * gain_db > 0


def as_mp3(samples: np.ndarray) -> np.ndarray:
    """What is left of it after MP3."""
    data = containers.mp3((samples.T * 32_767).astype(np.int32), sample_rate_hz=RATE, bit_depth=16, title="")
    with av.open(io.BytesIO(data), "r", format="mp3") as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as MP3": as_mp3,
    "6 dB quieter": lambda samples: samples / 2,
    "on both channels": lambda samples: np.concatenate([samples, samples]),
}


def lost(library: Library, change: Callable[[np.ndarray], np.ndarray]) -> list[str]:
    """The sounds whose changed copy lies nearer to something else than to a take of the same."""
    return [name for name in GENERATORS if nearest(library, described(change(take(name, 7))))[0] != name]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_copy_stays_nearest_to_its_original(library: Library, change: str):
    assert lost(library, CHANGES[change]) == []


def test_a_trimmed_copy_stays_nearest_unless_its_attack_was_all_of_it(library: Library):
    assert len(lost(library, lambda samples: samples[:, samples.shape[1] // 10 :])) <= 0.05 * len(GENERATORS)


def test_the_sample_rate_makes_no_difference():
    sound = take("wooden_door", 7)
    doubled = signal.resample_poly(sound, 2, 1, axis=1)
    difference = described(doubled, 2 * RATE) - described(sound)
    assert np.sqrt(np.square(difference).mean()) < 0.1


@pytest.mark.parametrize("rate", [8_000, 48_000, 384_000])
@pytest.mark.parametrize("frames", [1, 2, 5_000])
@pytest.mark.parametrize("value", [0.0, 1.0, -1e-30, 8.0])
def test_silence_and_a_single_sample_have_finite_features(rate: int, frames: int, value: float):
    found = described(np.full((2, frames), value), rate)
    assert found.shape == (SIZE,)
    assert np.isfinite(found).all()


def test_nothing_grows_with_the_length():
    short, block = meter(sounds.noise(RATE, 1).T), sounds.noise(BLOCK_FRAMES, 1).T
    stft = Stft(Stream(RATE, 1, ""), [short])
    tracemalloc.start()
    for _ in range(5):
        stft.feed(Block(0, block, block))
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(200):
        stft.feed(Block(0, block, block))
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 50_000  # a single number per spectrum would be 200,000


def test_the_file_holds_64_numbers(examine: Callable, tmp_path: Path, out_dir: Path):
    path = tmp_path / "door.wav"
    soundfile.write(path, take("wooden_door", 7).T, RATE, subtype="FLOAT")
    assert examine(path).ok
    read = features.read((out_dir / "features.bin").read_bytes())
    assert read == pytest.approx(described(take("wooden_door", 7)), abs=1e-3)
