"""Our fields out of many values: whose word counts, and where containers contradict each other."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from .folding import ascii_folded
from .keys import CONTESTED, FREE, KEYS, PRIORITY

Said = str | tuple[str, ...]

LICENCE_IN_USER_DATA = re.compile(r"(?:^|; )LicenseID=(\S+)$")
SOUND_AND_LICENCE = re.compile(r"(\S+) Licence \S+")
DATE = re.compile(r"(\d{4})(?:[-./:](\d\d)[-./:](\d\d))?(?!\d)")
KEYWORD_BREAK = re.compile(r"[,;\n]")
# A description is often cut to 255 letters, a bext always to 256 bytes: from here on a beginning is the same.
CUT_CHARS = 24
# Two languages in one narrow field are cut each by itself: then only the beginning is the same.
SAME_BEGINNING_CHARS = 100
_PUNCTUATION = re.compile(r"[^0-9a-z]")


class Placed(Protocol):
    """A text and where it stood."""

    @property
    def container(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def text(self) -> str: ...


_Value = TypeVar("_Value", bound=Placed)


def plain_key(key: str) -> str:
    """`TXXX:Cat ID` and `catid` name the same thing."""
    return _PUNCTUATION.sub("", key.lower().removeprefix("txxx:"))


def _date(text: str) -> str:
    found = DATE.match(text)
    if not found:
        return ""
    year, month, day = found.groups()
    return f"{year}-{month}-{day}" if month else year


def _is_url(text: str) -> bool:
    return text.lower().startswith(("https://", "http://"))


def _sound_id(text: str) -> str:
    found = SOUND_AND_LICENCE.fullmatch(text)
    return found[1] if found else ""


# What a text has to look like to be this field; "" when it is something else.
READINGS: dict[tuple[str, str], Callable[[str], str]] = {
    ("recorded_on", ""): _date,
    ("licence_url", ""): lambda text: text if _is_url(text) else "",
    ("licence_id", ""): lambda text: "" if _is_url(text) else text,
    ("copyright", ""): lambda text: text.removeprefix("©").removeprefix("(c)").strip(),
    ("user_data", "ixml.aswg"): lambda text: LICENCE_IN_USER_DATA.sub("", text),
    ("sound_id", "ixml.user"): _sound_id,
}


def resolve(values: Iterable[_Value]) -> tuple[dict[str, Said], dict[str, list[_Value]]]:
    """Return our fields, each from the container that is believed first, and where containers differ.

    A text that another one merely continues counts as cut short: the longer one is taken and nothing differs.
    """
    by_key: dict[tuple[str, str], list[_Value]] = {}
    for value in values:
        by_key.setdefault((value.container, plain_key(value.key)), []).append(value)
    said: dict[str, Said] = {}
    conflicts: dict[str, list[_Value]] = {}
    for field, keys in KEYS.items():
        candidates = list(_candidates(field, keys, by_key))
        if candidates:
            said[field] = _fullest(field, candidates)
            if field in CONTESTED:
                differing = _differing(field, candidates)
                conflicts |= {field: differing} if differing else {}
    return said, conflicts


def _candidates(
    field: str, keys: dict[str, str], by_key: dict[tuple[str, str], list[_Value]]
) -> Iterator[tuple[_Value, Said]]:
    """Yield the first usable value of each container, the most believed container first."""
    for container in PRIORITY:
        names = keys.get(container) or (keys.get("tags", "") if container in FREE else "")
        for name in names.split():
            found = by_key.get((container, name), [])
            said = _reading(field, container, found)
            if said:
                yield found[0], said
                break


def _reading(field: str, container: str, found: Sequence[Placed]) -> Said:
    if field == "keywords":
        words = (word.strip() for value in found for word in KEYWORD_BREAK.split(value.text))
        return tuple(dict.fromkeys(word for word in words if word))
    read = READINGS.get((field, container)) or READINGS.get((field, ""))
    texts = (read(value.text) if read else value.text for value in found)
    return next((text for text in texts if text), "")


def _fullest(field: str, candidates: Sequence[tuple[Placed, Said]]) -> Said:
    best = candidates[0][1]
    if field in CONTESTED and isinstance(best, str) and len(best) >= CUT_CHARS:
        for _, other in candidates[1:]:
            if isinstance(other, str) and len(other) > len(best) and other.startswith(best):
                best = other
    return best


def _differing(field: str, candidates: Sequence[tuple[_Value, Said]]) -> list[_Value]:
    """The first value of each different meaning; nothing when there is but one."""
    apart: list[tuple[_Value, Said]] = []
    for value, said in candidates:
        if not any(_is_same(field, said, other) for _, other in apart):
            apart.append((value, said))
    return [value for value, _ in apart] if len(apart) > 1 else []


def _is_same(field: str, one: Said, other: Said) -> bool:
    if not isinstance(one, str) or not isinstance(other, str):
        return {word.casefold() for word in one} == {word.casefold() for word in other}
    one, other = " ".join(one.casefold().split()), " ".join(other.casefold().split())
    if one.isascii() != other.isascii():
        # A container that holds ASCII alone had to leave the rest of the text out.
        one, other = ascii_folded(one), ascii_folded(other)
    short, long = sorted((one, other), key=len)
    if field == "description":
        short = short[:SAME_BEGINNING_CHARS]
    if field in ("recorded_on", "description") or len(short) >= CUT_CHARS:
        return long.startswith(short.rstrip(" ."))
    return short == long
