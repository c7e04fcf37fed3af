"""AIFF (Apple 1989) and AIFF-C (Apple 1991): chunk walk and length check."""

import struct
from dataclasses import dataclass

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from . import id3
from .outline import (
    Chunk,
    Outline,
    PcmSound,
    Source,
    check_shape,
    check_tail,
    hostile,
    truncated,
    wrong_length,
)
from .riff import only

INTEGERS = {1: "pcm_s8", 2: "pcm_s16be", 3: "pcm_s24be", 4: "pcm_s32be"}
LITTLE = INTEGERS | {2: "pcm_s16le", 3: "pcm_s24le", 4: "pcm_s32le"}
# Compression type → its codec by bytes a sample (FFmpeg's names). One entry: the type alone decides.
KINDS: dict[bytes, dict[int, str]] = {
    b"NONE": INTEGERS, b"twos": INTEGERS, b"sowt": LITTLE, b"raw ": {1: "pcm_u8"},
    b"in24": {3: "pcm_s24be"}, b"42ni": {3: "pcm_s24le"},
    b"in32": {4: "pcm_s32be"}, b"23ni": {4: "pcm_s32le"},
    b"fl32": {4: "pcm_f32be"}, b"FL32": {4: "pcm_f32be"},
    b"fl64": {8: "pcm_f64be"}, b"FL64": {8: "pcm_f64be"},
    b"alaw": {1: "pcm_alaw"}, b"ALAW": {1: "pcm_alaw"},
    b"ulaw": {1: "pcm_mulaw"}, b"ULAW": {1: "pcm_mulaw"},
}  # fmt: skip
# Types whose whole numbers may use fewer bits than they hold.
SHRINKABLE = (b"in24", b"42ni", b"in32", b"23ni", b"raw ")
# Core Audio layout tags whose channels lie in WAVE's order, as WAVE masks; the first carries its own mask.
BITMAP = 0x1_0000
LAYOUTS = {
    0x6C_0004: 0x33, 0x71_0003: 0x07, 0x75_0005: 0x37, 0x79_0006: 0x3F,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Common:
    """The `COMM` chunk. `width` in bytes a sample."""

    channels: int
    frames: int
    bit_depth: int
    sample_rate_hz: int
    codec: str
    width: int


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of an AIFF or AIFF-C file; raise Rejected for one that contradicts itself."""
    claimed_end = 8 + struct.unpack(">I", source.read(4, 4).ljust(4, b"\0"))[0]
    chunks = _walk(source, claimed_end)
    common_chunk, sound = only(chunks, "COMM"), only(chunks, "SSND")
    if claimed_end > source.size + 9:
        raise truncated(claimed_end, source.size)
    if common_chunk is None:
        raise Rejected(ErrorCode.NO_AUDIO_STREAM, "no 'COMM' chunk")
    body = source.read(common_chunk.offset, min(common_chunk.size, 32))
    common = _common(body, is_aifc=source.read(8, 4) == b"AIFC")
    check_shape(source, sample_rate_hz=common.sample_rate_hz, channels=common.channels, frames=common.frames)
    align = common.channels * common.width
    offset = _sound_offset(source, sound, common, align=align)
    id3.check_chunks(source, chunks)
    return Outline(
        container=container,
        sample_rate_hz=common.sample_rate_hz,
        channels=common.channels,
        bit_depth=common.bit_depth,
        frames=common.frames,
        chunks=tuple(chunks),
        pcm=PcmSound(
            codec=common.codec, offset=offset, block_align=align, channel_mask=_mask(source, chunks)
        ),
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
    if any(chunk.name == "SSND" for chunk in chunks):
        check_tail(source, at, is_inside=at + 8 < claimed_end)
    return chunks


def _common(body: bytes, *, is_aifc: bool) -> Common:
    if len(body) < (22 if is_aifc else 18):
        raise Rejected(ErrorCode.CORRUPT, "the 'COMM' chunk is too short")
    channels, frames, bits = struct.unpack_from(">HIH", body)
    kind = body[18:22] if is_aifc else b"NONE"
    codecs = KINDS.get(kind)
    if codecs is None:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, f"AIFF-C with codec {kind!r}")
    width = (bits + 7) // 8
    if len(codecs) == 1:
        width = next(iter(codecs))
        bits = bits if kind in SHRINKABLE and 0 < bits <= 8 * width else 8 * width
    if width not in codecs:
        raise Rejected(ErrorCode.CORRUPT, f"{bits} bits a sample")
    return Common(channels, frames, bits, extended_to_int(body[8:18]), codecs[width], width)


def extended_to_int(data: bytes) -> int:
    """Return an 80-bit IEEE extended number rounded to an integer, 0 when it is none we could use."""
    exponent, mantissa = struct.unpack(">HQ", data)
    shift = 16383 + 63 - exponent
    return mantissa + (1 << shift >> 1) >> shift if 0 <= shift < 64 else 0


def _sound_offset(source: Source, sound: Chunk | None, common: Common, *, align: int) -> int:
    """Return where the sound begins; raise when `COMM` and `SSND` tell two stories of its length."""
    if sound is None or sound.size < 8:
        code = ErrorCode.NO_AUDIO_STREAM if common.frames else ErrorCode.EMPTY
        raise Rejected(code, "the file has a header and not one sample")
    skip = struct.unpack(">I", source.read(sound.offset, 4))[0]
    held, needed = sound.size - 8 - skip, common.frames * align
    if needed == 0 and held <= 0:
        raise Rejected(ErrorCode.EMPTY, "the file has a header and not one sample")
    if not 0 <= held - needed < align + 2 or needed == 0:
        raise wrong_length(f"the header claims {needed} bytes of sound, its chunk holds {held}")
    return sound.offset + 8 + int(skip)


def _mask(source: Source, chunks: list[Chunk]) -> int:
    """Return the WAVE mask of a Core Audio `CHAN` chunk, 0 where there is none or its order is another."""
    layout = next((chunk for chunk in chunks if chunk.name == "CHAN"), None)
    if layout is None or layout.size < 8:
        return 0
    tag, bitmap = struct.unpack(">II", source.read(layout.offset, 8))
    return int(bitmap) if tag == BITMAP else LAYOUTS.get(tag, 0)
