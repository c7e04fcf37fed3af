"""MP3: the tags around the sound, and what a Xing header in its first frame counts."""

import struct

from ..errors import ErrorCode, Rejected
from ..sniff import MP3_SCAN_BYTES, RATES_HZ, Container, first_frame
from . import ape, id3
from .outline import Outline, Source, check_duration

# The mark, what is counted, and the number of packets.
XING = struct.Struct(">4sII")
HAS_FRAMES = 1


def outline(source: Source, container: Container) -> Outline:
    """Return a bare outline; raise Rejected for hostile tags and for what counts itself too long."""
    end_of_tags = id3.check_leading(source)
    ape.check(source)
    if end_of_tags >= source.size:
        raise Rejected(ErrorCode.NO_AUDIO_STREAM, "the file holds a tag and no sound")
    body = source.read(end_of_tags, MP3_SCAN_BYTES)
    start = first_frame(body)
    expected = None
    if start is not None:
        rate, expected = _counted(body[start : start + 200])
        check_duration(source, sample_rate_hz=rate, frames=expected)
    return Outline(container=container, start=end_of_tags, expected_frames=expected)


def _counted(frame: bytes) -> tuple[int, int | None]:
    """Return rate in Hz and the frames of sound that a Xing or Info header counts, encoder's padding included."""
    version, mode = frame[1] >> 3 & 3, frame[3] >> 6
    rate = RATES_HZ[version][frame[2] >> 2 & 3]
    is_mono, is_first = mode == 3, version == 3
    # Behind the frame header and the side information, whose size the version and the channels decide.
    at = 4 + ((17 if is_mono else 32) if is_first else (9 if is_mono else 17))
    mark, flags, packets = XING.unpack(frame[at : at + XING.size].ljust(XING.size, b"\0"))
    if mark not in (b"Xing", b"Info") or not flags & HAS_FRAMES:
        return rate, None
    return rate, packets * (1_152 if is_first else 576) or None
