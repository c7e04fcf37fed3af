"""Uncompressed sound read where the prescan found it: every sample exact, no library between.

WAVE, Wave64 and AIFF keep samples left-justified in whole bytes, so 20 bits in three bytes or 24 in four
need no case of their own.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from . import layouts, samples
from .blocks import Block, Stream
from .errors import ErrorCode, Rejected
from .prescan import Outline, Source
from .prescan.outline import PcmSound

Flat = npt.NDArray[np.generic]


class PcmReader:
    """The sound of one WAV, RF64, W64 or AIFF. `blocks()` may be read once; then the counters are final."""

    def __init__(self, source: Source, outline: Outline, sound: PcmSound) -> None:
        rate, channels, frames = outline.sample_rate_hz, outline.channels, outline.frames
        if rate is None or channels is None or frames is None:
            raise Rejected(ErrorCode.CORRUPT, "uncompressed sound without a format")
        self._source, self._sound, self._claimed = source, sound, frames
        self.codec, self.bit_depth = sound.codec, outline.bit_depth
        self.stream = Stream(rate, channels, layouts.of_mask(sound.channel_mask, channels))
        self.frames = 0
        self.non_finite = 0
        self.bad_packets = 0

    def blocks(self, on_position: Callable[[float], None]) -> Iterator[Block]:
        """Yield the whole sound in order; `on_position` hears the share of it read, 0–1."""
        widen = WIDEN[self._sound.codec]
        most = samples.block_frames_for(self.stream.channels)
        while self.frames < self._claimed:
            raw = self._read(min(most, self._claimed - self.frames))
            block, wild = samples.block(self.frames, widen(raw).reshape(-1, self.stream.channels))
            self.frames += block.frames
            self.non_finite += wild
            yield block
            on_position(self.frames / self._claimed)

    def _read(self, frames: int) -> bytes:
        align = self._sound.block_align
        raw = self._source.read(self._sound.offset + self.frames * align, frames * align)
        if len(raw) < frames * align:
            message = f"the sound stops after {self.frames + len(raw) // align} of {self._claimed} frames"
            raise Rejected(ErrorCode.TRUNCATED, message)
        return raw


def _bytes(raw: bytes, flip: int) -> Flat:
    return (np.frombuffer(raw, "u1") ^ flip).view("i1").astype("<i4") << 24


def _shorts(raw: bytes, kind: str) -> Flat:
    return np.frombuffer(raw, kind).astype("<i4") << 16


def _triples(raw: bytes, order: str) -> Flat:
    """Read overlapping 32-bit words three bytes apart, and clear the neighbour's byte in each."""
    padded = b"\0" + raw if order == "<" else raw + b"\0"
    return np.ndarray(len(raw) // 3, f"{order}i4", padded, 0, (3,)).astype("<i4") & np.int32(-256)


def _whole(raw: bytes, kind: str) -> Flat:
    found = np.frombuffer(raw, kind)
    return found.astype(found.dtype.newbyteorder("<"), copy=False)


def _a_law() -> npt.NDArray[np.int32]:
    """Return the int16 values of the 256 codes (ITU-T G.711, table 1)."""
    code = np.arange(256) ^ 0x55
    segment, step = code >> 4 & 7, code & 15
    value = np.where(segment, (2 * step + 33) << np.maximum(segment, 1) + 2, (2 * step + 1) << 3)
    return np.where(code & 0x80, value, -value).astype(np.int32)


def _mu_law() -> npt.NDArray[np.int32]:
    """Return the int16 values of the 256 codes (ITU-T G.711, table 2)."""
    code = ~np.arange(256)
    value = (((code & 15) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return np.where(code & 0x80, -value, value).astype(np.int32)


def _law(table: npt.NDArray[np.int32]) -> Callable[[bytes], Flat]:
    justified = (table << 16).astype("<i4")
    return lambda raw: justified[np.frombuffer(raw, "u1")]


# By FFmpeg's name of the codec: bytes to flat little endian int32, left-justified, or floats as they are.
WIDEN: dict[str, Callable[[bytes], Flat]] = {
    "pcm_u8": lambda raw: _bytes(raw, 0x80),
    "pcm_s8": lambda raw: _bytes(raw, 0),
    "pcm_s16le": lambda raw: _shorts(raw, "<i2"),
    "pcm_s16be": lambda raw: _shorts(raw, ">i2"),
    "pcm_s24le": lambda raw: _triples(raw, "<"),
    "pcm_s24be": lambda raw: _triples(raw, ">"),
    "pcm_s32le": lambda raw: _whole(raw, "<i4"),
    "pcm_s32be": lambda raw: _whole(raw, ">i4"),
    "pcm_f32le": lambda raw: _whole(raw, "<f4"),
    "pcm_f32be": lambda raw: _whole(raw, ">f4"),
    "pcm_f64le": lambda raw: _whole(raw, "<f8"),
    "pcm_f64be": lambda raw: _whole(raw, ">f8"),
    "pcm_alaw": _law(_a_law()),
    "pcm_mulaw": _law(_mu_law()),
}
