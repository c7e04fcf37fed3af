"""A seller says what a word in their file names is; drafts nobody has touched are read again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.audio.metadata import Metadata
from catalog.effects import drafts, embedded
from catalog.effects.models import Effect, EmbeddedMetadata
from catalog.naming import queries
from catalog.naming.models import MAX_CHARS, NamePart
from catalog.naming.queries import Words
from ksound.core import audit
from ksound.core.models import User
from sellers.registration.models import Seller

Kind = NamePart.Kind


class NotYours(Exception):
    """Only the seller declares words of their own names."""


class WordRefused(Exception):
    """The word is empty, too long, or holds what divides the blocks of a UCS name."""


class TakenByAnother(Exception):
    """Another seller has registered this CreatorID."""


@transaction.atomic
def declare(*, seller: Seller, by: User, kind: str, text: str, at: datetime) -> int:
    """`text` is a vendor category, or a CreatorID, of this seller. Returns how many drafts have another title now.

    Raises NotYours, WordRefused, TakenByAnother.
    """
    return _decide(seller=seller, by=by, kind=kind, text=text, is_declared=True, at=at)


@transaction.atomic
def decline(*, seller: Seller, by: User, kind: str, text: str, at: datetime) -> int:
    """`text` is part of titles: do not ask again. Returns and raises as `declare`."""
    return _decide(seller=seller, by=by, kind=kind, text=text, is_declared=False, at=at)


@transaction.atomic
def forget(*, seller: Seller, by: User, kind: str, text: str, at: datetime) -> int:
    """As if it had never been decided. Returns as `declare`; raises NotYours."""
    _require_owner(seller, by)
    before = queries.words_of(seller)
    deleted, _ = NamePart.objects.filter(seller=seller, kind=kind, text=text).delete()
    if not deleted:
        return 0
    audit.record("seller.name_part_forgotten", target=seller, by=by, at=at, kind=kind, text=text)
    return _read_again(seller, text, before)


def _decide(*, seller: Seller, by: User, kind: str, text: str, is_declared: bool, at: datetime) -> int:
    _require_owner(seller, by)
    _require_a_word(text)
    if kind == Kind.CREATOR_ID and Seller.objects.filter(creator_id=text).exclude(pk=seller.pk).exists():
        raise TakenByAnother(text)
    before = queries.words_of(seller)
    NamePart.objects.update_or_create(
        seller=seller, kind=kind, text=text, defaults={"is_declared": is_declared, "decided_at": at}
    )
    name = "seller.name_part_declared" if is_declared else "seller.name_part_declined"
    audit.record(name, target=seller, by=by, at=at, kind=kind, text=text)
    return _read_again(seller, text, before)


def _read_again(seller: Seller, text: str, before: Words) -> int:
    """Give untouched drafts the title and the open questions that the names have now."""
    after = queries.words_of(seller)
    if after == before:
        return 0
    named_so = Effect.objects.of(seller).filter(
        state=Effect.State.DRAFT, revision=0, file__original_name__contains=text
    )
    retitled, asked = [], []
    for effect in named_so.select_related("file__embedded", "file__seller__user"):
        row = getattr(effect.file, "embedded", None)
        metadata = Metadata.from_json(row.values) if row else Metadata()
        decisions = row.decisions if row else {}
        old, new = (
            embedded.told(effect.file, metadata, decisions=decisions, words=words)
            for words in (before, after)
        )
        if drafts.retitle(effect, before=old, after=new):
            retitled.append(effect)
        if row and row.open_questions != new.settled.open_questions:
            row.open_questions = new.settled.open_questions
            asked.append(row)
    Effect.objects.bulk_update(retitled, ["title_ko", "title_en"], batch_size=500)
    EmbeddedMetadata.objects.bulk_update(asked, ["open_questions"], batch_size=500)
    return len(retitled)


def _require_owner(seller: Seller, by: User) -> None:
    if seller.user_id != by.pk:
        raise NotYours(seller.pk)


def _require_a_word(text: str) -> None:
    if not text or len(text) > MAX_CHARS or text != text.strip("- ") or set(text) & set("_/\\"):
        raise WordRefused(text)
