"""ID3v2 (and v1) tags, through mutagen: text, comments, web addresses and identifiers."""

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from mutagen import id3

from ..encoding import decode
from .values import Raw

# Pictures and nested chapters are what makes parsers slow; nothing in them is asked for.
KNOWN_FRAMES = {
    name: frame
    for name, frame in (id3.Frames | id3.Frames_2_2).items()
    if issubclass(frame, id3.TextFrame | id3.UrlFrame | id3.UFID)
}
MAX_TEXTS = 64


def read(file: BinaryIO) -> Iterator[Raw]:
    """Yield the values of the tag at the head of `file` or at its end; raises what mutagen raises."""
    file.seek(0)
    try:
        found = id3.ID3(file, known_frames=KNOWN_FRAMES, translate=False)
    except id3.ID3NoHeaderError:
        return
    # The names of version 2.4 for those of 2.2 and 2.3; what cannot be translated stays as it is.
    with suppress(Exception):
        found.update_to_v24()
    for frame in found.values():
        yield "id3", _key(frame), _content(frame)


def read_chunk(body: bytes) -> Iterator[Raw]:
    """The same for a tag inside a RIFF or AIFF chunk."""
    return read(io.BytesIO(body))


def _key(frame: Any) -> str:
    """The name of the frame, with its description or owner where one tag holds several of a kind."""
    told = getattr(frame, "desc", "") or getattr(frame, "owner", "")
    return f"{frame.FrameID}:{told}" if told else str(frame.FrameID)


def _content(frame: Any) -> str:
    if isinstance(getattr(frame, "data", None), bytes):
        return decode(frame.data)
    if hasattr(frame, "url"):
        return str(frame.url)
    return ", ".join(_text(frame, str(text)) for text in frame.text[:MAX_TEXTS])


def _text(frame: Any, text: str) -> str:
    """Tags said to be Latin-1 hold CP949 when an older Korean program wrote them."""
    if getattr(frame, "encoding", None) == id3.Encoding.LATIN1 and not text.isascii():
        try:
            return decode(text.encode("latin-1"))
        except UnicodeEncodeError:
            return text
    return text
