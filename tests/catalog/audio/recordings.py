"""Sounds that have nothing to do with each other, and the ways a sound is copied."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import av
import lameenc
import numpy as np
import soundfile
from scipy import signal

from catalog.audio.blocks import Block, Stream
from catalog.audio.fingerprint import Fingerprint, Fingerprinter
from catalog.audio.stft import Stft
from ksound.demo.sounds.catalogue import PLAN, PlannedSound
from ksound.demo.sounds.generators import GENERATORS
from ksound.demo.sounds.take import Take

RATE = 48_000

Sound = np.ndarray  # float32 (channels, frames)
Heard = tuple[Sound, int]  # with its sample rate


def fingerprint(sound: Sound, rate: int = RATE) -> Fingerprint:
    stream = Stream(rate, len(sound), "")
    printer = Fingerprinter(stream)
    stft = Stft(stream, [printer])
    for start in range(0, sound.shape[1], 100_000):
        part = np.ascontiguousarray(sound[:, start : start + 100_000], np.float32)
        stft.feed(Block(start, part, part.T))
    stft.finish()
    return printer.finish()


def synthesised(planned: PlannedSound, *, seconds: float, seed: int = 1) -> Heard:
    """One sound of the demonstration, cut short where it is long."""
    planned = replace(planned, duration_s=min(planned.duration_s, seconds))
    take = Take(
        rng=np.random.default_rng([seed, zlib.crc32(planned.title_en.encode())]),
        sample_rate_hz=planned.sample_rate_hz,
        duration_s=planned.duration_s,
        channels=planned.channels,
    )
    made = GENERATORS[planned.generator](take, **planned.options)
    return np.ascontiguousarray(made.T, np.float32), planned.sample_rate_hz


def unrelated(count: int) -> Iterator[Heard]:
    """One take of every sound of the demonstration, then noises, tones, hits and machines of all kinds."""
    seen: set[str] = set()
    for planned in PLAN:
        # The same generator twice is the same scene twice.
        if planned.generator not in seen:
            seen.add(planned.generator)
            yield synthesised(planned, seconds=2)
    for number in range(count - len(seen)):
        rng = np.random.default_rng([7, number])
        made = list(FAMILIES.values())[number % len(FAMILIES)](rng, clock(rng))
        yield (made / np.abs(made).max() * 0.4)[None].astype(np.float32), RATE


def clock(rng: np.random.Generator) -> Sound:
    """Seconds of every frame; from 0.3 to 2 s, short ones more often."""
    return np.arange(round(RATE * 0.3 * 7 ** rng.uniform(0, 1))) / RATE


def white(rng: np.random.Generator, t: Sound) -> Sound:
    return rng.standard_normal(len(t))


def pink(rng: np.random.Generator, t: Sound) -> Sound:
    spectrum = np.fft.rfft(rng.standard_normal(len(t)))
    return np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 1), len(t))


def band(rng: np.random.Generator, t: Sound) -> Sound:
    low = rng.uniform(80, 3_000)
    sections = signal.butter(2, [low, low * rng.uniform(1.5, 3)], "bandpass", fs=RATE, output="sos")
    return signal.sosfilt(sections, rng.standard_normal(len(t)))


def tone(rng: np.random.Generator, t: Sound) -> Sound:
    return np.sin(2 * np.pi * rng.uniform(60, 6_000) * t)


def hum(rng: np.random.Generator, t: Sound) -> Sound:
    hz = rng.uniform(50, 300)
    return np.sum([rng.uniform(0.1, 1) / n * np.sin(2 * np.pi * hz * n * t) for n in range(1, 14)], axis=0)


def hit(rng: np.random.Generator, t: Sound) -> Sound:
    return band(rng, t) * np.exp(-t / rng.uniform(0.02, 0.4))


def bell(rng: np.random.Generator, t: Sound) -> Sound:
    partials = [(rng.uniform(200, 5_000), rng.uniform(1, 12), rng.uniform(0.2, 1)) for _ in range(7)]
    tones = [level * np.exp(-t * decay) * np.sin(2 * np.pi * hz * t) for hz, decay, level in partials]
    return np.sum(tones, axis=0)


def steps(rng: np.random.Generator, t: Sound) -> Sound:
    """Hits at uneven times, each another."""
    made = 0.001 * rng.standard_normal(len(t))
    for start in np.sort(rng.integers(0, len(t) - 2_000, 1 + len(t) // 12_000)):
        made[start:] += hit(rng, t[: len(t) - start]) * rng.uniform(0.3, 1)
    return made


def engine(rng: np.random.Generator, t: Sound) -> Sound:
    speed = rng.uniform(20, 60) * (
        1 + 0.3 * np.sin(2 * np.pi * rng.uniform(0.2, 1.5) * t + rng.uniform(0, 6))
    )
    phase = 2 * np.pi * np.cumsum(speed) / RATE
    made = sum(rng.uniform(0.2, 1) / n * np.sin(n * phase + rng.uniform(0, 6)) for n in range(1, 30))
    return made + 0.3 * band(rng, t)


def tremolo(rng: np.random.Generator, t: Sound) -> Sound:
    return pink(rng, t) * (1 + np.sin(2 * np.pi * rng.uniform(1, 12) * t)) / 2


def chatter(rng: np.random.Generator, t: Sound) -> Sound:
    """Short tones of changing height, as of a bird or a robot."""
    length = rng.integers(1_500, 6_000)
    hz = np.repeat(rng.uniform(300, 5_000, len(t) // length + 1), length)[: len(t)]
    return np.sin(2 * np.pi * np.cumsum(hz) / RATE) * (0.6 + 0.4 * np.sin(np.pi * np.arange(len(t)) / length))


def in_silence(rng: np.random.Generator, t: Sound) -> Sound:
    return np.concatenate((np.zeros(RATE // 2), hit(rng, t[: RATE // 4]), np.zeros(RATE)))


FAMILIES: dict[str, Callable[[np.random.Generator, Sound], Sound]] = {
    made.__name__: made
    for made in (white, pink, band, tone, hum, hit, bell, steps, engine, tremolo, chatter, in_silence)
}


def mp3(sound: Sound, rate: int) -> Heard:
    if rate > RATE:
        sound, rate = resampled(sound, rate, RATE)
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(128)
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(len(sound))
    encoder.silence()
    pcm = (np.clip(sound.T, -1, 1) * 32_767).astype("<i2").tobytes()
    data = bytes(encoder.encode(pcm)) + bytes(encoder.flush())
    with av.open(io.BytesIO(data), "r", format="mp3") as container:
        stream = container.streams.audio[0]
        parts = [frame.to_ndarray() for frame in container.decode(stream)]
        return np.concatenate(parts, axis=1).astype(np.float32), stream.rate


def ogg(sound: Sound, rate: int) -> Heard:
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", rate, len(sound), "VORBIS", format="OGG") as out:
        for start in range(0, sound.shape[1], 8_192):
            out.write(sound[:, start : start + 8_192].T)
    read, rate = soundfile.read(io.BytesIO(file.getvalue()), dtype="f4", always_2d=True)
    return read.T, rate


def resampled(sound: Sound, rate: int, to: int) -> Heard:
    shared = np.gcd(rate, to)
    return signal.resample_poly(sound, to // shared, rate // shared, axis=1).astype(np.float32), to


def other_rate(sound: Sound, rate: int) -> Heard:
    return resampled(sound, rate, 48_000 if rate != 48_000 else 44_100)


def half_rate(sound: Sound, rate: int) -> Heard:
    return resampled(sound, rate, 22_050)


def quieter(sound: Sound, rate: int) -> Heard:
    return sound * np.float32(10 ** (-9 / 20)), rate


def mono(sound: Sound, rate: int) -> Heard:
    return sound.mean(axis=0, keepdims=True), rate


def trimmed(sound: Sound, rate: int) -> Heard:
    """300 ms less at the front, and not a whole number of hops."""
    return sound[:, round(0.3 * rate) + 137 :], rate


def padded(sound: Sound, rate: int) -> Heard:
    """Silence before it, ending between two hops."""
    return np.pad(sound, ((0, 0), (round(0.7 * rate) + 500, rate // 2))), rate


def chain(sound: Sound, rate: int) -> Heard:
    """Cut by half a hop, quieter, as MP3, at another rate."""
    cut = sound[:, rate * 512 // 48_000 :]
    return other_rate(*mp3(*quieter(cut, rate)))


def excerpt(sound: Sound, rate: int, *, seconds: float) -> Heard:
    """The liveliest part of this length, wherever it begins."""
    frames = round(seconds * rate)
    energy = np.convolve(np.square(sound).sum(axis=0)[::64], np.ones(frames // 64), "valid")
    start = int(energy.argmax()) * 64 + 31
    return sound[:, start : start + frames], rate


COPIES: dict[str, Callable[[Sound, int], Heard]] = {
    made.__name__: made for made in (mp3, ogg, other_rate, half_rate, quieter, mono, trimmed, padded, chain)
}
