"""Places in the sound: `cue ` with its `adtl` texts, `smpl` loops, and AIFF's MARK and INST."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..encoding import clean, decode
from .info import subchunks
from .values import MAX_MARKERS, Loop, Marker

MAX_TEXT_CHARS = 120


@dataclass(slots=True)
class Cues:
    """Gathers what stands in several chunks, in any order."""

    frames: dict[int, int] = field(default_factory=dict)
    lengths: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    loops: list[Loop] = field(default_factory=list)

    def cue(self, body: bytes) -> None:
        """A `cue ` body: 24 bytes a point, the position in frames last."""
        for at in range(4, min(len(body), 4 + 24 * MAX_MARKERS) - 23, 24):
            number, position, _, _, _, offset = struct.unpack_from("<II4sIII", body, at)
            self.frames.setdefault(number, offset or position)

    def adtl(self, body: bytes) -> None:
        """The texts of a `LIST`/`adtl`; `body` begins behind the word adtl. A label goes before a note."""
        for name, part in subchunks(body):
            if name == b"ltxt" and len(part) >= 20:
                number, length = struct.unpack_from("<II", part)
                self.lengths.setdefault(number, length)
                self._name(number, part[20:])
            elif name in (b"labl", b"note") and len(part) >= 4:
                number = struct.unpack_from("<I", part)[0]
                if name == b"labl":
                    self.texts.pop(number, None)
                self._name(number, part[4:])

    def smpl(self, body: bytes) -> None:
        """A `smpl` body: 36 bytes, then 24 a loop."""
        count = min(struct.unpack_from("<I", body, 28)[0], MAX_MARKERS) if len(body) >= 36 else 0
        for at in range(36, min(len(body), 36 + 24 * count) - 23, 24):
            _, _, start, end, _, times = struct.unpack_from("<6I", body, at)
            self.loops.append(Loop(start, end, times))

    def aiff_mark(self, body: bytes) -> None:
        """A MARK body: number, frame and a counted string each, padded to even."""
        at = 2
        while at + 7 <= len(body) and len(self.frames) < MAX_MARKERS:
            number, frame, length = struct.unpack_from(">HIB", body, at)
            self.frames.setdefault(number, frame)
            self._name(number, body[at + 7 : at + 7 + length])
            at += 7 + length + (length + 1 & 1)

    def aiff_inst(self, body: bytes) -> None:
        """The sustain loop of an INST body, which names two markers."""
        if len(body) >= 14:
            mode, begin, end = struct.unpack_from(">HHH", body, 8)
            if mode and begin in self.frames and end in self.frames:
                self.loops.append(Loop(self.frames[begin], max(self.frames[end] - 1, 0), 0))

    def _name(self, number: int, raw: bytes) -> None:
        text = clean(decode(raw), MAX_TEXT_CHARS)
        if text and len(self.texts) < MAX_MARKERS * 2:
            self.texts.setdefault(number, text)

    def markers(self) -> Iterator[Marker]:
        for number, frame in list(self.frames.items())[:MAX_MARKERS]:
            yield Marker(frame, self.lengths.get(number, 0), self.texts.get(number, ""))
