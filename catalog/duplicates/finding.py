"""What a sound resembles: exact copies by hash, near ones through the index of fingerprints."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from catalog.audio.fingerprint import Fingerprint
from catalog.audio.matching import best_match
from catalog.duplicates.candidates import candidates
from catalog.duplicates.models import LISTED, Resemblance
from catalog.effects.models import AudioFile

Kind = Resemblance.Kind

MOST_FOUND = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A sound to look for. Nobody's and no file of the library when it was not uploaded."""

    sha256: str
    pcm_sha256: str
    fingerprint: Fingerprint | None
    file_id: int = 0
    seller_id: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One sound that resembles the sought one, which begins `offset_ms` after it does."""

    original: AudioFile
    kind: Kind
    score: float
    offset_ms: int


def resembling(sought: Sought) -> list[Found]:
    """Listed sounds of anybody, and at most one unlisted exact copy of the same seller's; at most ten.

    Those of other sellers come first, so that nobody's own copies push somebody else's original off the list.
    Six statements.
    """
    found = {one.original.pk: one for one in [*_near(sought), *_exact(sought)]}

    def rank(one: Found) -> tuple[bool, bool, float]:
        return one.original.seller_id == sought.seller_id, one.kind != Kind.EXACT, -one.score

    return sorted(found.values(), key=rank)[:MOST_FOUND]


def _exact(sought: Sought) -> list[Found]:
    """The same bytes, or the same samples in another container."""
    same = Q(sha256=sought.sha256)
    if sought.pcm_sha256:
        same |= Q(pcm_sha256=sought.pcm_sha256)
    twins = AudioFile.objects.filter(same, state=AudioFile.State.READY).exclude(pk=sought.file_id)
    twins = twins.select_related("effect", "seller")
    listed = twins.filter(effect__state__in=LISTED)
    own = twins.filter(seller=sought.seller_id, effect__isnull=False).exclude(effect__state__in=LISTED)
    earliest = [*_earliest(listed, sought)[:MOST_FOUND], *_earliest(own, sought)[:1]]
    return [Found(twin, Kind.EXACT, 1.0, 0) for twin in earliest]


def _earliest(twins: QuerySet[AudioFile], sought: Sought) -> QuerySet[AudioFile]:
    is_own = ExpressionWrapper(Q(seller=sought.seller_id), BooleanField())
    return twins.alias(is_own=is_own).order_by("is_own", "uploaded_at", "pk")


def _near(sought: Sought) -> list[Found]:
    if sought.fingerprint is None:
        return []
    near = {}
    for candidate in candidates(sought.fingerprint, apart_from=sought.file_id):
        match = best_match(sought.fingerprint, candidate.fingerprint)
        if match is not None and match.is_near:
            near[candidate.file_id] = match
    originals = AudioFile.objects.filter(pk__in=near).select_related("effect", "seller")
    return [
        Found(original, Kind.NEAR, near[original.pk].score, near[original.pk].offset_ms)
        for original in originals
    ]
