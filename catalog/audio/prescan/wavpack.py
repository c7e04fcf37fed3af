"""WavPack (version 4 and 5): the first block with sound."""

import struct

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from . import ape
from .outline import Outline, Source, check_duration, truncated, wrong_length

HEADER = struct.Struct("<4sIHBBIIIII")
VERSIONS = range(0x402, 0x411)
MAX_BLOCK_BYTES = 1 << 20
# Blocks without sound that may stand in front: wrapped headers of the source file.
MAX_LEADING_BLOCKS = 16
HYBRID, FLOAT, DSD = 0x8, 0x80, 0x8000_0000
RATES_HZ = (
    6_000, 8_000, 9_600, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200,
    96_000, 192_000,
)  # fmt: skip
UNKNOWN_SAMPLES = 0xFFFFFFFF


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of a WavPack file; raise Rejected for lossy, cut and foreign ones."""
    ape.check(source)
    high, total, flags = _first_sound(source)
    if flags & DSD:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "WavPack with DSD sound")
    if flags & HYBRID:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "WavPack in hybrid mode, which leaves sound out")
    depth = 32 if flags & FLOAT else ((flags & 3) + 1) * 8 - (flags >> 13 & 31)
    if depth < 1:
        raise Rejected(ErrorCode.CORRUPT, f"WavPack of {depth} bits a sample")
    # The low word has one value fewer: all ones say that the length was not known.
    frames = None if total == UNKNOWN_SAMPLES else total + high * UNKNOWN_SAMPLES
    if frames == 0:
        raise Rejected(ErrorCode.EMPTY, "the file has a header and not one sample")
    index = flags >> 23 & 15
    # Rates outside the table stand in the block's own metadata, where FFmpeg finds them.
    rate = RATES_HZ[index] if index < len(RATES_HZ) else None
    if rate is not None:
        check_duration(source, sample_rate_hz=rate, frames=frames)
    return Outline(container=container, sample_rate_hz=rate, bit_depth=depth, frames=frames)


def _first_sound(source: Source) -> tuple[int, int, int]:
    """Return high and low word of the length in frames, and the flags, of the first block with sound."""
    at = 0
    for _ in range(MAX_LEADING_BLOCKS):
        head = source.read(at, HEADER.size)
        if not head:
            break
        if len(head) < HEADER.size:
            raise truncated(at + HEADER.size, source.size)
        magic, size, version, _, high, total, _, samples, flags, _ = HEADER.unpack(head)
        if magic != b"wvpk" or version not in VERSIONS:
            raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, f"WavPack of version {version >> 8}.{version & 255}")
        if not HEADER.size - 8 <= size <= MAX_BLOCK_BYTES:
            raise wrong_length(f"a WavPack block claims {size} bytes")
        if at + 8 + size > source.size:
            raise truncated(at + 8 + size, source.size)
        if samples:
            return high, total, flags
        at += 8 + size
    raise Rejected(ErrorCode.EMPTY, "no WavPack block with sound")
