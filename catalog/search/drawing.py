"""What a page of results has by the dozen, drawn: choices of facets and bars of histograms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from catalog.search.facets import FacetOption
from catalog.search.histograms import Bar
from ksound.core.stencils import Filler, Flags, Mark, Stencil


@dataclass(frozen=True, slots=True)
class _Within:
    """The drawn CatIDs of a chosen category."""

    options: SafeString


def options(listed: Iterable[FacetOption], *, parameter: str, is_counted: bool) -> SafeString:
    """Boxes to tick, the CatIDs of a category below it; with their counts where these mean something."""
    return _options(listed, _OPTION.ready(), parameter, is_counted)


def bars(listed: Iterable[Bar]) -> SafeString:
    filler = _BAR.ready()
    return _joined(filler.fill({"is_chosen": bar.is_chosen}, bar=bar) for bar in listed)


def _options(listed: Iterable[FacetOption], filler: Filler, parameter: str, is_counted: bool) -> SafeString:
    drawn = []
    for option in listed:
        flags = {
            "parameter": parameter,
            "is_counted": is_counted,
            "is_selected": option.selected,
            "has_children": bool(option.children),
        }
        within = _Within(_options(option.children, filler, "cat", is_counted)) if option.children else None
        drawn.append(filler.fill(flags, option=option, within=within))
    return _joined(drawn)


def _joined(drawn: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(drawn))  # noqa: S308  each part is a template of ours, filled with escaped facts


def _option(flags: Flags) -> Mapping[str, object]:
    return {**flags, "option": Mark("option"), "within": Mark("within")}


def _bar(flags: Flags) -> Mapping[str, object]:
    return {**flags, "bar": Mark("bar")}


_OPTION = Stencil("search/option.html", _option)
_BAR = Stencil("search/bar.html", _bar)
