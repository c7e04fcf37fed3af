"""Lists of sounds on a page, and the filters beside them."""

from collections.abc import Collection

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from catalog.effects import rows
from catalog.effects.models import Effect
from catalog.search import drawing
from catalog.search.facets import FacetOption
from catalog.search.histograms import Bar

register = template.Library()


@register.simple_tag(takes_context=True)
def effect_rows(context: Context, effects: list[Effect]) -> SafeString:
    return rows.rows(effects, favourites=_favourites(context))


@register.simple_tag(takes_context=True)
def effect_row(context: Context, effect: Effect) -> SafeString:
    return rows.rows([effect], favourites=_favourites(context))


@register.simple_tag
def facet_options(listed: tuple[FacetOption, ...], parameter: str, *, is_counted: bool) -> SafeString:
    return drawing.options(listed, parameter=parameter, is_counted=is_counted)


@register.simple_tag
def histogram_bars(listed: tuple[Bar, ...]) -> SafeString:
    return drawing.bars(listed)


def _favourites(context: Context) -> Collection[int]:
    """Primary keys of the reader's favourites; none where a page has no reader."""
    return context.get("favourites") or frozenset()
