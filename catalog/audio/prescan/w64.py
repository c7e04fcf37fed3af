"""Sony Wave64: RIFF with 16-byte names and 64-bit sizes, aligned to eight bytes."""

import struct

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from . import riff
from .outline import Chunk, Outline, Source, check_shape, hostile, truncated, wrong_length

HEADER_BYTES = 24
SUFFIX = bytes.fromhex("f3acd3118cd100c04f8edb8a")


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of a W64 file; raise Rejected for one that contradicts itself."""
    claimed_end = struct.unpack("<Q", source.read(16, 8).ljust(8, b"\0"))[0]
    chunks = {chunk.name: chunk for chunk in reversed(_walk(source, claimed_end))}
    if "data" not in chunks and claimed_end > source.size:
        raise truncated(claimed_end, source.size)
    if "fmt " not in chunks or "data" not in chunks:
        raise Rejected(ErrorCode.NO_AUDIO_STREAM, "no 'fmt ' and 'data' chunk")
    form = riff.parse_format(source.read(chunks["fmt "].offset, min(chunks["fmt "].size, 64)))
    frames = chunks["data"].size // form.block_align
    check_shape(source, sample_rate_hz=form.sample_rate_hz, channels=form.channels, frames=frames)
    if frames == 0:
        raise Rejected(ErrorCode.EMPTY, "the file has a header and not one sample")
    return Outline(
        container=container,
        sample_rate_hz=form.sample_rate_hz,
        channels=form.channels,
        bit_depth=form.bit_depth,
        frames=frames,
    )


def _walk(source: Source, claimed_end: int) -> list[Chunk]:
    chunks: list[Chunk] = []
    at = 40
    while at + HEADER_BYTES <= source.size:
        name, size = struct.unpack("<16sQ", source.read(at, HEADER_BYTES))
        if len(chunks) >= source.limits.max_chunks:
            raise hostile(f"more than {source.limits.max_chunks} chunks")
        if size < HEADER_BYTES:
            raise wrong_length(f"a chunk claims {size} bytes")
        if at + size > source.size:
            if at + size <= claimed_end + 8:
                raise truncated(at + size, source.size)
            raise wrong_length(f"a chunk claims {size} bytes, the file holds {source.size - at}")
        known = name[4:] == SUFFIX
        label = name[:4].decode("latin-1") if known else "?"
        chunks.append(Chunk(label, at + HEADER_BYTES, size - HEADER_BYTES))
        at += (size + 7) & ~7
    if at < source.size and source.size - at > 8:
        raise wrong_length(f"{source.size - at} bytes behind the sound belong to nothing")
    return chunks
