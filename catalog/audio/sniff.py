"""Magic bytes decide which one demuxer may see a file; the name and the sender's word never do."""

import re
from enum import StrEnum
from typing import BinaryIO

from .errors import ErrorCode, Rejected

HEAD_BYTES = 4_096
W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
MP3_SCAN_BYTES = 65_536


class Container(StrEnum):
    WAV = "wav"
    RF64 = "rf64"
    W64 = "w64"
    AIFF = "aiff"
    FLAC = "flac"
    MP3 = "mp3"
    OGG = "ogg"
    M4A = "m4a"
    WAVPACK = "wavpack"


# Text that makes a demuxer open other files or sockets. Checked only to name the reason; all text is refused.
PLAYLISTS = re.compile(
    rb"(ffconcat\s+version|#EXTM3U|\[playlist\]|\[Reference\]|<\?xml[^>]*>\s*<(playlist|MPD|smil|asx)\b"
    rb"|<(playlist|MPD|smil|asx)\b|;FFMETADATA|file\s+['\"])",
    re.IGNORECASE,
)
SESSION_DESCRIPTION = re.compile(rb"v=\d+\r?\n(?:[a-z]=[^\r\n]*\r?\n)*?[oscm]=", re.IGNORECASE)

# (offset, magic, what it is): recognised, so that the seller is told what was sent.
FOREIGN: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"PK\x05\x06", "a ZIP archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (257, b"ustar", "a TAR archive"),
    (0, b"\x1a\x45\xdf\xa3", "a Matroska or WebM file"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file"),
    (0, b"FLV\x01", "a Flash video"),
    (0, b"caff\x00", "a Core Audio (CAF) file"),
    (0, b"MAC ", "a Monkey's Audio file"),
    (0, b"TTA1", "a True Audio file"),
    (0, b"MThd", "a MIDI file"),
    (0, b".snd", "an AU file"),
    (0, b"DSD ", "a DSD file"),
    (0, b"FRM8", "a DSD file"),
    (0, b"#!AMR", "an AMR file"),
    (0, b"MPCK", "a Musepack file"),
    (0, b"MP+", "a Musepack file"),
    (0, b"ADIF", "a raw AAC file"),
    (0, b"\x00\x00\x01\xba", "an MPEG video"),
    (0, b"\x00\x00\x01\xb3", "an MPEG video"),
    (0, b"\x89PNG\r\n", "an image"),
    (0, b"\xff\xd8\xff", "an image"),
    (0, b"GIF8", "an image"),
    (0, b"%PDF-", "a PDF document"),
    (4, b"moov", "a QuickTime file"),
    (4, b"mdat", "a QuickTime file"),
    (4, b"wide", "a QuickTime file"),
)


def sniff(file: BinaryIO, size: int) -> Container:
    """Return the container of an open binary file of `size` bytes; raise Rejected for everything else."""
    if size == 0:
        raise Rejected(ErrorCode.EMPTY, "the file is 0 bytes long")
    file.seek(0)
    head = file.read(HEAD_BYTES)
    return _by_magic(head) or _after_id3(file, head, size) or _mpeg(head, size) or _refuse(head)


def _by_magic(head: bytes) -> Container | None:
    magic, form = head[:4], head[8:12]
    if magic == b"RIFF" and form == b"WAVE":
        return Container.WAV
    if magic in (b"RF64", b"BW64") and form == b"WAVE":
        return Container.RF64
    if head[:16] == W64_RIFF:
        return Container.W64
    if magic == b"FORM" and form in (b"AIFF", b"AIFC"):
        return Container.AIFF
    if head[4:8] == b"ftyp":
        return Container.M4A
    return {b"fLaC": Container.FLAC, b"OggS": Container.OGG, b"wvpk": Container.WAVPACK}.get(magic)


def _after_id3(file: BinaryIO, head: bytes, size: int) -> Container | None:
    """ID3 says nothing about what follows: an MP3 as a rule, sometimes a FLAC."""
    if head[:3] != b"ID3":
        return None
    start = id3_end(head, 0)
    # Several tags in a row are legal; prescan counts them, here a handful is enough to see past them.
    for _ in range(8):
        file.seek(start)
        following = file.read(10)
        if following[:3] != b"ID3":
            break
        start = start + id3_end(following, 0)
    file.seek(start)
    body = file.read(MP3_SCAN_BYTES)
    if body[:4] == b"fLaC":
        return Container.FLAC
    if body[:3] == b"ID3" or first_frame(body) is not None:
        return Container.MP3
    if start > size:
        raise Rejected(ErrorCode.TRUNCATED, f"the ID3 tag ends at byte {start}, the file after {size}")
    if not body:
        raise Rejected(ErrorCode.NO_AUDIO_STREAM, "the file holds an ID3 tag and no sound")
    return None


def id3_end(data: bytes, at: int) -> int:
    """Offset just behind the ID3v2 tag which starts at `at` (synchsafe size, footer counted)."""
    size = 0
    for byte in data[at + 6 : at + 10]:
        size = size << 7 | byte & 0x7F
    footer = 10 if len(data) > at + 5 and data[at + 5] & 0x10 else 0
    return at + 10 + size + footer


def _mpeg(head: bytes, size: int) -> Container | None:
    start = len(head) - len(head.lstrip(b"\x00"))
    length = frame_length(head[start : start + 4])
    if not length:
        return None
    alone = start + length >= size
    return Container.MP3 if alone or _is_frame_pair(head, start) else None


def first_frame(data: bytes) -> int | None:
    """Return where the first of two MPEG frames begins, one behind the other; None without such a pair."""
    return next((at for at in _syncs(data) if _is_frame_pair(data, at)), None)


def _syncs(data: bytes) -> list[int]:
    return [match.start() for match in re.finditer(rb"\xff[\xe0-\xff]", data)]


def _is_frame_pair(data: bytes, at: int) -> bool:
    """Two frames of layer III one behind the other: a single sync word turns up in any noise."""
    length = frame_length(data[at : at + 4])
    if not length:
        return False
    following = data[at + length : at + length + 4]
    return len(following) < 4 or bool(frame_length(following))


RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBPS_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def frame_length(header: bytes) -> int:
    """Length in bytes of the MPEG layer III frame with this header (ISO 11172-3), 0 when it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    kbps_index, rate_index = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer != 1 or kbps_index in (0, 15) or rate_index == 3:
        return 0
    kbps = (_KBPS_V1 if version == 3 else _KBPS_V2)[kbps_index]
    slots = 144 if version == 3 else 72
    return slots * kbps * 1_000 // RATES_HZ[version][rate_index] + (header[2] >> 1 & 1)


def _refuse(head: bytes) -> Container:
    for offset, magic, name in FOREIGN:
        if head[offset : offset + len(magic)] == magic:
            raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, f"this is {name}")
    if head[:4] == b"RIFF" or head[:4] == b"FORM":
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "a RIFF or IFF file without sound (no WAVE, no AIFF)")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if PLAYLISTS.match(text):
        raise Rejected(ErrorCode.PLAYLIST, "this is a playlist: a text which names other files")
    if SESSION_DESCRIPTION.match(text):
        raise Rejected(
            ErrorCode.STREAM_DESCRIPTION, "this is a session description (SDP) of a network stream"
        )
    kind = "text" if _is_text(head) else "data"
    raise Rejected(ErrorCode.NOT_AUDIO, f"this is {kind} of no known sound format")


def _is_text(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in head)
