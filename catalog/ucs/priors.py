"""What is known of a sound beside its words: sounds that resemble it, and the others of the same upload."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.ucs.features import comparable, is_telling
from catalog.ucs.words import words

_TINY = 1e-6  # keeps the closeness of equal sounds finite

# Evidence where all neighbours, or all others of an upload, are filed alike; a fitting word gives about ten,
# so that both are among the five where they disagree.
_NEIGHBOURS, _UPLOAD, _SAME_NAME = 9.0, 3.0, 9.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A sound that sounds alike, already filed; `distance` is any measure that is 0 for the same sound."""

    cat_id: str
    distance: float


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another file of the same upload, already filed."""

    cat_id: str
    title: str


@dataclass(slots=True)
class Prior:
    """`count` sounds speak for a CatID with `weight`."""

    weight: float = 0.0
    count: int = 0


def of_neighbours(neighbours: Iterable[Neighbour]) -> dict[str, Prior]:
    """CatID → prior. The nearest counts fully, one at twice its distance half: no scale has to be known."""
    listed = list(neighbours)
    if not listed:
        return {}
    nearest = min(one.distance for one in listed)
    closeness = [(nearest + _TINY) / (one.distance + _TINY) for one in listed]
    found: dict[str, Prior] = {}
    for one, share in zip(listed, closeness, strict=True):
        prior = found.setdefault(one.cat_id, Prior())
        prior.weight += _NEIGHBOURS * share / sum(closeness)
        prior.count += 1
    return found


def of_siblings(title: str, siblings: Iterable[Sibling]) -> dict[str, Prior]:
    """CatID → prior: a little for being in the upload, much for having nearly the same name."""
    listed = list(siblings)
    own = _telling_words(title)
    found: dict[str, Prior] = {}
    alike: dict[str, float] = {}
    for one in listed:
        prior = found.setdefault(one.cat_id, Prior())
        prior.weight += _UPLOAD / len(listed)
        prior.count += 1
        theirs = _telling_words(one.title)
        likeness = len(own & theirs) / len(own | theirs) if own and theirs else 0.0
        alike[one.cat_id] = max(alike.get(one.cat_id, 0.0), likeness)
    for cat_id, likeness in alike.items():
        found[cat_id].weight += _SAME_NAME * likeness
    return found


def _telling_words(title: str) -> frozenset[str]:
    return frozenset(comparable(word) for word in words(title) if is_telling(word))
