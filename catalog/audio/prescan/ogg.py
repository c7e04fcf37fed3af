"""Ogg (RFC 3533) with Vorbis, Opus or FLAC: the comment packet and its bounds."""

from collections.abc import Iterator

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from .flac import check_comments
from .outline import Outline, Source, hostile, truncated

CODECS = {b"\x01vorbis": b"\x03vorbis", b"OpusHead": b"OpusTags", b"\x7fFLAC": b""}


def outline(source: Source, container: Container) -> Outline:
    """Return a bare outline; raise Rejected for unknown codecs and floods of comments."""
    packets = _packets(source)
    first = next(packets, b"")
    magic = next((magic for magic in CODECS if first.startswith(magic)), None)
    if magic is None:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "Ogg without Vorbis, Opus or FLAC")
    second = next(packets, None)
    if second is None:
        raise truncated(source.size + 1, source.size)
    prefix = CODECS[magic]
    if prefix and second.startswith(prefix):
        check_comments(source, second[len(prefix) :])
    elif magic == b"\x7fFLAC":
        check_comments(source, second[4:])
    return Outline(container=container)


def _packets(source: Source) -> Iterator[bytes]:
    """Yield whole packets of the first logical stream from the head of the file."""
    at, packet = 0, bytearray()
    while True:
        head = source.read(at, 27)
        if len(head) < 27 or head[:4] != b"OggS":
            return
        table = source.read(at + 27, head[26])
        at += 27 + len(table)
        for length in table:
            packet += source.read(at, length)
            at += length
            if len(packet) > source.limits.max_tag_bytes:
                raise hostile(f"an Ogg comment of more than {source.limits.max_tag_bytes} bytes")
            if length < 255:
                yield bytes(packet)
                packet.clear()
