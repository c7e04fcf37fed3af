"""What a file says about itself in words: mutagen for the tagged formats, our own walk for bext and INFO.

Tags decorate, they never decide: whatever goes wrong in here costs a tag, not the file.
"""

import io
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from mutagen import id3, mp4, oggflac, oggopus, oggvorbis
from mutagen.apev2 import APENoHeaderError, APEv2
from mutagen.flac import FLAC

from .encoding import clean, decode
from .limits import Limits
from .prescan import Chunk, Outline, Source
from .sniff import Container

Found = Iterator[tuple[str, str]]

ID3_NAMES = {
    "TIT2": "title", "TT2": "title", "TPE1": "artist", "TP1": "artist", "TALB": "album", "TAL": "album",
    "COMM": "comment", "COM": "comment", "TCON": "genre", "TCO": "genre", "TDRC": "date", "TYER": "date",
    "TYE": "date", "TCOM": "composer", "TCM": "composer", "TCOP": "copyright", "TCR": "copyright",
    "TIT1": "grouping", "TIT3": "description", "TPUB": "publisher", "TBPM": "bpm",
}  # fmt: skip
NAMED = {
    "title": "title", "artist": "artist", "album": "album", "comment": "comment",
    "description": "description", "genre": "genre", "date": "date", "year": "date", "keywords": "keywords",
    "keyword": "keywords", "composer": "composer", "copyright": "copyright", "publisher": "publisher",
    "bpm": "bpm", "catid": "cat_id", "category": "category", "subcategory": "subcategory",
    "fxname": "fx_name",
}  # fmt: skip
MP4_NAMES = {
    "\xa9nam": "title", "\xa9ART": "artist", "\xa9alb": "album", "\xa9cmt": "comment", "\xa9gen": "genre",
    "\xa9day": "date", "\xa9wrt": "composer", "cprt": "copyright", "desc": "description", "keyw": "keywords",
}  # fmt: skip
INFO_NAMES = {
    b"INAM": "title", b"IART": "artist", b"IPRD": "album", b"ICMT": "comment", b"IGNR": "genre",
    b"ICRD": "date", b"IKEY": "keywords", b"ICOP": "copyright", b"ISBJ": "description", b"ISFT": "software",
}  # fmt: skip
AIFF_NAMES = {"NAME": "title", "AUTH": "artist", "(c) ": "copyright", "ANNO": "comment"}
# Byte ranges in a bext chunk (EBU Tech 3285).
BEXT_FIELDS = (("description", 0, 256), ("originator", 256, 288), ("date", 320, 330))
KNOWN_FRAMES = {name: frame for name, frame in (id3.Frames | id3.Frames_2_2).items() if name in ID3_NAMES}
KNOWN_FRAMES["TXXX"], KNOWN_FRAMES["TXX"] = id3.TXXX, id3.Frames_2_2["TXX"]
KEYWORD_BREAK = re.compile(r"[,;\n]")


def read_tags(source: Source, outline: Outline) -> tuple[dict[str, Any], list[str]]:
    """Return (tags, warnings): short clean strings by name, `keywords` as a list. Never raises on content.

    The first reader to name a thing wins; readers go from the richest format to the poorest.
    """
    tags: dict[str, Any] = {}
    warnings: list[str] = []
    for reader in _readers(source, outline):
        try:
            for name, value in reader():
                _keep(tags, name, value, source.limits)
        except (
            Exception
        ) as error:  # MemoryError too: a length field may ask for gigabytes that are not there.
            warnings.append(f"tags unreadable: {type(error).__name__}")
    return tags, warnings


def _readers(source: Source, outline: Outline) -> list[Callable[[], Found]]:
    match outline.container:
        case Container.MP3:
            return [lambda: _id3(source.file), lambda: _ape(source.file)]
        case Container.FLAC:
            return [lambda: _items(FLAC(_rewound(source.file)), NAMED)]
        case Container.OGG:
            return [lambda: _ogg(source)]
        case Container.M4A:
            return [lambda: _items(mp4.MP4(_rewound(source.file)), MP4_NAMES)]
        case Container.WAVPACK:
            return [lambda: _ape(source.file)]
        case _:
            return [lambda: _chunk_id3(source, outline), lambda: _chunk_texts(source, outline)]


def _rewound(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _id3(file: BinaryIO) -> Found:
    # Known text frames only: pictures and nested chapters are what makes parsers slow.
    try:
        found = id3.ID3(_rewound(file), known_frames=KNOWN_FRAMES, translate=False)
    except id3.ID3NoHeaderError:
        return
    for frame in found.values():
        if not isinstance(frame, id3.TextFrame):
            continue
        own_name = NAMED.get(str(getattr(frame, "desc", "")).lower(), "")
        is_free = frame.FrameID in ("TXXX", "TXX")
        name = own_name if is_free else ID3_NAMES.get(frame.FrameID, "")
        if name:
            yield name, ", ".join(str(text) for text in getattr(frame, "text", [])[:8])


def _ape(file: BinaryIO) -> Found:
    try:
        found = APEv2(_rewound(file))
    except APENoHeaderError:
        return
    yield from _items(found, NAMED)


def _ogg(source: Source) -> Found:
    head = source.read(0, 64)
    kind = (
        oggopus.OggOpus
        if b"OpusHead" in head
        else oggflac.OggFLAC
        if b"FLAC" in head
        else oggvorbis.OggVorbis
    )
    yield from _items(kind(_rewound(source.file)), NAMED)


def _items(tagged: Any, names: dict[str, str]) -> Found:
    pairs: Iterable[tuple[Any, Any]] = tagged.items()
    for key, value in pairs:
        name = names.get(str(key)) or names.get(str(key).lower())
        if name and not isinstance(value, bytes):
            values = value if isinstance(value, list) else [value]
            yield name, ", ".join(str(one) for one in values[:64])


def _chunk_id3(source: Source, outline: Outline) -> Found:
    for chunk in outline.chunks:
        if chunk.name.lower() == "id3 ":
            yield from _id3(
                io.BytesIO(source.read(chunk.offset, min(chunk.size, source.limits.max_tag_bytes)))
            )


def _chunk_texts(source: Source, outline: Outline) -> Found:
    most = source.limits.max_text_chunk_bytes
    # INFO before bext: a bext description is cut at 256 bytes and its date is the recorder's.
    for chunk in sorted(outline.chunks, key=lambda chunk: chunk.name == "bext"):
        if chunk.name == "LIST" and source.read(chunk.offset, 4) == b"INFO":
            yield from _info(source.read(chunk.offset + 4, min(chunk.size - 4, most)))
        elif chunk.name == "bext":
            yield from _bext(source.read(chunk.offset, 602))
        elif chunk.name in AIFF_NAMES and outline.container is Container.AIFF:
            yield AIFF_NAMES[chunk.name], _text(source, chunk, most)


def _text(source: Source, chunk: Chunk, most: int) -> str:
    return decode(source.read(chunk.offset, min(chunk.size, most)))


def _bext(body: bytes) -> Found:
    for name, start, end in BEXT_FIELDS:
        yield name, decode(body[start:end])


def _info(body: bytes) -> Found:
    at = 0
    while at + 8 <= len(body):
        key, size = struct.unpack_from("<4sI", body, at)
        if key in INFO_NAMES:
            yield INFO_NAMES[key], decode(body[at + 8 : at + 8 + size])
        at += 8 + size + (size & 1)


def _keep(tags: dict[str, Any], name: str, value: str, limits: Limits) -> None:
    if name in tags:
        return
    if name == "keywords":
        words = [clean(word, 100) for word in KEYWORD_BREAK.split(value[: limits.max_tag_value_chars * 4])]
        kept: Any = list(dict.fromkeys(word for word in words if word))[: limits.max_keywords]
    else:
        kept = clean(value, limits.max_tag_value_chars)
    if kept:
        tags[name] = kept
