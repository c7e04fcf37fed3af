"""Exact writers of the four audio containers. Samples come as integers (frames, channels)."""

import io
import struct
from typing import Final

import av
import lameenc
import numpy as np
import numpy.typing as npt
from mutagen.id3 import ID3, TIT2

Samples = npt.NDArray[np.int32]

MP3_KBPS: Final = 192


def _packed(samples: Samples, *, bit_depth: int, big_endian: bool) -> bytes:
    """Interleaved PCM of 16 or 24 bits."""
    if bit_depth == 16:
        return samples.astype(">i2" if big_endian else "<i2").tobytes()
    octets = samples.astype(">i4" if big_endian else "<i4").reshape(-1, 1).view(np.uint8)
    return (octets[:, 1:] if big_endian else octets[:, :3]).tobytes()


def _padded(body: bytes) -> bytes:
    return body + b"\0" * (len(body) % 2)


def _chunk(name: bytes, body: bytes, *, order: str) -> bytes:
    return name + struct.pack(f"{order}I", len(body)) + _padded(body)


def wav(samples: Samples, *, sample_rate_hz: int, bit_depth: int, title: str) -> bytes:
    """RIFF/WAVE, integer PCM, with the title as LIST-INFO INAM."""
    channels = samples.shape[1]
    block = channels * bit_depth // 8
    layout = struct.pack("<HHIIHH", 1, channels, sample_rate_hz, sample_rate_hz * block, block, bit_depth)
    info = b"INFO" + _chunk(b"INAM", title.encode("ascii") + b"\0", order="<")
    body = (
        b"WAVE"
        + _chunk(b"fmt ", layout, order="<")
        + _chunk(b"LIST", info, order="<")
        + _chunk(b"data", _packed(samples, bit_depth=bit_depth, big_endian=False), order="<")
    )
    return _chunk(b"RIFF", body, order="<")


def aiff(samples: Samples, *, sample_rate_hz: int, bit_depth: int, title: str) -> bytes:
    """FORM/AIFF, integer PCM, with the title as NAME."""
    exponent = sample_rate_hz.bit_length() - 1
    # The rate is an 80-bit extended float: biased exponent, then a mantissa with an explicit leading 1.
    rate = struct.pack(">HQ", 16383 + exponent, sample_rate_hz << (63 - exponent))
    common = struct.pack(">hIh", samples.shape[1], samples.shape[0], bit_depth) + rate
    sound = struct.pack(">II", 0, 0) + _packed(samples, bit_depth=bit_depth, big_endian=True)
    body = (
        b"AIFF"
        + _chunk(b"COMM", common, order=">")
        + _chunk(b"NAME", title.encode("ascii"), order=">")
        + _chunk(b"SSND", sound, order=">")
    )
    return _chunk(b"FORM", body, order=">")


def flac(samples: Samples, *, sample_rate_hz: int, bit_depth: int, title: str) -> bytes:
    """FLAC by FFmpeg, lossless in 16 or 24 bits."""
    file = io.BytesIO()
    kind = "s16" if bit_depth == 16 else "s32"
    # FFmpeg carries 24-bit audio in the top of 32-bit samples.
    carried = samples.astype(np.int16) if bit_depth == 16 else samples << 8
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    with av.open(file, "w", format="flac", options={"fflags": "+bitexact"}) as container:
        container.metadata["title"] = title
        stream = container.add_stream("flac", rate=sample_rate_hz, format=kind, layout=layout)
        for start in range(0, samples.shape[0], 1 << 16):
            part = np.ascontiguousarray(carried[start : start + (1 << 16)]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format=kind, layout=layout)
            frame.sample_rate = sample_rate_hz
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def mp3(samples: Samples, *, sample_rate_hz: int, bit_depth: int, title: str) -> bytes:
    """MP3 by LAME at a constant rate, with the title as ID3v2.4 TIT2; takes 16-bit samples."""
    if bit_depth != 16:
        raise ValueError("the MP3 encoder takes 16-bit samples")
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(MP3_KBPS)
    encoder.set_in_sample_rate(sample_rate_hz)
    encoder.set_channels(samples.shape[1])
    encoder.set_quality(5)
    encoder.silence()
    audio = bytes(encoder.encode(samples.astype("<i2").tobytes())) + bytes(encoder.flush())
    file, tags = io.BytesIO(audio), ID3()
    tags.add(TIT2(encoding=3, text=title))
    tags.save(file)
    return file.getvalue()
