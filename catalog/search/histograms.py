"""Durations and loudness as a visitor meets them: bars drawn from counts, and the ends of the chosen range."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.search import facet_codes, facet_labels
from catalog.search.facet_counts import Counts
from catalog.search.query import SearchQuery, parameter
from catalog.search.ranges import Range

# In units of the drawing, which the page stretches to its own width.
BAR_WIDTH, HEIGHT = 10, 40
_GAP, _LEAST = 2, 2

_BOUNDS = {"duration": facet_codes.DURATION_BUCKETS, "loudness": facet_codes.LOUDNESS_BUCKETS}


@dataclass(frozen=True, slots=True)
class Bar:
    """`count` effects from `low` to below `high` (None: open); x, y, width and height are of the drawing."""

    low: float
    high: float | None
    count: int
    is_chosen: bool
    x: int
    y: int
    height: int
    width: int = BAR_WIDTH - _GAP


@dataclass(frozen=True, slots=True)
class RangeGroup:
    """A filter with two ends. `stops` are what its sliders can be set to: the bounds, then the open end."""

    name: str
    label: str
    span: Range
    bars: tuple[Bar, ...]
    stops: tuple[float, ...]

    @property
    def parameter(self) -> str:
        return parameter(self.name)

    @property
    def unit(self) -> str:
        return facet_labels.unit(self.name)

    @property
    def least(self) -> str:
        """The lowest number a field takes; empty where numbers lie below zero."""
        return "" if self.stops and self.stops[0] < 0 else "0"

    @property
    def stops_text(self) -> str:
        return ",".join(f"{stop:g}" for stop in self.stops)

    @property
    def low(self) -> str:
        return str(Range(low=self.span.low)).removesuffix("..")

    @property
    def high(self) -> str:
        return str(Range(high=self.span.high)).removeprefix("..")

    @property
    def low_place(self) -> int:
        """Where the lower slider stands, at or below the lower end."""
        return 0 if self.span.low is None else max(bisect_right(self.stops, self.span.low) - 1, 0)

    @property
    def high_place(self) -> int:
        return self.last_place if self.span.high is None else bisect_left(self.stops, self.span.high)

    @property
    def last_place(self) -> int:
        return len(self.stops)

    @property
    def drawing_width(self) -> int:
        return BAR_WIDTH * len(self.bars)

    @property
    def drawing_height(self) -> int:
        return HEIGHT

    @property
    def summary(self) -> str:
        """The bars in words."""
        return ", ".join(
            f"{facet_labels.of_range(self.name, Range(bar.low, bar.high))}: {bar.count:,}"
            for bar in self.bars
            if bar.count
        )


def groups(query: SearchQuery, counts: Counts) -> list[RangeGroup]:
    """The two histograms, also without hits: a range may be what has to be taken back."""
    return [
        RangeGroup(
            name=name,
            label=facet_labels.of_group(name),
            span=getattr(query, name),
            bars=_bars(bounds, counts.get(name, {}), getattr(query, name)),
            stops=bounds,
        )
        for name, bounds in _BOUNDS.items()
    ]


def price(query: SearchQuery) -> RangeGroup:
    """The span of prices, which has no bars: half of all sounds cost one of five prices."""
    return RangeGroup("price_range", facet_labels.of_group("price_range"), query.price_range, (), ())


def _bars(bounds: tuple[float, ...], counts: Mapping[str, int], span: Range) -> tuple[Bar, ...]:
    most = max(counts.values(), default=0) or 1
    bars = []
    for place, low in enumerate(bounds):
        high = bounds[place + 1] if place + 1 < len(bounds) else None
        count = counts.get(str(place), 0)
        height = max(round(HEIGHT * count / most), _LEAST) if count else 0
        bars.append(
            Bar(
                low=low,
                high=high,
                count=count,
                is_chosen=_meets(span, low, high),
                x=place * BAR_WIDTH + _GAP // 2,
                y=HEIGHT - height,
                height=height,
            )
        )
    return tuple(bars)


def _meets(span: Range, low: float, high: float | None) -> bool:
    """Whether some of the bar lies within the range; one that only touches its upper end does not."""
    above = span.low is None or high is None or high > span.low
    below = span.high is None or low < span.high
    return above and below
