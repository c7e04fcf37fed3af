"""From an examined file to a listing the seller only has to check."""

from __future__ import annotations

import re
from datetime import datetime

from catalog.effects.models import AudioFile, Effect
from catalog.ucs import proposal

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
    return proposal.propose(
        file.original_name,
        file.tags,
        language=file.seller.user.language,
        creator_ids=(file.seller.creator_id,),
    )
