"""Writers of whole files in the formats soundfile does not know, and of odd ones byte by byte."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from . import sounds

GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
UNKNOWN = 0xFFFFFFFF
PACKED = {"i2": "s16", "i4": "s32", "f4": "flt", "f8": "dbl"}


def encode(
    path: Path,
    codec: str,
    sound: np.ndarray,
    *,
    form: str,
    rate: int = sounds.RATE,
    layout: str = "",
    sample_format: str = "",
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
) -> Path:
    """Write (frames, channels) of int16, int32, float32 or float64 with one of FFmpeg's encoders."""
    channels = sound.shape[1]
    layout = layout or {1: "mono", 2: "stereo"}.get(channels, f"{channels} channels")
    with av.open(path, "w", format=form, options=container_options or {}) as container:
        stream: Any = container.add_stream(codec, rate=rate, layout=layout, options=options or {})
        if sample_format:
            stream.codec_context.format = sample_format
        stream.codec_context.open(strict=False)
        packed = np.ascontiguousarray(sound).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format=PACKED[sound.dtype.str[1:]], layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        size = stream.codec_context.frame_size or 4_096
        resampler = av.AudioResampler(stream.codec_context.format.name, layout, rate, size)
        for piece in resampler.resample(frame) + resampler.resample(None):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def little(sound: np.ndarray, width: int) -> bytes:
    """Left-justified int32 as samples of `width` bytes, least significant byte first."""
    if width == 1:
        return ((sound >> 24) + 128).astype("u1").tobytes()
    return sound.astype("<i4").view("u1").reshape(-1, 4)[:, 4 - width :].tobytes()


def big(sound: np.ndarray, width: int) -> bytes:
    return sound.astype(">i4").view("u1").reshape(-1, 4)[:, :width].tobytes()


def fmt(tag: int = 1, *, channels: int = 1, rate: int = sounds.RATE, bits: int = 16) -> bytes:
    """A plain `fmt ` body, also for bits that do not fill their bytes."""
    align = channels * ((bits + 7) // 8)
    return struct.pack("<HHIIHH", tag, channels, rate, rate * align & UNKNOWN, align, bits)


def extensible(
    tag: int = 1,
    *,
    channels: int = 1,
    rate: int = sounds.RATE,
    bits: int = 24,
    valid: int = 0,
    mask: int = 0,
) -> bytes:
    plain = fmt(0xFFFE, channels=channels, rate=rate, bits=bits)
    return plain + struct.pack("<HHIH", 22, valid, mask, tag) + GUID_TAIL


def wav(form: bytes, sound: bytes, *more: bytes) -> bytes:
    return sounds.wav(sounds.chunk(b"fmt ", form), sounds.chunk(b"data", sound), *more)


def rf64(
    form: bytes,
    sound: bytes,
    *before: bytes,
    magic: bytes = b"RF64",
    riff_size: int = UNKNOWN,
    data_size: int = UNKNOWN,
    data64: int | None = None,
) -> bytes:
    rest = b"".join(before) + sounds.chunk(b"fmt ", form) + b"data" + struct.pack("<I", data_size) + sound
    data64 = len(sound) if data64 is None else data64
    ds64 = sounds.chunk(b"ds64", struct.pack("<QQQI", 4 + 36 + len(rest), data64, 0, 0))
    return magic + struct.pack("<I", riff_size) + b"WAVE" + ds64 + rest


W64_TAIL = bytes.fromhex("f3acd3118cd100c04f8edb8a")
W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
W64_LIST = bytes.fromhex("6c6973742f91cf11a5d628db04c10000")


def w64_chunk(name: bytes, body: bytes) -> bytes:
    name = name if len(name) == 16 else name + W64_TAIL
    return name + struct.pack("<Q", 24 + len(body)) + body + b"\0" * (-len(body) % 8)


def w64(*chunks: bytes) -> bytes:
    body = b"wave" + W64_TAIL + b"".join(chunks)
    return W64_RIFF + struct.pack("<Q", 24 + len(body)) + body


def extended(rate: int) -> bytes:
    """An 80-bit IEEE number, as AIFF has its sample rate."""
    return struct.pack(">HQ", 16383 + rate.bit_length() - 1, rate << (64 - rate.bit_length()))


def aiff_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)


def aiff(
    sound: bytes,
    *more: bytes,
    frames: int,
    channels: int = 1,
    bits: int = 16,
    rate: int = sounds.RATE,
    kind: bytes = b"",
) -> bytes:
    """An AIFF, or an AIFF-C when `kind` names a codec."""
    common = struct.pack(">HIH", channels, frames, bits) + extended(rate)
    form = b"AIFC" if kind else b"AIFF"
    if kind:
        common += kind + b"\x00\x00"
    body = form + aiff_chunk(b"COMM", common) + aiff_chunk(b"SSND", b"\0" * 8 + sound) + b"".join(more)
    return b"FORM" + struct.pack(">I", len(body)) + body


def flac(sound: np.ndarray, bits: int, *, rate: int = sounds.RATE, total: int | None = None) -> bytes:
    """A FLAC (RFC 9639) of verbatim subframes: any depth from 4 to 32 bits. `sound` is left-justified int32."""
    frames, channels = sound.shape
    size = 4_096
    packed = rate << 44 | (channels - 1) << 41 | (bits - 1) << 36 | (frames if total is None else total)
    info = struct.pack(">HH", size, size) + b"\0" * 6 + struct.pack(">Q", packed) + b"\0" * 16
    pieces = [
        _flac_frame(sound[at : at + size] >> 32 - bits, bits, at // size) for at in range(0, frames, size)
    ]
    return b"fLaC\x80" + len(info).to_bytes(3, "big") + info + b"".join(pieces)


def _flac_frame(sound: np.ndarray, bits: int, number: int) -> bytes:
    frames, channels = sound.shape
    assert number < 128
    # Block size in 16 bits, rate and depth as STREAMINFO has them.
    head = bytes((0xFF, 0xF8, 0x70, (channels - 1) << 4, number)) + struct.pack(">H", frames - 1)
    head += bytes((_crc(head, 8, 0x07),))
    text = ""
    for channel in sound.T:
        text += "00000010" + "".join(format(int(value) & (1 << bits) - 1, f"0{bits}b") for value in channel)
    text += "0" * (-len(text) % 8)
    body = head + int(text, 2).to_bytes(len(text) // 8, "big")
    return body + struct.pack(">H", _crc(body, 16, 0x8005))


def _crc(data: bytes, width: int, polynomial: int) -> int:
    value, top = 0, 1 << width - 1
    for byte in data:
        value ^= byte << width - 8
        for _ in range(8):
            value = value << 1 ^ polynomial if value & top else value << 1
        value &= (1 << width) - 1
    return value


def video(path: Path) -> Path:
    """One second of picture and sound."""
    with av.open(path, "w", format="mp4") as container:
        picture: Any = container.add_stream("mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
        sound: Any = container.add_stream("aac", rate=sounds.RATE, layout="mono")
        for _ in range(5):
            container.mux(picture.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(picture.encode(None))
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1_024), "f4"), format="fltp", layout="mono")
        frame.sample_rate = sounds.RATE
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path
