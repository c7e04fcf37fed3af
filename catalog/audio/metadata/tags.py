"""Metadata under the short plain names which the seller's form proposes from."""

from typing import Any

from ..encoding import clean
from .fields import plain_key
from .values import Metadata, Value

# container → its keys → our short name. The containers that say it best come first.
NAMES: dict[str, dict[str, str]] = {
    "ixml.user": {"description": "description", "fxname": "fx_name"},
    "ixml.aswg": {"fxname": "fx_name"},
    "id3": {
        "tit2": "title", "tpe1": "artist", "talb": "album", "comm": "comment", "tcon": "genre", "tdrc": "date",
        "tcom": "composer", "tcop": "copyright", "tit1": "grouping", "tit3": "description", "tpub": "publisher",
        "tbpm": "bpm",
    },
    "vorbis": {},
    "mp4": {
        "nam": "title", "art": "artist", "alb": "album", "cmt": "comment", "gen": "genre", "day": "date",
        "wrt": "composer", "cprt": "copyright", "desc": "description",
    },
    "ape": {},
    "info": {
        "inam": "title", "iart": "artist", "iprd": "album", "icmt": "comment", "ignr": "genre", "icrd": "date",
        "icop": "copyright", "isbj": "description", "isft": "software",
    },
    "aiff": {"name": "title", "auth": "artist", "c": "copyright", "anno": "comment"},
    "w64": {"inam": "title", "iart": "artist", "icmt": "comment", "icop": "copyright"},
    # Last: a bext description is cut at 256 bytes and its date is the recorder's.
    "bext": {"description": "description", "originator": "originator", "originationdate": "date"},
}  # fmt: skip
FREE_NAMES = (
    "title", "artist", "album", "comment", "description", "genre", "date", "composer", "copyright", "publisher",
    "bpm",
)  # fmt: skip
FREE = {name: name for name in FREE_NAMES} | {"year": "date", "fxname": "fx_name"}
OURS = ("cat_id", "category", "subcategory")
MAX_CHARS = 2_000
MAX_KEYWORDS = 100
MAX_KEYWORD_CHARS = 100


def as_tags(metadata: Metadata) -> dict[str, Any]:
    """Return short clean strings by name, `keywords` as a list; the first container to name a thing wins."""
    tags: dict[str, Any] = {}
    for container, names in NAMES.items():
        found: dict[str, list[str]] = {}
        for value in metadata.values:
            name = names.get(plain_key(value.key)) or _free(value)
            if value.container == container and name:
                found.setdefault(name, []).append(value.text)
        for name, texts in found.items():
            # Several values of one comment belong together; in the other containers the first one counts.
            joined = ", ".join(texts) if container in ("vorbis", "mp4", "ape") else texts[0]
            tags.setdefault(name, joined[:MAX_CHARS])
    fields = metadata.fields
    tags |= {name: fields[name] for name in OURS if name in fields}
    words = [clean(word, MAX_KEYWORD_CHARS) for word in fields.get("keywords", ())]
    kept = list(dict.fromkeys(word for word in words if word))[:MAX_KEYWORDS]
    return tags | ({"keywords": kept} if kept else {})


def _free(value: Value) -> str:
    is_free = value.container in ("vorbis", "ape") or value.key.upper().startswith("TXXX:")
    return FREE.get(plain_key(value.key), "") if is_free else ""
