"""What the filter form sends, in the words of a search URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.search.query import parameter
from catalog.search.ranges import read

_RANGES = ("price_range", "duration", "loudness")
_LOW, _HIGH = "_low", "_high"


def params(sent: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The sent values with the two fields of each range joined: dur_low=2, dur_high=10 → dur=2..10.

    An end that is no number is left out; the other one still counts.
    """
    joined = {name: list(values) for name, values in sent.items() if not name.endswith((_LOW, _HIGH))}
    for name in map(parameter, _RANGES):
        low, high = (_end(sent, name + end) for end in (_LOW, _HIGH))
        if low or high:
            joined[name] = [f"{low}..{high}"]
    return joined


def is_sent_by_form(sent: Mapping[str, Sequence[str]]) -> bool:
    """Whether this is a submitted form, whose address says the same in more words than needed."""
    return any(name + end in sent for name in map(parameter, _RANGES) for end in (_LOW, _HIGH))


def _end(sent: Mapping[str, Sequence[str]], name: str) -> str:
    text = next(iter(sent.get(name, ())), "").strip()[:20]
    # 5,000 won, but 2,5 seconds.
    text = text.replace(",", "" if name.startswith(parameter("price_range")) else ".").replace("−", "-")
    return text if read(f"{text}..") else ""
