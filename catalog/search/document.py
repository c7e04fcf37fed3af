"""The search document of an effect: its tokens with weights, its facets, its place in the order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.effects.models import Effect
from catalog.search import facet_codes
from catalog.search.tokens import index_tokens, words_of
from catalog.ucs import schedule, vocabulary

# Raised when tokens, facet codes or the schedule change: `reindex` then rewrites the older documents.
VERSION = 2

_MAX_POSITION = 16_000  # tsvector positions end at 16383
_FIELD_GAP = 8  # no phrase reaches from one field into the next
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Weighted:
    """A text and its tsvector weight: A titles, B keywords, C description, D category and seller."""

    text: str
    weight: str


def columns(effect: Effect) -> dict[str, Any]:
    """The values of the search document of a published effect whose file and seller are loaded.

    Raises ValueError when the file has not been examined, KeyError for a CatID outside the schedule.
    """
    file = effect.file
    if file.duration_ms is None or file.sample_rate_hz is None or file.channels is None:
        raise ValueError(f"the file of effect {effect.pk} has not been examined")
    published_at = effect.published_at or effect.created_at
    return {
        "effect_id": effect.pk,
        "seller_id": effect.seller_id,
        "created_at": published_at,
        "price_minor": effect.price_minor,
        "duration_ms": file.duration_ms,
        # Until sales and ratings say more, fresh sounds come first.
        "score": published_at.timestamp() // _HOUR,
        "cat": facet_codes.category_number(schedule.get(effect.cat_id).category_code),
        "sub": facet_codes.subcategory_number(effect.cat_id),
        "p1": facet_codes.pack_p1(
            price_minor=effect.price_minor, licence_codes=effect.licence_codes, channels=file.channels
        ),
        "p2": facet_codes.pack_p2(
            duration_ms=file.duration_ms, sample_rate_hz=file.sample_rate_hz, bit_depth=file.bit_depth
        ),
        "version": VERSION,
        "tsv": tsvector(texts(effect)),
    }


def texts(effect: Effect) -> Iterator[Weighted]:
    """What an effect can be found by, the telling first."""
    yield Weighted(effect.title_ko, "A")
    yield Weighted(effect.title_en, "A")
    for keyword in effect.keywords:
        yield Weighted(keyword, "B")
    yield Weighted(effect.description, "C")
    entry = schedule.get(effect.cat_id)
    yield Weighted(entry.cat_id.lower(), "D")
    for name in (entry.category_ko, entry.category_en, entry.subcategory_ko, entry.subcategory_en):
        yield Weighted(name, "D")
    for synonym in (*entry.synonyms_ko, *entry.synonyms_en, *vocabulary.terms_of(entry.cat_id)):
        yield Weighted(synonym, "D")
    yield Weighted(effect.seller.display_name, "D")


def tsvector(weighted: Iterator[Weighted]) -> str:
    """The text form of a tsvector. All tokens of a word share its position, so phrases can be asked for."""
    places: dict[str, list[str]] = {}
    position = 0
    for part in weighted:
        for word in words_of(part.text):
            position = min(position + 1, _MAX_POSITION)
            for token in index_tokens(word):
                places.setdefault(token, []).append(f"{position}{part.weight}")
        position = min(position + _FIELD_GAP, _MAX_POSITION)
    return " ".join(f"{quoted(token)}:{','.join(found)}" for token, found in places.items())


def quoted(token: str) -> str:
    """A lexeme as tsvector and tsquery text spell it."""
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
