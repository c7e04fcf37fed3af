"""The search document of an effect: its tokens with weights, its facets, its place in the order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from catalog.effects.models import Effect
from catalog.search import facet_codes
from catalog.search.tokens import placed
from catalog.ucs import schedule, vocabulary

# Raised when tokens, facet codes or the schedule change: `reindex` then rewrites the older documents.
VERSION = 3

_MAX_POSITION = 16_000  # tsvector positions end at 16383
_FIELD_GAP = 8  # no phrase reaches from one field into the next
_HOUR = 3600
# A query for words in titles (A), or in titles and keywords (AB), asks for the marked token: the index then knows
# the answer, while a weight has to be looked up in every hit.
_MARKS = {"A": ("^", "~"), "B": ("~",)}
MARK_OF_WEIGHTS = {"A": "^", "AB": "~"}
# One document in so many stands for all when hits are too many to count, and one in still more, which is among
# them, when even those are. In the indexes, so not to be changed.
SAMPLE_OF, SPARSE_OF, _SAMPLED = 16, 64, 7
_SCATTER = 2_654_435_761  # 2³² divided by the golden ratio


def columns(effect: Effect) -> dict[str, Any]:
    """The values of the search document of a published effect whose file and seller are loaded.

    Raises ValueError when the file has not been examined, KeyError for a CatID outside the schedule.
    """
    file = effect.file
    if file.duration_ms is None or file.sample_rate_hz is None or file.channels is None:
        raise ValueError(f"the file of effect {effect.pk} has not been examined")
    published_at = effect.published_at or effect.created_at
    p1, p2, p3 = packed(effect)
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
        "p1": p1,
        "p2": p2,
        "p3": p3,
        "lufs_tenths": _tenths(file.integrated_lufs),
        "is_sampled": is_sampled(effect.pk),
        "is_sparse": is_sampled(effect.pk, of=SPARSE_OF),
        "version": VERSION,
        "tsv": tsvector(effect),
    }


def is_sampled(effect_id: int, *, of: int = SAMPLE_OF) -> bool:
    """One in so many. Scattered, because sellers upload in patterns: every second take a stereo one."""
    return (effect_id * _SCATTER >> 16) % of == _SAMPLED


def tsvector(effect: Effect) -> str:
    """What an effect can be found by, in the text form of a tsvector.

    All tokens of a word share its position, so phrases can be asked for. A repeated token is no matter: a
    tsvector unites its places.
    """
    category, position = _of_category(effect.cat_id)
    own = _Lexemes(position)
    for title in (effect.title_ko, effect.title_en):
        own.add(title, "A")
    for keyword in effect.keywords:
        own.add(keyword, "B")
    own.add(effect.description, "C")
    own.add(effect.seller.display_name, "D")
    return " ".join((category, own.text, *map(quoted, facet_tokens(effect))))


def facet_tokens(effect: Effect) -> Iterator[str]:
    """The facets as tokens, so that the index that knows the words knows the filters too."""
    entry = schedule.get(effect.cat_id)
    yield facet_token("category", entry.category_code)
    yield facet_token("cat_id", entry.cat_id)
    p1, p2, p3 = packed(effect)
    columns = {"p1": p1, "p2": p2, "p3": p3}
    for facet in facet_codes.PACKED:
        for value in facet.values_of(columns[facet.column]):
            yield facet_token(facet.name, value)


def facet_token(facet: str, value: str) -> str:
    """No word begins with its sign, so none is mistaken for it."""
    return f"#{facet}:{value}"


def packed(effect: Effect) -> tuple[int, int, int]:
    """p1, p2 and p3 of an effect whose file has been examined."""
    file = effect.file
    assert file.duration_ms is not None
    assert file.sample_rate_hz is not None
    assert file.channels is not None
    p1 = facet_codes.pack_p1(
        price_minor=effect.price_minor, licence_codes=effect.licence_codes, channels=file.channels
    )
    p2 = facet_codes.pack_p2(
        duration_ms=file.duration_ms, sample_rate_hz=file.sample_rate_hz, bit_depth=file.bit_depth
    )
    p3 = facet_codes.pack_p3(integrated_lufs=file.integrated_lufs, source=effect.source, ai_use=effect.ai_use)
    return p1, p2, p3


class _Lexemes:
    """Lexemes with their positions and weights, in the order they come."""

    def __init__(self, position: int) -> None:
        self._places: dict[str, list[str]] = {}
        self.position = position

    def add(self, text: str, weight: str) -> None:
        marks = ("", *_MARKS.get(weight, ()))
        start = last = self.position + 1
        for place, token in placed(text):
            last = min(start + place, _MAX_POSITION)
            for mark in marks:
                self._places.setdefault(mark + token, []).append(f"{last}{weight}")
        self.position = min(last + _FIELD_GAP, _MAX_POSITION)

    @property
    def text(self) -> str:
        return " ".join(f"{quoted(token)}:{','.join(places)}" for token, places in self._places.items())


@cache
def _of_category(cat_id: str) -> tuple[str, int]:
    """The part that all effects of a CatID have in common, and the position after it."""
    entry = schedule.get(cat_id)
    names = [entry.category_ko, entry.category_en]
    if not entry.is_catch_all:
        # Its Korean name, 기타, is also a guitar.
        names += [entry.subcategory_ko, entry.subcategory_en]
    lexemes = _Lexemes(0)
    for name in names:
        lexemes.add(name, "C")
    for text in (entry.cat_id.lower(), *entry.synonyms_ko, *entry.synonyms_en, *vocabulary.terms_of(cat_id)):
        lexemes.add(text, "D")
    return lexemes.text, lexemes.position


def _tenths(lufs: float | None) -> int | None:
    return None if lufs is None else round(lufs * 10)


def quoted(token: str) -> str:
    """A lexeme as tsvector and tsquery text spell it."""
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
