"""Reading what resembles what."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from catalog.duplicates.models import Resemblance
from catalog.effects.models import AudioFile, Effect


def _named() -> QuerySet[Resemblance]:
    """With all that a page names."""
    return Resemblance.objects.select_related("file", "original__effect", "original__seller")


def beside() -> Prefetch[str]:
    """For lists of files: the resemblances of each, in one statement for all."""
    return Prefetch("resemblances", queryset=_named())


def resembled_by(file: AudioFile) -> list[Resemblance]:
    """What staff compare with `file`: sounds of others first, those on sale before the rest."""
    return _worst_first(_named().filter(file=file))


def told_to_seller(file: AudioFile) -> Resemblance | None:
    """What the seller is told of, if anything: what holds the sound, else their own copy of it.

    Costs a statement unless `beside` was prefetched.
    """
    is_prefetched = "resemblances" in getattr(file, "_prefetched_objects_cache", {})
    found = _worst_first(file.resemblances.all() if is_prefetched else _named().filter(file=file))
    return next(iter([one for one in found if one.holds] or [one for one in found if one.is_own]), None)


def _worst_first(resemblances: Iterable[Resemblance]) -> list[Resemblance]:
    def rank(one: Resemblance) -> tuple[bool, bool, float]:
        is_on_sale = one.listing is not None and one.listing.state == Effect.State.PUBLISHED
        return one.is_own, not is_on_sale, -one.score

    return sorted((one for one in resemblances if one.listing is not None), key=rank)
