"""Text out of strangers' files: which encoding it is in, and a short clean string of it."""

import unicodedata

# Zero-width and bidirectional controls: invisible, and able to make one name look like another.
INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# Below this many letters CP949 bytes pass as UTF-8 too often (12 % of one-syllable terms) to be believed.
SHORT_LETTERS = 3
# Only fields of a fixed size cut letters; the shortest in a bext has 32 bytes.
SHORTEST_FIELD = 32 - 3


def decode(raw: bytes) -> str:
    """Return the text of a bext or INFO field: UTF-8, else CP949, else Latin-1. Never raises.

    A field cut inside a letter is read without that letter. A short field that is valid in both
    is taken as CP949 when only that reading is all Hangul.
    """
    raw = raw.split(b"\0", 1)[0]
    if raw.isascii():
        return raw.decode("ascii")
    utf8 = _strict_utf8(raw)
    korean = _strict(raw, "cp949")
    if korean is None and len(raw) >= SHORTEST_FIELD:
        korean = _strict(raw[:-1], "cp949")
    if utf8 is not None and (len(utf8) > SHORT_LETTERS or has_hangul(utf8) or not has_hangul(korean or "")):
        return utf8
    if korean is not None and has_hangul(korean):
        return korean
    return utf8 if utf8 is not None else raw.decode("latin-1")


def _strict_utf8(raw: bytes) -> str | None:
    for cut in range(4 if len(raw) >= SHORTEST_FIELD else 1):
        text = _strict(raw[: len(raw) - cut], "utf-8")
        if text:
            return text
    return None


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def has_hangul(text: str) -> bool:
    return any("\uac00" <= letter <= "\ud7a3" for letter in text)


def clean(text: str, max_chars: int) -> str:
    """Return NFC text without control, surrogate and invisible letters, cut to `max_chars`."""
    kept = "".join(
        " " if letter in "\t\r\n" else letter
        for letter in text[: max_chars * 4]
        if letter in "\t\r\n"
        or (letter not in INVISIBLE and unicodedata.category(letter) not in ("Cc", "Cs"))
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())[:max_chars].rstrip()
