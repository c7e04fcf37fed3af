"""Samples that are no numbers, or numbers nobody hears."""

from typing import Any

import numpy as np

from .. import sounds
from .case import taken

FLOAT = 3
FRAMES = 24_000


def floats(values: np.ndarray, *, bits: int = 32) -> bytes:
    body = values.astype(f"<f{bits // 8}").tobytes()
    return sounds.wav(sounds.chunk(b"fmt ", sounds.fmt(tag=FLOAT, bits=bits)), sounds.chunk(b"data", body))


def filled(value: float, *, bits: int = 32) -> bytes:
    return floats(np.full(FRAMES, value), bits=bits)


def spoiled(value: float) -> bytes:
    sound = sounds.noise(FRAMES, 1)[:, 0].astype("f8")
    sound[::7] = value
    return floats(sound)


def payloads() -> bytes:
    """Not-a-numbers with every payload and both signs."""
    words = np.random.default_rng(5).integers(0, 1 << 32, FRAMES, dtype=np.uint64).astype("<u4") | 0x7F800001
    return floats(words.view("<f4"))


SILENT: dict[str, Any] = {
    "frames": FRAMES,
    "sample_peak_dbfs": None,
    "true_peak_dbtp": None,
    "integrated_lufs": None,
}
HELD: dict[str, Any] = {"frames": FRAMES, "container": "wav"}
FILES = {
    "nothing but NaN": taken(lambda: filled(np.nan), **SILENT),
    "nothing but infinity": taken(lambda: filled(np.inf), **SILENT),
    "nothing but NaN in double precision": taken(lambda: filled(np.nan, bits=64), **SILENT),
    "NaN with every payload": taken(payloads, **SILENT),
    "NaN in every seventh sample": taken(lambda: spoiled(np.nan), **HELD),
    "negative infinity in every seventh sample": taken(lambda: spoiled(-np.inf), **HELD),
    "denormal numbers": taken(lambda: filled(1e-42), **HELD),
    "the largest numbers": taken(lambda: filled(3.4e38), **HELD),
    "alternating largest numbers": taken(lambda: floats(3.4e38 * np.resize([1.0, -1.0], FRAMES)), **HELD),
    "doubles that no single holds": taken(lambda: filled(1e300, bits=64), **HELD),
    "doubles that no single is small enough for": taken(lambda: filled(1e-300, bits=64), **HELD),
    "direct current at full scale": taken(lambda: filled(1.0), sample_peak_dbfs=0.0, **HELD),
}
