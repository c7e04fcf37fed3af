"""The summary list of Sony Wave64: INFO under a name of its own."""

import struct
from collections.abc import Iterator

from ..prescan import Chunk, Source
from .values import Raw

HEAD_BYTES = 24
SUMMARY_LIST = bytes.fromhex("bc945f925a52d21186dc00c04f8edb8a")


def is_summary(source: Source, chunk: Chunk) -> bool:
    """Whether a chunk without a name in letters is the summary list: its 16-byte name stands before its body."""
    return source.read(chunk.offset - HEAD_BYTES, len(SUMMARY_LIST)) == SUMMARY_LIST


def read_summary(body: bytes) -> Iterator[Raw]:
    """Yield the values of a summary list: INFO names with UTF-16 texts."""
    at = 4
    while at + 8 <= len(body):
        name, size = struct.unpack_from("<4sI", body, at)
        yield "w64", name.decode("latin-1"), body[at + 8 : at + 8 + size].decode("utf-16-le", "replace")
        at += 8 + size
