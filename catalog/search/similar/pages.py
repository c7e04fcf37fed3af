"""Lists of near sounds as a visitor meets them: weights to set, filters to choose, the nearest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.effects.models import Effect
from catalog.search import forms
from catalog.search.postgresql import hits
from catalog.search.queries import SearchPage, search
from catalog.search.query import SearchQuery
from catalog.search.similar.nearest import Anchor, nearest
from catalog.search.similar.queries import on_sale_in_order
from catalog.search.similar.vectors import FACTORS, Weights

# So many at once, and no more than that in all: what comes later is no longer near.
AT_ONCE, MOST = 24, 96

_LABELS: dict[str, tuple[Promise, Promise]] = {
    "spectrum": (_("Spectrum"), _("which frequencies it has")),
    "timbre": (_("Timbre"), _("how its colour changes")),
    "pitch": (_("Pitch"), _("its tones and how they move")),
    "level": (_("Level"), _("loudness, attack and length")),
}
_WORDS = (
    pgettext_lazy("how much it counts", "not at all"),
    pgettext_lazy("how much it counts", "less"),
    pgettext_lazy("how much it counts", "as usual"),
    pgettext_lazy("how much it counts", "more"),
    pgettext_lazy("how much it counts", "above all"),
)


@dataclass(frozen=True, slots=True)
class Slider:
    """One group and how much it counts."""

    name: str
    label: str
    hint: str
    step: int

    most = len(FACTORS) - 1

    @property
    def word(self) -> str:
        return str(_WORDS[self.step])

    @property
    def words(self) -> str:
        """The words of all steps, for the script that follows the slider."""
        return "|".join(map(str, _WORDS))


@dataclass(frozen=True, slots=True)
class NearPage:
    """`effects` and `distances` belong together, the nearest first; `filters` counts what they were chosen from.

    `query` and `weights` are all of the state beside the sound itself; `shown` is how many were asked for.
    """

    query: SearchQuery
    weights: Weights
    effects: list[Effect]
    distances: list[float]
    filters: SearchPage
    shown: int

    @property
    def sliders(self) -> list[Slider]:
        return [
            Slider(group, str(_LABELS[group][0]), str(_LABELS[group][1]), step)
            for group, step in self.weights.steps.items()
        ]

    @property
    def kept(self) -> str:
        """The weights as the end of an address that a chip begins."""
        kept = urlencode(self.weights.to_params())
        return f"&{kept}" if kept else ""

    @property
    def address(self) -> str:
        """The query string of this list."""
        return self._address(self.shown)

    @property
    def more_url(self) -> str:
        """The longer list; empty where this one ends, by itself or because the rest is not near."""
        goes_on = len(self.effects) >= self.shown and self.shown < MOST
        return self._address(self.shown + AT_ONCE) if goes_on else ""

    def _address(self, shown: int) -> str:
        params = [*self.query.to_params(), *self.weights.to_params()]
        params += [("show", str(shown))] if shown > AT_ONCE else []
        return f"?{urlencode(params)}" if params else ""


def near(anchor: Anchor | None, sent: Mapping[str, list[str]], *, language: str) -> NearPage:
    """The sounds nearest to `anchor` among those that the parameters ask for; none while it is not known.

    The number of SQL statements does not depend on the number of results. Raises SearchTooSlow.
    """
    asked = SearchQuery.from_params(forms.params(dict(sent)))
    query = asked.with_values(like="", sort="relevance")
    weights, shown = Weights.from_params(sent), _shown(sent.get("show", ()))
    filters = search(query, language=language, limit=1)
    is_narrowed = query.has_filters or bool(query.wish)
    found = []
    if anchor is not None and (filters.is_answer or not is_narrowed):
        within = hits(filters.answered) if is_narrowed else None
        found = nearest(anchor, limit=shown, weights=weights, within=within)
    distances = {one.effect_id: one.distance for one in found}
    effects = on_sale_in_order(list(distances))
    return NearPage(
        query=query,
        weights=weights,
        effects=effects,
        distances=[distances[effect.pk] for effect in effects],
        filters=filters,
        shown=shown,
    )


def _shown(values: Sequence[str]) -> int:
    """A whole number of pages."""
    given = next(iter(values), "")
    wanted = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else AT_ONCE
    return min(max(-(-wanted // AT_ONCE) * AT_ONCE, AT_ONCE), MOST)
