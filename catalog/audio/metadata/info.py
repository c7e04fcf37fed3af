"""`LIST`/`INFO` of RIFF and the text chunks of AIFF (Apple 1989)."""

import struct
from collections.abc import Iterator

from ..encoding import decode
from .values import Raw

AIFF_TEXTS = ("NAME", "AUTH", "(c) ", "ANNO")


def read(body: bytes) -> Iterator[Raw]:
    """Yield the values of an INFO list; `body` begins behind the word INFO. Absurd sizes end the list."""
    for name, text in subchunks(body):
        yield "info", name.decode("latin-1").rstrip(), decode(text)


def subchunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and body of every chunk inside a RIFF list."""
    at = 0
    while at + 8 <= len(body):
        name, size = struct.unpack_from("<4sI", body, at)
        if not all(32 <= byte < 127 for byte in name):
            return
        yield name, body[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)


def read_aiff_text(name: str, body: bytes) -> Iterator[Raw]:
    yield "aiff", name.strip(), decode(body)
