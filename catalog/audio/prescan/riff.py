"""RIFF/WAVE, RF64 (EBU Tech 3306) and BW64 (ITU-R BS.2088): chunk walk and length check."""

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

UNKNOWN = 0xFFFFFFFF
EXTENSIBLE = 0xFFFE
PCM, FLOAT, ALAW, MULAW = 1, 3, 6, 7
# By format tag and bytes a sample: FFmpeg's name of the codec.
CODECS = {
    (PCM, 1): "pcm_u8", (PCM, 2): "pcm_s16le", (PCM, 3): "pcm_s24le", (PCM, 4): "pcm_s32le",
    (FLOAT, 4): "pcm_f32le", (FLOAT, 8): "pcm_f64le", (ALAW, 1): "pcm_alaw", (MULAW, 1): "pcm_mulaw",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """The `fmt ` chunk. `block_align` in bytes a frame; `codec` as FFmpeg names it."""

    channels: int
    sample_rate_hz: int
    block_align: int
    bit_depth: int
    codec: str
    channel_mask: int

    def sound_at(self, offset: int) -> PcmSound:
        return PcmSound(
            codec=self.codec, offset=offset, block_align=self.block_align, channel_mask=self.channel_mask
        )


@dataclass(frozen=True, slots=True)
class Lengths:
    """End of the file as the header names it, and the size of `data` from `ds64` (None outside RF64)."""

    claimed_end: int
    data64: int | None = None


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of a WAV, RF64 or BW64 file; raise Rejected for one that contradicts itself."""
    lengths = _lengths(source, container)
    chunks, rest = _walk(source, lengths)
    format_chunk, data = only(chunks, "fmt "), only(chunks, "data")
    if data is None and lengths.claimed_end > source.size + 8:
        raise truncated(lengths.claimed_end, source.size)
    if format_chunk is None or data is None:
        raise Rejected(ErrorCode.NO_AUDIO_STREAM, "no 'fmt ' and 'data' chunk")
    if format_chunk.offset > data.offset:
        raise Rejected(ErrorCode.CORRUPT, "the sound comes before its format")
    form = parse_format(source.read(format_chunk.offset, min(format_chunk.size, 64)))
    frames = data.size // form.block_align
    check_shape(source, sample_rate_hz=form.sample_rate_hz, channels=form.channels, frames=frames)
    _check_tail(source, lengths, rest)
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


def parse_format(body: bytes) -> Format:
    """Return the meaning of a `fmt ` body of 16 bytes or more; raise Rejected for codecs we do not take."""
    if len(body) < 16:
        raise Rejected(ErrorCode.CORRUPT, "the 'fmt ' chunk is too short")
    tag, channels, rate, _, align, bits = struct.unpack_from("<HHIIHH", body)
    depth, mask = bits, 0
    if tag == EXTENSIBLE and len(body) >= 26:
        valid, mask, tag = struct.unpack_from("<HIH", body, 18)
        depth = valid if 0 < valid <= bits and tag == PCM else bits
    width = (bits + 7) // 8
    if tag not in (PCM, FLOAT, ALAW, MULAW):
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, f"WAV with codec 0x{tag:04x}")
    if (tag, width) not in CODECS or (tag != PCM and bits % 8):
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, f"WAV codec 0x{tag:04x} with {bits} bits a sample")
    if channels and align != channels * width:
        raise Rejected(ErrorCode.CORRUPT, f"{align} bytes a frame do not fit {channels} × {bits} bit")
    return Format(channels, rate, max(align, 1), depth, CODECS[tag, width], mask)


def _lengths(source: Source, container: Container) -> Lengths:
    riff_size = struct.unpack("<I", source.read(4, 4).ljust(4, b"\0"))[0]
    if container is not Container.RF64:
        return Lengths(8 + riff_size)
    ds64 = source.read(12, 36)
    if len(ds64) < 36 or ds64[:4] != b"ds64" or int.from_bytes(ds64[4:8], "little") < 24:
        raise Rejected(ErrorCode.CORRUPT, "RF64 without its 'ds64' chunk")
    riff64, data64 = struct.unpack_from("<QQ", ds64, 8)
    return Lengths(8 + (riff64 if riff_size == UNKNOWN else riff_size), data64)


def _walk(source: Source, lengths: Lengths) -> tuple[list[Chunk], int]:
    """Return the chunks and the offset where nothing more could be read as a chunk."""
    chunks: list[Chunk] = []
    at, has_data = 12, False
    while at + 8 <= source.size:
        name, size = struct.unpack("<4sI", source.read(at, 8))
        if not _printable(name):
            break
        if len(chunks) >= source.limits.max_chunks:
            raise hostile(f"more than {source.limits.max_chunks} chunks")
        if name == b"data":
            size = _data_size(source, lengths, at + 8, size)
            has_data = True
        elif at + 8 + size > source.size:
            if lengths.claimed_end > source.size + 8:
                raise truncated(lengths.claimed_end, source.size)
            if not has_data:
                raise Rejected(ErrorCode.CORRUPT, f"chunk {name!r} claims {size} bytes, more than there are")
            break
        chunks.append(Chunk(name.decode("latin-1"), at + 8, size))
        at = _next(source, at + 8 + size)
    return chunks, min(at, source.size)


def _data_size(source: Source, lengths: Lengths, offset: int, size: int) -> int:
    """Return the size of `data`; raise when it and the file tell two stories."""
    # EBU Tech 3306 writes 0xFFFFFFFF where `ds64` counts; some recorders leave 0.
    if lengths.data64 is not None and (size == UNKNOWN or not size):
        size = lengths.data64
    elif size == UNKNOWN:
        raise wrong_length("the length of the sound was never written (0xFFFFFFFF)")
    if offset + size <= source.size:
        if size == 0 and source.size - offset > 8 and lengths.claimed_end <= offset:
            raise wrong_length("the length of the sound was never written: its recorder did not finish")
        return size
    # Both lengths agree with each other and not with the file: it was cut. Otherwise the header lies.
    if offset + size <= lengths.claimed_end + 8:
        raise truncated(offset + size, source.size)
    raise wrong_length(f"the header claims {size} bytes of sound, the file holds {source.size - offset}")


def _next(source: Source, end: int) -> int:
    """Chunks start at even offsets; some writers forget the padding byte."""
    if end % 2 == 0:
        return end
    there = source.read(end, 5)
    padded = there[:1] == b"\0" or not _printable(there[:4])
    return end + 1 if padded or len(there) < 5 else end


def _printable(name: bytes) -> bool:
    return len(name) == 4 and all(32 <= byte < 127 for byte in name)


def only(chunks: list[Chunk], name: str) -> Chunk | None:
    """Return the chunk of this name, None without one; raise Rejected when there are several."""
    found = [chunk for chunk in chunks if chunk.name == name]
    if len(found) > 1:
        raise Rejected(ErrorCode.CORRUPT, f"{len(found)} chunks named {name!r}")
    return found[0] if found else None


def _check_tail(source: Source, lengths: Lengths, rest: int) -> None:
    """Everything behind the sound must be chunks or harmless padding, or the length of the sound is a lie."""
    if lengths.claimed_end > source.size + 9:
        raise truncated(lengths.claimed_end, source.size)
    check_tail(source, rest, is_inside=rest + 8 < lengths.claimed_end)
