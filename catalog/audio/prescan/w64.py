"""Sony Wave64: RIFF with 16-byte names and 64-bit sizes, aligned to eight bytes."""

import struct

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from . import id3, riff
from .outline import Chunk, Outline, Source, check_shape, check_tail, hostile, truncated, wrong_length

HEADER_BYTES = 24
# The first four bytes of a name are RIFF's; the rest tells that the name is one of these.
SUFFIX = bytes.fromhex("f3acd3118cd100c04f8edb8a")
WAVE = b"wave" + SUFFIX
LIST = bytes.fromhex("6c6973742f91cf11a5d628db04c10000")


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of a W64 file; raise Rejected for one that contradicts itself."""
    claimed_end = struct.unpack("<Q", source.read(16, 8).ljust(8, b"\0"))[0]
    if source.size >= 40 and source.read(24, 16) != WAVE:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "a Wave64 file without sound")
    chunks = _walk(source, claimed_end)
    form_chunk, data = riff.only(chunks, "fmt "), riff.only(chunks, "data")
    if claimed_end > source.size + 8:
        raise truncated(claimed_end, source.size)
    if form_chunk is None or data is None:
        raise Rejected(ErrorCode.NO_AUDIO_STREAM, "no 'fmt ' and 'data' chunk")
    form = riff.parse_format(source.read(form_chunk.offset, min(form_chunk.size, 64)))
    frames = data.size // form.block_align
    check_shape(source, sample_rate_hz=form.sample_rate_hz, channels=form.channels, frames=frames)
    if frames == 0:
        raise Rejected(ErrorCode.EMPTY, "the file has a header and not one sample")
    id3.check_chunks(source, chunks)
    return Outline(
        container=container,
        sample_rate_hz=form.sample_rate_hz,
        channels=form.channels,
        bit_depth=form.bit_depth,
        frames=frames,
        chunks=tuple(chunks),
        pcm=form.sound_at(data.offset),
    )


def _walk(source: Source, claimed_end: int) -> list[Chunk]:
    chunks: list[Chunk] = []
    at = 40
    while at + HEADER_BYTES <= source.size:
        name, size = struct.unpack("<16sQ", source.read(at, HEADER_BYTES))
        if not any(name):
            break
        if len(chunks) >= source.limits.max_chunks:
            raise hostile(f"more than {source.limits.max_chunks} chunks")
        if size < HEADER_BYTES:
            raise wrong_length(f"a chunk claims {size} bytes")
        if at + size > source.size:
            if at + size <= claimed_end + 8:
                raise truncated(at + size, source.size)
            raise wrong_length(f"a chunk claims {size} bytes, the file holds {source.size - at}")
        chunks.append(Chunk(_label(name), at + HEADER_BYTES, size - HEADER_BYTES))
        at += (size + 7) & ~7
    check_tail(source, at)
    return chunks


def _label(name: bytes) -> str:
    if name == LIST:
        return "LIST"
    return name[:4].decode("latin-1") if name[4:] == SUFFIX else "?"
