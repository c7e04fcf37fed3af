"""A search as one frozen value: the same from a form, from a URL and from the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Literal, get_args
from urllib.parse import urlencode

from catalog.search import expression, facet_codes
from catalog.ucs import schedule
from ksound.core.text import clean_line

MAX_TEXT_LENGTH = 200
_MAX_OTHER_LENGTH = 128

Sort = Literal["relevance", "newest", "price", "-price", "duration", "-duration"]
SORTS: tuple[Sort, ...] = get_args(Sort)

# The names of the fields as URL parameters; the others go by their own name.
_PARAMETERS = {"text": "q", "cat_id": "cat", "sample_rate": "rate"}


@dataclass(frozen=True)
class SearchQuery:
    """What somebody is looking for. Tuples hold the chosen values of a facet, any of which will do."""

    text: str = ""
    category: str = ""
    cat_id: str = ""
    price: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()
    duration: tuple[str, ...] = ()
    sample_rate: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    bits: tuple[str, ...] = ()
    seller: str = ""
    sort: Sort = "relevance"
    cursor: str = ""

    def __post_init__(self) -> None:
        if self.cat_id:
            # A subcategory is always seen inside its category.
            object.__setattr__(self, "category", schedule.get(self.cat_id).category_code)

    @classmethod
    def of_text(cls, text: str) -> SearchQuery:
        return cls(text=_cut(text, MAX_TEXT_LENGTH))

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> SearchQuery:
        """The query of URL parameters (name → values). What means nothing is left out, never an error."""

        def one(name: str) -> str:
            return _cut(next(iter(params.get(name, ())), ""), _MAX_OTHER_LENGTH)

        text = " ".join(params.get("q", ())[:1])
        chosen = {
            facet.name: tuple(
                value for value in facet.values if value in params.get(_parameter(facet.name), ())
            )
            for facet in facet_codes.PACKED
        }
        sort = one("sort")
        return cls(
            text=_cut(text, MAX_TEXT_LENGTH),
            category=_known_category(one("category")),
            cat_id=one("cat") if schedule.exists(one("cat")) else "",
            seller=one("seller"),
            sort=sort if sort in SORTS else "relevance",
            cursor=one("cursor"),
            **chosen,
        )

    def to_params(self) -> list[tuple[str, str]]:
        """The URL parameters from which `from_params` makes this query again; empty fields are left out."""
        params = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value and value != field.default:
                values = value if isinstance(value, tuple) else (value,)
                params += [(_parameter(field.name), part) for part in values]
        return params

    @property
    def url(self) -> str:
        """The query string with its question mark, relative to the search page."""
        return f"?{urlencode(self.to_params())}"

    @cached_property
    def expression(self) -> expression.Expression:
        return expression.read(self.text)

    @property
    def has_filters(self) -> bool:
        return self != self.without_filters()

    def without_filters(self) -> SearchQuery:
        return SearchQuery(text=self.text, sort=self.sort, cursor=self.cursor)

    def with_values(self, **changes: str | tuple[str, ...]) -> SearchQuery:
        """Another search from its first page."""
        return replace(self, **{"cursor": "", **changes})  # type: ignore[arg-type]

    def toggled(self, name: str, value: str) -> SearchQuery:
        """With a facet value chosen, or no longer chosen."""
        if name == "category":
            return self.with_values(category="" if self.category == value else value, cat_id="")
        if name == "cat_id":
            return self.with_values(cat_id="" if self.cat_id == value else value)
        chosen: tuple[str, ...] = getattr(self, name)
        kept = tuple(part for part in chosen if part != value)
        return self.with_values(**{name: kept if value in chosen else (*chosen, value)})


def _parameter(name: str) -> str:
    return _PARAMETERS.get(name, name)


def _cut(text: str, length: int) -> str:
    # Cut first: cleaning ten kilobytes of nonsense is work for nothing.
    return clean_line(text[: 4 * length])[:length].strip()


def _known_category(code: str) -> str:
    return code if any(category.code == code for category in schedule.categories()) else ""
