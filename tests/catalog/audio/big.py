"""Large files made in no time: headers byte by byte, and sound that is mostly holes."""

import struct
from pathlib import Path

import numpy as np

from . import sounds, writers

PIECE_FRAMES = 1 << 20


def rf64(path: Path, frames: int, *, channels: int = 2, rate: int = 192_000, bits: int = 24) -> Path:
    """Silence of any length as RF64, without a block on the disk."""
    size = frames * channels * (bits // 8)
    form = writers.fmt(channels=channels, rate=rate, bits=bits)
    head = writers.rf64(form, b"", data64=size)
    # The length of the whole stands behind "ds64" and its size.
    head = head[:20] + struct.pack("<Q", len(head) - 8 + size) + head[28:]
    return _holes(path, head, size)


def w64(path: Path, frames: int, *, channels: int = 2, rate: int = 192_000, bits: int = 24) -> Path:
    size = frames * channels * (bits // 8)
    form = writers.w64_chunk(b"fmt ", writers.fmt(channels=channels, rate=rate, bits=bits))
    data = b"data" + writers.W64_TAIL + struct.pack("<Q", 24 + size)
    head = writers.w64(form)
    whole = len(head) + len(data) + size
    return _holes(path, head[:16] + struct.pack("<Q", whole) + head[24:] + data, size)


def _holes(path: Path, head: bytes, size: int) -> Path:
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + size)
    return path


def with_sound_at(path: Path, offset_from_end: int, sound: bytes) -> Path:
    """Put a few samples in front of the end of the file."""
    with path.open("r+b") as file:
        file.seek(-offset_from_end, 2)
        file.write(sound)
    return path


def wav(path: Path, frames: int, *, channels: int = 2, rate: int = sounds.RATE) -> Path:
    """Noise with swells, 16 bit, one piece of it again and again."""
    rng = np.random.default_rng(5)
    size = frames * channels * 2
    with path.open("wb") as file:
        form = writers.fmt(channels=channels, rate=rate)
        file.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVE" + sounds.chunk(b"fmt ", form))
        file.write(b"data" + struct.pack("<I", size))
        piece = rng.standard_normal((PIECE_FRAMES, channels)) * np.geomspace(30, 6_000, PIECE_FRAMES)[:, None]
        raw = piece.clip(-32_768, 32_767).astype("<i2").tobytes()
        while size:
            size -= file.write(raw[:size])
    return path
