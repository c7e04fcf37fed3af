"""The words of a seller's own, and those to ask about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from catalog.effects.models import AudioFile
from catalog.effects.querysets import SAME_UPLOAD
from catalog.naming.models import MAX_CHARS, NamePart
from catalog.ucs.filename import parse
from sellers.registration.models import Seller

Kind = NamePart.Kind

# A head that stands before this many names of one upload is asked about.
REPEATS = 2
MOST_NAMES = 2_000
MOST_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Words:
    """What a seller's file names are read with."""

    creator_ids: tuple[str, ...]
    vendors: tuple[str, ...] = ()

    def with_vendor(self, text: str) -> Words:
        return self if text in self.vendors else replace(self, vendors=(*self.vendors, text))


@dataclass(frozen=True, slots=True)
class Question:
    """A head that repeats: is it a vendor category? `example` is one of the `count` names."""

    head: str
    count: int
    example: str


def parts_of(seller: Seller) -> list[NamePart]:
    """Everything this seller ever decided, in the order of the letters."""
    return list(NamePart.objects.filter(seller=seller))


def words_of(seller: Seller) -> Words:
    """The registered CreatorID first, then those declared; one statement."""
    declared = [part for part in parts_of(seller) if part.is_declared]
    further = (part.text for part in declared if part.kind == Kind.CREATOR_ID)
    vendors = tuple(part.text for part in declared if part.kind == Kind.VENDOR_CATEGORY)
    return Words(tuple(dict.fromkeys((seller.creator_id, *further))), vendors)


def questions(seller: Seller) -> list[Question]:
    """The unknown heads that repeat over the seller's latest upload, the most frequent first.

    Two statements, however many files there are.
    """
    mine = AudioFile.objects.of(seller).exclude(state=AudioFile.State.REJECTED)
    sent = list(mine.order_by("-uploaded_at").values_list("original_name", "uploaded_at")[:MOST_NAMES])
    together = [name for name, at in sent if at >= sent[0][1] - SAME_UPLOAD]
    heads = _heads(together, creator_id=seller.creator_id)
    known = {part.text for part in parts_of(seller) if part.kind == Kind.VENDOR_CATEGORY}
    counted = Counter({head: len(names) for head, names in heads.items() if head not in known})
    return [
        Question(head, count, heads[head][0])
        for head, count in counted.most_common(MOST_QUESTIONS)
        if count >= REPEATS
    ]


def _heads(names: Iterable[str], *, creator_id: str) -> dict[str, list[str]]:
    """Head → the names it stands before."""
    found: dict[str, list[str]] = {}
    for name in names:
        head = parse(name, creators=[creator_id], repair=True).name.vendor_guess
        if head and len(head) <= MAX_CHARS:
            found.setdefault(head, []).append(name)
    return found
