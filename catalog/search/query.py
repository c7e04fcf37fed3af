"""A search as one frozen value: the same from a form, from a URL, from the text box and from the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, fields, replace
from functools import cached_property
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from catalog.search import expression, facet_codes, fieldwords, ranges
from catalog.search.ranges import ANY, Range
from catalog.ucs import schedule
from ksound.core.text import clean_line

MAX_TEXT_LENGTH = 200
_MAX_OTHER_LENGTH = 128
_MAX_NAMES = 16

Sort = Literal["relevance", "newest", "sales", "price", "-price", "duration", "-duration"]
SORTS: tuple[Sort, ...] = get_args(Sort)

# The names of the fields as URL parameters; the others go by their own name.
_PARAMETERS = {
    "text": "q",
    "cat_id": "cat",
    "sample_rate": "rate",
    "duration": "dur",
    "loudness": "lufs",
    "price_range": "won",
    "seller_name": "by",
}
_NOT_FILTERS = ("text", "sort", "cursor")


@dataclass(frozen=True)
class SearchQuery:
    """What somebody is looking for. Tuples hold the chosen values of a facet, any of which will do.

    `text` is what was typed. Field words in it (`dur:<2s`) are in force in the other fields as well; `wish` is
    the rest. A CatID narrows its own category and leaves other chosen categories whole.
    """

    text: str = ""
    category: tuple[str, ...] = ()
    cat_id: tuple[str, ...] = ()
    price: tuple[str, ...] = ()
    price_range: Range = ANY  # KRW
    licence: tuple[str, ...] = ()
    duration: Range = ANY  # seconds
    sample_rate: tuple[str, ...] = ()
    bits: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    loudness: Range = ANY  # LUFS
    source: tuple[str, ...] = ()
    ai: tuple[str, ...] = ()
    seller: tuple[str, ...] = ()  # public ids
    seller_name: tuple[str, ...] = ()  # parts of display names
    like: str = ""  # public id of an effect
    sort: Sort = "relevance"
    cursor: str = ""

    def __post_init__(self) -> None:
        for name, typed in self._typed.items():
            object.__setattr__(self, name, _united(getattr(self, name), typed))
        categories = _in_order(_category_places(), (*self.category, *self._implied_categories))
        object.__setattr__(self, "category", categories)
        object.__setattr__(self, "cat_id", _in_order(_cat_id_places(), self.cat_id))
        for facet in facet_codes.PACKED:
            chosen = getattr(self, facet.name)
            object.__setattr__(self, facet.name, tuple(value for value in facet.values if value in chosen))

    @classmethod
    def of_text(cls, text: str) -> SearchQuery:
        return cls(text=_cut(text, MAX_TEXT_LENGTH))

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> SearchQuery:
        """The query of URL parameters (name → values). What means nothing is left out, never an error."""

        def one(name: str) -> str:
            return _cut(next(iter(params.get(name, ())), ""), _MAX_OTHER_LENGTH)

        def names(name: str) -> tuple[str, ...]:
            cut = (_cut(value, _MAX_OTHER_LENGTH) for value in params.get(name, ())[:_MAX_NAMES])
            return tuple(dict.fromkeys(filter(None, cut)))

        sort = one("sort")
        packed: dict[str, Any] = {
            facet.name: tuple(params.get(parameter(facet.name), ())) for facet in facet_codes.PACKED
        }
        spans: dict[str, Any] = {
            name: ranges.read(one(parameter(name))) for name in ("price_range", "duration", "loudness")
        }
        return cls(
            text=_cut(" ".join(params.get("q", ())[:1]), MAX_TEXT_LENGTH),
            category=tuple(code for code in params.get("category", ()) if code in _category_places()),
            cat_id=tuple(cat_id for cat_id in params.get("cat", ()) if cat_id in _cat_id_places()),
            seller=names("seller"),
            seller_name=names("by"),
            like=one("like"),
            sort=sort if sort in SORTS else "relevance",
            cursor=one("cursor"),
            **packed,
            **spans,
        )

    def to_params(self) -> list[tuple[str, str]]:
        """The URL parameters from which `from_params` makes this query again; what the text says is not said twice."""
        params = []
        for field in fields(self):
            params += [(parameter(field.name), part) for part in self._parts_beside_the_text(field)]
        return params

    @property
    def url(self) -> str:
        """The query string with its question mark, relative to the search page."""
        return f"?{urlencode(self.to_params())}"

    @cached_property
    def wish(self) -> str:
        """The text without its field words."""
        return self._read_text[0]

    @cached_property
    def expression(self) -> expression.Expression:
        return expression.read(self.wish)

    @property
    def has_filters(self) -> bool:
        return any(
            getattr(self, field.name) != field.default
            for field in fields(self)
            if field.name not in _NOT_FILTERS
        )

    def without_filters(self) -> SearchQuery:
        return SearchQuery(text=self.wish, sort=self.sort, cursor=self.cursor)

    def with_values(self, **changes: str | tuple[str, ...] | Range) -> SearchQuery:
        """Another search from its first page. Field words of a changed field become choices like all others."""
        if self._typed.keys() & changes.keys():
            changes = {"text": self.wish, **changes}
        return replace(self, **{"cursor": "", **changes})  # type: ignore[arg-type]

    def toggled(self, name: str, value: str) -> SearchQuery:
        """With a facet value chosen, or no longer chosen; a category goes with its CatIDs."""
        chosen: tuple[str, ...] = getattr(self, name)
        if value not in chosen:
            return self.with_values(**{name: (*chosen, value)})
        changes = {name: tuple(part for part in chosen if part != value)}
        if name == "category":
            changes["cat_id"] = tuple(
                cat_id for cat_id in self.cat_id if schedule.get(cat_id).category_code != value
            )
        return self.with_values(**changes)

    @cached_property
    def _read_text(self) -> tuple[str, dict[str, Any]]:
        return fieldwords.read(self.text)

    @property
    def _typed(self) -> dict[str, Any]:
        return self._read_text[1]

    @property
    def _implied_categories(self) -> list[str]:
        """A subcategory is always seen inside its category."""
        return [schedule.get(cat_id).category_code for cat_id in self.cat_id]

    def _parts_beside_the_text(self, field: Field[Any]) -> Iterable[str]:
        value = getattr(self, field.name)
        if not value or value == field.default:
            return ()
        if isinstance(value, tuple):
            said = self._implied_categories if field.name == "category" else ()
            said = (*said, *self._typed.get(field.name, ()))
            return [part for part in value if part not in said]
        return () if field.name in self._typed else (str(value),)


def _united(chosen: Any, typed: Any) -> Any:
    """Chosen and typed values together; of two ranges the typed one."""
    return tuple(dict.fromkeys((*typed, *chosen))) if isinstance(typed, tuple) else typed


def _in_order(places: Mapping[str, int], chosen: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(chosen), key=places.__getitem__))


def _category_places() -> Mapping[str, int]:
    return facet_codes.category_numbers()


def _cat_id_places() -> Mapping[str, int]:
    return facet_codes.subcategory_numbers()


def parameter(name: str) -> str:
    """What a field of the query is called in a URL and in a form."""
    return _PARAMETERS.get(name, name)


def _cut(text: str, length: int) -> str:
    # Cut first: cleaning ten kilobytes of nonsense is work for nothing.
    return clean_line(text[: 4 * length])[:length].strip()
