"""What the results page says about its results, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.search.backend import PAGE_SIZE
from catalog.search.queries import SearchPage
from catalog.search.query import SORTS, SearchQuery

_SORT_LABELS = {
    "relevance": _("Relevance"),
    "newest": _("Newest"),
    "sales": _("Best-selling"),
    "price": _("Price: low to high"),
    "-price": _("Price: high to low"),
    "duration": _("Shortest"),
    "-duration": _("Longest"),
}
_LIST_HEADINGS = {
    "some_words": _("With some of the words"),
    "no_filters": _("Without the filters"),
    "some_words_no_filters": _("Without the filters"),
    "category": _("From related categories"),
    "newest": _("Newest sounds"),
}
_DIGITS_OF_ESTIMATE = 2


@dataclass(frozen=True, slots=True)
class SortOption:
    value: str
    label: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class More:
    """How the list goes on: `url` is the next page; `fetch_url` the rows to add, empty once the list is long enough."""

    url: str
    fetch_url: str


def heading(query: SearchQuery, page: SearchPage | None) -> str:
    words = (page.answered if page else query).wish or query.text
    if words:
        return gettext("Sounds for “%(text)s”") % {"text": words}
    chosen = page.chips if page else []
    if len(chosen) == 1:
        return chosen[0].label
    return gettext("Sounds with these filters") if query.has_filters else gettext("All sounds")


def list_heading(page: SearchPage | None) -> str:
    """What is shown instead, where nothing is what was asked for."""
    return str(_LIST_HEADINGS.get(page.tier, "")) if page and page.effects else ""


def count(page: SearchPage) -> str:
    if page.is_estimated and page.is_answer:
        return gettext("About %(total)s sounds") % {"total": f"{_rounded(page.hits):,}"}
    return ngettext("%(total)s sound", "%(total)s sounds", page.hits) % {"total": f"{page.hits:,}"}


def apply_label(page: SearchPage) -> str:
    """On the button under the filters."""
    if page.is_estimated and page.is_answer:
        return gettext("Show about %(total)s sounds") % {"total": f"{_rounded(page.hits):,}"}
    return ngettext("Show %(total)s sound", "Show %(total)s sounds", page.hits) % {"total": f"{page.hits:,}"}


def sort_options(query: SearchQuery) -> list[SortOption]:
    return [
        SortOption(sort, str(_SORT_LABELS[sort]), query.with_values(sort=sort).url, sort == query.sort)
        for sort in SORTS
    ]


def hidden_fields(query: SearchQuery, page: SearchPage | None) -> list[tuple[str, str]]:
    """What the filter form carries along. Field words are left out of the text: the form has them as choices."""
    answered = page.answered if page else query
    kept = answered.without_filters().with_values(like=answered.like, seller_name=answered.seller_name)
    return kept.to_params()


def more(query: SearchQuery, *, next_cursor: str, shown: int, most: int) -> More | None:
    if not next_cursor:
        return None
    url = query.with_values(cursor=next_cursor).url
    fetch_url = f"{address(query, shown=shown)}&after={next_cursor}" if shown < most else ""
    return More(url, fetch_url)


def address(query: SearchQuery, *, shown: int) -> str:
    """The query string of a list that has grown to `shown` rows."""
    url = query.url
    return url if shown <= PAGE_SIZE and url != "?" else f"{url}{'' if url == '?' else '&'}shown={shown}"


def _rounded(number: int) -> int:
    """An estimate does not pretend to know every digit."""
    if number <= 0:
        return 0
    unit = 10 ** max(floor(log10(number)) + 1 - _DIGITS_OF_ESTIMATE, 0)
    return round(number / unit) * unit
