"""Small files with metadata in them, and what our reader makes of them."""

import io
import struct

from catalog.audio.limits import Limits
from catalog.audio.metadata import Metadata, read
from catalog.audio.prescan import Source, prescan

from .. import sounds
from ..sounds import chunk


def read_bytes(data: bytes) -> Metadata:
    source = Source(io.BytesIO(data), len(data), Limits())
    return read(source, prescan(source))


def read_wav(*chunks: bytes) -> Metadata:
    return read_bytes(sounds.simple_wav(*chunks, frames=8))


def texts(found: Metadata, container: str) -> dict[str, str]:
    """Key and text of the values of one container."""
    return {value.key: value.text for value in found.values if value.container == container}


def bext(
    description: bytes = b"",
    *,
    originator: bytes = b"",
    date: bytes = b"",
    version: int = 0,
    umid: bytes = bytes(64),
    loudness: tuple[int, ...] = (0,) * 5,
    history: bytes = b"",
) -> bytes:
    body = description.ljust(256, b"\0") + originator.ljust(32, b"\0") + bytes(32) + date.ljust(18, b"\0")
    body += struct.pack("<QH", 48_000 * 3_600, version) + umid + struct.pack("<5h", *loudness)
    return chunk(b"bext", body.ljust(602, b"\0") + history)


def ixml(text: str, encoding: str = "utf-8") -> bytes:
    return chunk(b"iXML", f"<BWFXML>{text}</BWFXML>".encode(encoding))


def info(**fields: bytes) -> bytes:
    return listed(b"INFO", *(chunk(name.encode(), text + b"\0") for name, text in fields.items()))


def listed(form: bytes, *parts: bytes) -> bytes:
    return chunk(b"LIST", form + b"".join(parts))
