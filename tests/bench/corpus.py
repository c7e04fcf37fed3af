"""The sounds the examination is measured on, made in seconds: one long recording, many short ones, two odd ones."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np
import soundfile

from tests.catalog.audio import writers

LONG_RATE, LONG_MINUTES = 96_000, 10
SHORT_FILES, SHORTEST_S, LONGEST_S = 120, 0.3, 47.0
# soundfile's format and subtype, or FFmpeg's format and encoder with the rates it takes.
WRITTEN = (
    *(("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("AIFF", "PCM_24"), ("FLAC", "PCM_24")),
    *(("W64", "PCM_24"), ("RF64", "PCM_16"), ("OGG", "VORBIS")),
)
ENCODED = (("mp3", "libmp3lame"), ("ipod", "aac"), ("ipod", "alac"), ("ogg", "libopus"), ("wv", "wavpack"))


def minute(rate: int, *, seed: int) -> np.ndarray:
    """Wind with something struck every other second, float32 (frames, 2)."""
    random = np.random.default_rng(seed)
    air = random.standard_normal((rate * 60, 2), np.float32)
    air[1:] += air[:-1]
    seconds = np.arange(rate * 60) / rate
    swell = 0.02 + 0.02 * np.sin(seconds / 60 * np.pi)
    struck = 0.25 * np.exp(-9 * (seconds % 2.0))
    tone = 0.2 * np.exp(-4 * (seconds % 2.0)) * np.sin(2 * np.pi * 311 * seconds)
    sound = air * (swell + struck)[:, None] + tone[:, None]
    return np.clip(sound, -0.98, 0.98).astype(np.float32)


def long_recording(path: Path) -> Path:
    """Ten minutes, 96 kHz, 24 bit, stereo: 346 MB."""
    with soundfile.SoundFile(path, "w", LONG_RATE, 2, "PCM_24") as out:
        sound = minute(LONG_RATE, seed=1)
        for number in range(LONG_MINUTES):
            out.write(sound * (0.5 + 0.05 * number))
    return path


def silence_after_a_sound(path: Path) -> Path:
    """As long, and digital silence after the first minute."""
    with soundfile.SoundFile(path, "w", LONG_RATE, 2, "PCM_24") as out:
        out.write(minute(LONG_RATE, seed=1))
        for _ in range(LONG_MINUTES - 1):
            out.write(np.zeros((LONG_RATE * 60, 2), np.float32))
    return path


def widest(path: Path) -> Path:
    """Sixty-four channels at 192 kHz for ten seconds: 491 MB."""
    random = np.random.default_rng(3)
    with soundfile.SoundFile(path, "w", 192_000, 64, "FLOAT") as out:
        for _ in range(10):
            out.write(random.standard_normal((192_000, 64), np.float32) * 0.1)
    return path


def short_recordings(folder: Path) -> list[Path]:
    """Files of every format, 0.3 s to 47 s long, twenty-one minutes together."""
    sources = {rate: minute(rate, seed=rate) for rate in (44_100, 48_000, 96_000)}
    lengths = np.linspace(SHORTEST_S**0.5, LONGEST_S**0.5, SHORT_FILES) ** 2 * 0.63
    return list(_written(folder, sources, [float(length) for length in lengths]))


def _written(folder: Path, sources: dict[int, np.ndarray], lengths: list[float]) -> Iterator[Path]:
    kinds = cycle((*WRITTEN, *ENCODED))
    for number, (seconds, kind, rate) in enumerate(zip(lengths, kinds, cycle(sources), strict=False)):
        form, codec = kind
        rate = 48_000 if codec in ("libopus", "libmp3lame") else rate
        sound = sources[rate][: round(seconds * rate), : 1 + number % 2]
        path = folder / f"{number}.{form.lower()}"
        if kind in ENCODED:
            writers.encode(path, codec, sound, form=form, rate=rate)
        else:
            with soundfile.SoundFile(path, "w", rate, sound.shape[1], codec, format=form) as out:
                # libsndfile crashes on one large write of Vorbis.
                for start in range(0, len(sound), rate):
                    out.write(sound[start : start + rate])
        yield path
