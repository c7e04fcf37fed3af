"""Writing WAV as it comes; what grows beyond 4 GiB becomes RF64 (EBU Tech 3306) when it is complete."""

import struct
from pathlib import Path

from av.audio.layout import AudioLayout

from ..blocks import Stream
from ..closing import ClosesItsFile
from ..sniff import Container
from .requantising import Frames, Integers, Requantiser

PCM, EXTENSIBLE = 1, 0xFFFE
PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")
# Loudspeakers in the order of WAVE's bits, by FFmpeg's names.
SPEAKERS = (
    *("FL", "FR", "FC", "LFE", "BL", "BR", "FLC", "FRC", "BC", "SL", "SR"),
    *("TC", "TFL", "TFC", "TFR", "TBL", "TBC", "TBR"),
)
UNKNOWN = 0xFFFF_FFFF
RIFF_HEAD = struct.Struct("<4sI4s")
# The place of ds64, padding until it is known whether it is needed.
DS64 = struct.Struct("<4sIQQQI")


class WavWriter(ClosesItsFile):
    """Consumer of (frames, channels) and context manager."""

    def __init__(self, path: Path, stream: Stream, *, depth: int, is_dithered: bool) -> None:
        self._align, self._depth = stream.channels * depth // 8, depth
        self._requantised = Requantiser(depth, is_dithered=is_dithered)
        self._file = path.open("wb")
        form = _form(stream, depth)
        self._file.write(bytes(RIFF_HEAD.size) + DS64.pack(b"JUNK", DS64.size - 8, 0, 0, 0, 0))
        self._file.write(b"fmt " + struct.pack("<I", len(form)) + form)
        self._data_at = self._file.tell()
        self._file.write(b"data" + bytes(4))
        self.container = Container.WAV

    def write(self, frames: Frames) -> None:
        self._file.write(_packed(self._requantised(frames), self._depth))

    def finish(self) -> None:
        """Write the sizes, which are known only now; call once, after the last frame."""
        size = self._file.tell() - self._data_at - 8
        self._file.write(bytes(size % 2))
        whole = self._file.tell() - 8
        if whole >= UNKNOWN:
            self.container = Container.RF64
            head = RIFF_HEAD.pack(b"RF64", UNKNOWN, b"WAVE")
            head += DS64.pack(b"ds64", DS64.size - 8, whole, size, size // self._align, 0)
        else:
            head = RIFF_HEAD.pack(b"RIFF", whole, b"WAVE")
        self._file.seek(self._data_at + 4)
        self._file.write(struct.pack("<I", UNKNOWN if whole >= UNKNOWN else size))
        self._file.seek(0)
        self._file.write(head)
        self._file.flush()


def _form(stream: Stream, depth: int) -> bytes:
    """The body of `fmt `; more than two channels say where they belong."""
    is_plain = stream.channels <= 2
    align = stream.channels * depth // 8
    rate, tag = stream.sample_rate_hz, PCM if is_plain else EXTENSIBLE
    form = struct.pack("<HHIIHH", tag, stream.channels, rate, rate * align, align, depth)
    if is_plain:
        return form
    return form + struct.pack("<HHI", 22, depth, _mask(stream)) + PCM_GUID


def _mask(stream: Stream) -> int:
    """WAVE's bits of the layout; 0 where it has loudspeakers WAVE does not know."""
    try:
        names = [channel.name for channel in AudioLayout(stream.layout).channels]
    except ValueError:
        return 0
    if len(names) != stream.channels or not set(names) <= set(SPEAKERS):
        return 0
    return sum(1 << SPEAKERS.index(name) for name in names)


def _packed(samples: Integers, depth: int) -> bytes:
    """The upper bytes of left-justified int32, little endian."""
    octets = samples.astype("<i4", copy=False).view("u1").reshape(*samples.shape, 4)
    return octets[..., 4 - depth // 8 :].tobytes()
