"""From an examined file to a listing the seller only has to check."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from catalog.effects.models import AudioFile, Effect
from catalog.ucs import proposal
from catalog.ucs.priors import Sibling

# Files of one seller that arrived this close together are taken for one upload.
SAME_UPLOAD = timedelta(hours=1)
MOST_SIBLINGS = 200

_HANGUL = re.compile("[가-힣]")


def open_draft(*, file: AudioFile, at: datetime) -> Effect:
    """The draft of `file`, filled from its name and tags. A CatID is set only when the UCS name says it."""
    proposed = propose(file)
    is_korean = bool(_HANGUL.search(proposed.title))
    draft, _made = Effect.objects.get_or_create(
        file=file,
        defaults={
            "seller": file.seller,
            "source": Effect.Source.PUBLIC if file.seller.is_public_collection else Effect.Source.PRIVATE,
            "cat_id": proposed.cat_id or "",
            "title_ko": proposed.title[:120] if is_korean else "",
            "title_en": "" if is_korean else proposed.title[:120],
            "keywords": [word[:40] for word in proposed.keywords[:30]],
            "created_at": at,
        },
    )
    return draft


def propose(file: AudioFile) -> proposal.Proposal:
    """What the name and tags of a file propose."""
    return _propose(file)


def propose_again(effect: Effect) -> proposal.Proposal:
    """The same with what the seller has written since, and what the other files of the upload are filed as."""
    written = proposal.Written(
        titles=(effect.title_ko, effect.title_en),
        description=effect.description,
        keywords=tuple(effect.keywords),
    )
    return _propose(effect.file, written=written, siblings=_siblings(effect.file))


def _propose(
    file: AudioFile,
    *,
    written: proposal.Written = proposal.NOTHING_WRITTEN,
    siblings: tuple[Sibling, ...] = (),
) -> proposal.Proposal:
    return proposal.propose(
        file.original_name,
        file.tags,
        language=file.seller.user.language,
        creator_ids=(file.seller.creator_id,),
        written=written,
        siblings=siblings,
    )


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
