"""What a file says of itself, value by value, with the container each one stood in."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Self

from ..encoding import clean
from ..limits import Limits
from .fields import Said, plain_key, resolve
from .keys import KEYWORD_KEYS

# The whole goes through the child's pipe and into one database row.
MAX_VALUES = 400
MAX_CHARS = 40_000
MAX_MARKERS = 200

# A container, a key as it stands there, and its text before it is cleaned.
Raw = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Value:
    """One text of the file: `Value("ixml.user", "CatID", "DOORWood")`."""

    container: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A named place; `frame` and `length` in sample frames."""

    frame: int
    length: int
    text: str


@dataclass(frozen=True, slots=True)
class Loop:
    """A sustain loop from frame `start` up to and with frame `end`; `count` 0 is for ever."""

    start: int
    end: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """Everything that was read, in the order of the file, and what it comes to.

    `fields` and `conflicts` leave the file name out; `resolved` takes it in.
    """

    values: tuple[Value, ...] = ()
    markers: tuple[Marker, ...] = ()
    loops: tuple[Loop, ...] = ()
    warnings: tuple[str, ...] = ()

    @cached_property
    def fields(self) -> dict[str, Said]:
        return self.resolved({}).fields

    @cached_property
    def conflicts(self) -> dict[str, tuple[Value, ...]]:
        return self.resolved({}).conflicts

    def resolved(self, file_name: Mapping[str, str | None]) -> "Resolved":
        """Our fields by their priority, with those of the UCS file name (`cat_id`, `fx_name`, …) among them."""
        named = [Value("name", key, text) for key, text in file_name.items() if text]
        said, conflicts = resolve([*named, *self.values])
        return Resolved(said, {field: tuple(values) for field, values in conflicts.items()})

    def to_json(self) -> dict[str, Any]:
        """Return a dict that `json.dumps` takes, bounded by MAX_CHARS; warnings travel apart."""
        return {
            "values": [[value.container, value.key, value.text] for value in self.values],
            "markers": [asdict(marker) for marker in self.markers],
            "loops": [asdict(loop) for loop in self.loops],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return what `to_json` was made of, without the warnings."""
        return cls(
            values=tuple(Value(*value) for value in data.get("values", ())),
            markers=tuple(Marker(**marker) for marker in data.get("markers", ())),
            loops=tuple(Loop(**loop) for loop in data.get("loops", ())),
        )


@dataclass(frozen=True, slots=True)
class Resolved:
    """Our fields, and those where containers contradict each other: every differing value with its place."""

    fields: dict[str, Said]
    conflicts: dict[str, tuple[Value, ...]]


def bounded(raw: Iterable[Raw], limits: Limits) -> list[Value]:
    """Clean values up to the bounds; empty ones and repetitions of the same key with the same text left out."""
    kept: dict[Value, None] = {}
    chars = 0
    for container, key, text in islice(raw, MAX_VALUES * 4):
        # Keywords on lines of their own stay apart when the lines are joined.
        lines = text.replace("\n", "; ") if plain_key(key) in KEYWORD_KEYS else text
        cleaned = clean(lines, limits.max_tag_value_chars)
        value = Value(container, clean(key, 60), cleaned)
        if not cleaned or value in kept:
            continue
        chars += len(cleaned) + len(value.key) + len(container)
        if chars > MAX_CHARS or len(kept) >= MAX_VALUES:
            break
        kept[value] = None
    return list(kept)
