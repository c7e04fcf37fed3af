"""The named items of MPEG-4 and of APE tags (MP3, WavPack), through mutagen."""

from collections.abc import Iterator
from typing import Any

from mutagen import mp4
from mutagen.apev2 import APENoHeaderError, APEv2

from ..encoding import decode
from ..prescan import Source
from .values import Raw

MAX_TEXTS = 64


def read_mp4(source: Source) -> Iterator[Raw]:
    """Yield the items of `ilst`; free ones (`----:com.apple.iTunes:CATID`) by their last name."""
    source.file.seek(0)
    found = mp4.MP4(source.file)
    tags: dict[Any, Any] = found.tags or {}
    for key, value in tags.items():
        yield from _texts("mp4", str(key).rsplit(":", 1)[-1], value)


def read_ape(source: Source) -> Iterator[Raw]:
    source.file.seek(0)
    try:
        found = APEv2(source.file)
    except APENoHeaderError:
        return
    for key, value in found.items():
        yield from _texts("ape", str(key), str(value).split("\0") if value.kind == 0 else [])


def _texts(container: str, key: str, value: Any) -> Iterator[Raw]:
    for one in (value if isinstance(value, list) else [value])[:MAX_TEXTS]:
        if isinstance(one, mp4.MP4Cover):
            continue
        yield container, key, decode(bytes(one)) if isinstance(one, bytes) else str(one)
