"""AIFF and AIFF-C (Apple 1991): chunk walk and length check."""

import struct

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from . import id3
from .outline import Chunk, Outline, Source, check_shape, hostile, truncated, wrong_length

# Compression type → bits a sample where the type fixes them.
UNCOMPRESSED: dict[bytes, int | None] = {
    b"NONE": None, b"twos": None, b"sowt": None, b"raw ": 8,
    b"in24": 24, b"42ni": 24, b"in32": 32, b"23ni": 32,
    b"fl32": 32, b"FL32": 32, b"fl64": 64, b"FL64": 64,
    b"alaw": 8, b"ALAW": 8, b"ulaw": 8, b"ULAW": 8,
}  # fmt: skip


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of an AIFF or AIFF-C file; raise Rejected for one that contradicts itself."""
    claimed_end = 8 + struct.unpack(">I", source.read(4, 4).ljust(4, b"\0"))[0]
    is_aifc = source.read(8, 4) == b"AIFC"
    chunks = _walk(source, claimed_end)
    common = next((chunk for chunk in chunks if chunk.name == "COMM"), None)
    sound = next((chunk for chunk in chunks if chunk.name == "SSND"), None)
    if (common is None or sound is None) and claimed_end > source.size + 8:
        raise truncated(claimed_end, source.size)
    if common is None or sound is None:
        raise Rejected(ErrorCode.NO_AUDIO_STREAM, "no 'COMM' and 'SSND' chunk")
    body = source.read(common.offset, min(common.size, 32))
    channels, frames, depth, rate, width = _common(body, is_aifc=is_aifc)
    check_shape(source, sample_rate_hz=rate, channels=channels, frames=frames)
    skip = struct.unpack(">I", source.read(sound.offset, 4).ljust(4, b"\0"))[0]
    _check_length(frames, held=sound.size - 8 - skip, align=channels * width)
    if claimed_end > source.size + 9:
        raise truncated(claimed_end, source.size)
    for chunk in chunks:
        if chunk.name.lower() == "id3 ":
            id3.check_tag(source, chunk.offset)
    return Outline(
        container=container,
        sample_rate_hz=rate,
        channels=channels,
        bit_depth=depth,
        frames=frames,
        chunks=tuple(chunks),
    )


def _walk(source: Source, claimed_end: int) -> list[Chunk]:
    chunks: list[Chunk] = []
    at = 12
    while at + 8 <= source.size:
        name, size = struct.unpack(">4sI", source.read(at, 8))
        if not all(32 <= byte < 127 for byte in name):
            break
        if len(chunks) >= source.limits.max_chunks:
            raise hostile(f"more than {source.limits.max_chunks} chunks")
        end = at + 8 + size
        if end > source.size:
            if end <= claimed_end + 8:
                raise truncated(end, source.size)
            raise wrong_length(f"chunk {name!r} claims {size} bytes, the file holds {source.size - at - 8}")
        chunks.append(Chunk(name.decode("latin-1"), at + 8, size))
        at = end + (size & 1)
    return chunks


def _common(body: bytes, *, is_aifc: bool) -> tuple[int, int, int, int, int]:
    """Return channels, frames, bit depth, rate in Hz and bytes a sample."""
    if len(body) < (22 if is_aifc else 18):
        raise Rejected(ErrorCode.CORRUPT, "the 'COMM' chunk is too short")
    channels, frames, bits = struct.unpack_from(">HIH", body)
    kind = body[18:22] if is_aifc else b"NONE"
    if kind not in UNCOMPRESSED:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, f"AIFF-C with codec {kind!r}")
    depth = UNCOMPRESSED[kind] or bits
    if not 1 <= depth <= 64 or (depth > 32 and kind.lower() != b"fl64"):
        raise Rejected(ErrorCode.CORRUPT, f"{depth} bits a sample")
    return channels, frames, depth, extended_to_int(body[8:18]), (depth + 7) // 8


def extended_to_int(data: bytes) -> int:
    """Return an 80-bit IEEE extended number as an integer, 0 when it is none we could use."""
    exponent, mantissa = struct.unpack(">HQ", data)
    shift = 16383 + 63 - exponent
    return mantissa >> shift if 0 <= shift < 64 else 0


def _check_length(frames: int, *, held: int, align: int) -> None:
    if frames == 0 and held <= 0:
        raise Rejected(ErrorCode.EMPTY, "the file has a header and not one sample")
    if not 0 <= held - frames * align < align + 2:
        raise wrong_length(f"the header claims {frames * align} bytes of sound, its chunk holds {held}")
