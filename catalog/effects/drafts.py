"""From an examined file to a listing the seller only has to check."""

from __future__ import annotations

import re
from datetime import datetime

from catalog.audio.features import SIZE
from catalog.audio.metadata.fields import Said
from catalog.effects import embedded
from catalog.effects.embedded import Told
from catalog.effects.models import AudioFile, Effect
from catalog.effects.querysets import SAME_UPLOAD
from catalog.effects.settling import NAME
from catalog.search.similar.queries import near_features
from catalog.ucs import proposal
from catalog.ucs.priors import Neighbour, Sibling
from ksound.core.text import clean_line

MOST_SIBLINGS = 200
MOST_NEIGHBOURS = 8
# Rain, surf and fire lie 3.6 to 5 apart, sounds with nothing in common 6 to 14: in a small catalogue the nearest
# of all is often no resemblance.
ALIKE_WITHIN = 5.0

# The title of these is meant as one; other programs put there what the recorder or the project is called.
TITLED = ("ixml.user", "ixml.aswg", NAME)

_HANGUL = re.compile("[가-힣]")


def open_draft(*, file: AudioFile, at: datetime) -> Effect:
    """The draft of `file`, filled from its metadata and name. A CatID is set only when one of them says it."""
    told = embedded.of(file)
    proposed = _propose(file, told)
    draft, _made = Effect.objects.get_or_create(
        file=file,
        defaults={
            "seller": file.seller,
            "source": Effect.Source.PUBLIC if file.seller.is_public_collection else Effect.Source.PRIVATE,
            "cat_id": proposed.cat_id or "",
            "description": clean_line(proposed.description)[:2000],
            "keywords": keywords(proposed.keywords),
            "created_at": at,
            **_titles(proposed.title),
        },
    )
    embedded.count_questions(file=file, settled=told.settled)
    return draft


def title(text: str) -> dict[str, str]:
    """The column of a title: which language it is in shows in its letters."""
    column = "title_ko" if _HANGUL.search(text) else "title_en"
    return {column: clean_line(text)[:120]}


def keywords(words: tuple[str, ...]) -> list[str]:
    """As many as a listing holds, each as long as it may be."""
    plain = (clean_line(word)[:40] for word in words)
    return list(dict.fromkeys(word for word in plain if word))[:30]


def propose(file: AudioFile) -> proposal.Proposal:
    """What the metadata and the name of a file propose."""
    return _propose(file, embedded.of(file))


def propose_again(effect: Effect, told: Told | None = None) -> proposal.Proposal:
    """The same with what is known since: the seller's words, the rest of the upload, sounds that are alike."""
    written = proposal.Written(
        titles=(effect.title_ko, effect.title_en),
        description=effect.description,
        keywords=tuple(effect.keywords),
    )
    file = effect.file
    return _propose(
        file,
        told or embedded.of(file),
        written=written,
        siblings=_siblings(file),
        neighbours=_neighbours(file),
    )


def _propose(
    file: AudioFile,
    told: Told,
    *,
    written: proposal.Written = proposal.NOTHING_WRITTEN,
    siblings: tuple[Sibling, ...] = (),
    neighbours: tuple[Neighbour, ...] = (),
) -> proposal.Proposal:
    return proposal.propose(
        file.original_name,
        file.tags,
        language=file.seller.user.language,
        said=stated(told),
        creator_ids=told.words.creator_ids,
        vendors=told.words.vendors,
        written=written,
        siblings=siblings,
        neighbours=neighbours,
    )


def stated(told: Told) -> dict[str, Said]:
    """The fields a listing starts from."""
    fields = told.settled.fields
    found = {field: fields[field] for field in ("cat_id", "description", "keywords") if field in fields}
    fx_name = told.settled.said_by("fx_name", TITLED)
    return found | ({"fx_name": fx_name} if fx_name else {})


def retitle(effect: Effect, *, before: Told, after: Told) -> bool:
    """Set, not save, the title that is read now; False when it is the same or its seller wrote another one."""
    old, new = (_propose(effect.file, told).title for told in (before, after))
    is_untouched = {"title_ko": effect.title_ko, "title_en": effect.title_en} == _titles(old)
    if old == new or not is_untouched:
        return False
    for column, text in _titles(new).items():
        setattr(effect, column, text)
    return True


def _titles(text: str) -> dict[str, str]:
    return {"title_ko": "", "title_en": ""} | title(text)


def _siblings(file: AudioFile) -> tuple[Sibling, ...]:
    """The other sounds of the upload that have a CatID, the latest first."""
    near = (file.uploaded_at - SAME_UPLOAD, file.uploaded_at + SAME_UPLOAD)
    others = (
        Effect.objects.of(file.seller)
        .filter(file__uploaded_at__range=near)
        .exclude(file=file)
        .exclude(cat_id="")
        .order_by("-file__uploaded_at", "-pk")
        .values_list("cat_id", "title_ko", "title_en")[:MOST_SIBLINGS]
    )
    return tuple(Sibling(cat_id, f"{korean} {english}") for cat_id, korean, english in others)


def _neighbours(file: AudioFile) -> tuple[Neighbour, ...]:
    """The sounds on sale that are most like it, the nearest first."""
    if not file.features or len(file.features) != SIZE:
        return ()
    found = near_features(file.features, limit=MOST_NEIGHBOURS)
    near = [(pk, distance) for pk, distance in found if distance <= ALIKE_WITHIN]
    filed = dict(
        Effect.objects.filter(pk__in=[pk for pk, _ in near]).exclude(file=file).values_list("pk", "cat_id")
    )
    return tuple(Neighbour(filed[pk], distance) for pk, distance in near if pk in filed)
