"""One good short sound in every format, as bytes: what the hostile files are made of."""

import io
import struct
from functools import cache
from typing import Any

import av
import numpy as np
import soundfile

from catalog.audio.sniff import W64_RIFF

from .. import sounds

RATE, FRAMES = 48_000, 24_000
W64_SUFFIX = bytes.fromhex("f3acd3118cd100c04f8edb8a")


@cache
def wav() -> bytes:
    return sounds.simple_wav(frames=FRAMES)


@cache
def bext_wav() -> bytes:
    """A WAV with the chunks a field recorder writes."""
    info = sounds.chunk(b"LIST", b"INFO" + sounds.chunk(b"INAM", b"door\0"))
    ixml = sounds.chunk(b"iXML", b"<BWFXML><PROJECT>x</PROJECT></BWFXML>")
    return sounds.simple_wav(sounds.chunk(b"bext", b"x" * 602), info, ixml, frames=FRAMES)


def rf64_of(riff: int, data: int, *, magic: bytes = b"RF64", ds64: bytes | None = None) -> bytes:
    body = sounds.pcm(FRAMES)
    sizes = sounds.chunk(b"ds64", struct.pack("<QQQI", riff, data, FRAMES, 0)) if ds64 is None else ds64
    unknown = struct.pack("<I", 0xFFFFFFFF)
    return magic + unknown + b"WAVE" + sizes + sounds.chunk(b"fmt ", sounds.fmt()) + b"data" + unknown + body


@cache
def rf64() -> bytes:
    return rf64_of(len(rf64_of(0, 0)) - 8, FRAMES * 2)


def w64_chunk(name: bytes, body: bytes, *, size: int | None = None) -> bytes:
    size = 24 + len(body) if size is None else size
    return name + W64_SUFFIX + struct.pack("<Q", size) + body + b"\0" * (-len(body) % 8)


def w64_of(*chunks: bytes) -> bytes:
    body = b"".join(chunks)
    return W64_RIFF + struct.pack("<Q", 40 + len(body)) + b"wave" + W64_SUFFIX + body


@cache
def w64() -> bytes:
    return w64_of(w64_chunk(b"fmt ", sounds.fmt()), w64_chunk(b"data", sounds.pcm(FRAMES)))


def iff_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)


def comm(
    *, channels: int = 1, frames: int = FRAMES, bits: int = 16, rate: int = RATE, kind: bytes = b""
) -> bytes:
    length = max(1, rate.bit_length())
    extended = struct.pack(">HQ", 16_383 + length - 1, rate << (64 - length)) if rate else b"\0" * 10
    return iff_chunk(b"COMM", struct.pack(">HIH", channels, frames, bits) + extended + kind)


def ssnd(body: bytes) -> bytes:
    return iff_chunk(b"SSND", b"\0" * 8 + body)


def aiff_of(*chunks: bytes, form: bytes = b"AIFF") -> bytes:
    body = form + b"".join(chunks)
    return b"FORM" + struct.pack(">I", len(body)) + body


@cache
def aiff() -> bytes:
    return aiff_of(comm(), iff_chunk(b"NAME", b"door"), ssnd(sounds.pcm(FRAMES)))


def _written(major: str, subtype: str | None = None) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sounds.noise(FRAMES, 1), RATE, format=major, subtype=subtype)
    return file.getvalue()


@cache
def flac() -> bytes:
    return _written("FLAC", "PCM_16")


@cache
def ogg() -> bytes:
    return _written("OGG", "VORBIS")


@cache
def opus() -> bytes:
    return _written("OGG", "OPUS")


@cache
def mp3() -> bytes:
    return _written("MP3")


@cache
def aac() -> bytes:
    return _muxed("aac", "ipod", None)


@cache
def alac() -> bytes:
    return _muxed("alac", "ipod", "s16p")


@cache
def wavpack() -> bytes:
    """FFmpeg leaves the number of samples open; here the first block says it, as the original encoder does."""
    data = sounds.patched(_muxed("wavpack", "wv", "s16p"), 12, FRAMES)
    return data[: data.rindex(b"APETAGEX", 0, -32)]


def _muxed(codec: str, form: str, sample_format: str | None) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream: Any = container.add_stream(codec, rate=RATE, layout="mono")
        if sample_format:
            stream.codec_context.format = sample_format
        whole = (sounds.noise(FRAMES, 1) * 32_767).astype("<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(whole), format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(
            stream.codec_context.format.name, "mono", RATE, stream.frame_size or 4_096
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()


ALL = {
    "WAV": wav, "BWF": bext_wav, "RF64": rf64, "W64": w64, "AIFF": aiff, "FLAC": flac, "Ogg Vorbis": ogg,
    "Opus": opus, "MP3": mp3, "AAC": aac, "ALAC": alac, "WavPack": wavpack,
}  # fmt: skip
