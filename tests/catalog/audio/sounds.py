"""Writers of test files: good ones by an independent library, odd ones byte by byte."""

import struct
from pathlib import Path

import numpy as np
import soundfile

RATE = 48_000


def noise(frames: int, channels: int = 2, *, seed: int = 1, gain: float = 0.1) -> np.ndarray:
    """White noise (frames, channels) as float32."""
    return (np.random.default_rng(seed).standard_normal((frames, channels)) * gain).clip(-1, 1).astype("f4")


def sine(
    hz: float, seconds: float, *, rate: int = RATE, peak_db: float = 0.0, phase: float = 0.0
) -> np.ndarray:
    at = np.arange(round(seconds * rate)) / rate
    return (10 ** (peak_db / 20) * np.sin(2 * np.pi * hz * at + phase)).astype("f8")


def integers(frames: int, channels: int, bits: int, *, seed: int = 2) -> np.ndarray:
    """Random samples of `bits` bits, left-justified in int32."""
    top = 1 << (bits - 1)
    values = np.random.default_rng(seed).integers(-top, top, (frames, channels), dtype=np.int64)
    return (values << (32 - bits)).astype(np.int32)


def save(path: Path, sound: np.ndarray, *, rate: int = RATE, subtype: str | None = None, **more) -> Path:
    soundfile.write(path, sound, rate, subtype=subtype, **more)
    return path


def heard(path: Path) -> np.ndarray:
    """What an independent reader makes of a file: (frames, channels) of int16."""
    return soundfile.read(path, dtype="int16", always_2d=True)[0]


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def fmt(tag: int = 1, channels: int = 1, rate: int = RATE, bits: int = 16) -> bytes:
    align = channels * bits // 8 & 0xFFFF
    return struct.pack("<HHIIHH", tag, channels & 0xFFFF, rate, rate * align & 0xFFFFFFFF, align, bits)


def wav(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pcm(frames: int = RATE, channels: int = 1) -> bytes:
    return (noise(frames, channels) * 32_767).astype("<i2").tobytes()


def simple_wav(*extra: bytes, frames: int = RATE) -> bytes:
    return wav(chunk(b"fmt ", fmt()), *extra, chunk(b"data", pcm(frames)))


def patched(data: bytes, offset: int, value: int) -> bytes:
    return data[:offset] + struct.pack("<I", value) + data[offset + 4 :]


def synchsafe(value: int) -> bytes:
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))


def id3(*frames: bytes, version: int = 4) -> bytes:
    body = b"".join(frames)
    return b"ID3" + bytes((version, 0, 0)) + synchsafe(len(body)) + body


def id3_frame(name: bytes, body: bytes, flags: int = 0) -> bytes:
    return name + synchsafe(len(body)) + struct.pack(">H", flags) + body
