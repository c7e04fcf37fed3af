"""Terms by the beginning of their key, or by whole keys: only those of which a sound is on sale at this moment.

Whether one is on sale is read from the sound and its seller in the same statement, so what was withdrawn is gone with
the commit that withdrew it, whatever the counts say.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalog.effects.models import Effect
from catalog.search.suggest.models import SearchTerm, TermSound
from catalog.search.suggest.terms import Kind
from sellers.registration.models import Seller

TERMS, SOUNDS = SearchTerm._meta.db_table, TermSound._meta.db_table
EFFECTS, SELLERS = Effect._meta.db_table, Seller._meta.db_table

_LAST = chr(0x10FFFF)
_INDEXED_HEAD = 3  # up to here an index holds the best terms of a beginning (SearchTerm.Meta)
_CANDIDATES = {Kind.WORD: 16, Kind.TITLE: 6, Kind.SELLER: 4, Kind.SEARCH: 6}
# So many sounds of a term are looked at for one on sale: those of a suspended seller may come first.
_LOOKED_AT = 300

# The seller of the newest sound of `term` that is on sale. A scalar subquery, because a join would be read from the
# side of all effects whenever the statistics are old.
_ON_SALE = f"""
    SELECT seller_id FROM (
        SELECT sound.effect_id, (
            SELECT seller.id
            FROM {EFFECTS} effect JOIN {SELLERS} seller ON seller.id = effect.seller_id
            WHERE effect.id = sound.effect_id AND effect.state = '{Effect.State.PUBLISHED}'
              AND seller.state = '{Seller.State.ACTIVE}') AS seller_id
        FROM (
            SELECT effect_id FROM {SOUNDS}
            WHERE term_id = term.id ORDER BY effect_id DESC LIMIT {_LOOKED_AT}) sound
        OFFSET 0) sound
    WHERE seller_id IS NOT NULL
"""  # noqa: S608  names of our own tables
# The words before the one being typed have to be in the title of the same sound; unknown words ask for nothing.
_WORDS_BEFORE = f"""
    SELECT coalesce(array_agg(id), '{{}}') AS ids FROM {TERMS} WHERE kind = {Kind.WORD} AND term = ANY(%s)
"""  # noqa: S608
_WITH_WORDS_BEFORE = f"""
    (term.kind <> {Kind.WORD} OR (
        SELECT count(*) FROM {SOUNDS} other
        WHERE other.term_id = ANY(before.ids) AND other.effect_id = sound.effect_id
    ) = cardinality(before.ids))
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Found:
    """A term of a sound on sale; a seller's is the present name, with the public id."""

    kind: int
    text: str
    df: int
    key: str
    seller: str = ""


def beginning(*, text_key: str, word_key: str, words_before: Sequence[str]) -> list[Found]:
    """Terms by kind, the most frequent first. One statement.

    Words are those that begin like the one being typed, everything else what begins like the whole text.
    """
    selects: list[str] = []
    params: list[Any] = []
    for kind, limit in _CANDIDATES.items():
        condition, values = _begins(word_key if kind == Kind.WORD else text_key)
        selects.append(
            f"(SELECT id, kind, term, df, jamo FROM {TERMS} WHERE kind = {kind} AND {condition}"  # noqa: S608
            f" ORDER BY rank DESC LIMIT {limit})"
        )
        params += values
    sql = f"""
        WITH before AS MATERIALIZED ({_WORDS_BEFORE})
        SELECT term.kind, term.term, term.df, term.jamo, seller.public_id, seller.display_name
        FROM before CROSS JOIN ({" UNION ALL ".join(selects)}) term
        CROSS JOIN LATERAL ({_ON_SALE} AND {_WITH_WORDS_BEFORE} LIMIT 1) live
        JOIN {SELLERS} seller ON seller.id = live.seller_id
        ORDER BY term.kind, term.df DESC, length(term.term), term.term
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(words_before), *params])
        return [_found(*row) for row in cursor.fetchall()]


def words_with_keys(keys: Collection[str], beginnings: Collection[str]) -> list[Found]:
    """Words with one of the keys, and the most frequent with one of the beginnings. One statement."""
    sql = f"""
        WITH term AS (
            SELECT t.id, t.kind, t.term, t.df, t.jamo FROM unnest(%s::text[]) AS wanted(key)
            JOIN {TERMS} t ON t.kind = {Kind.WORD} AND t.jamo = wanted.key COLLATE "C"
            UNION
            SELECT t.* FROM unnest(%s::text[]) AS wanted(key) CROSS JOIN LATERAL (
                SELECT id, kind, term, df, jamo FROM {TERMS}
                WHERE kind = {Kind.WORD} AND jamo >= wanted.key COLLATE "C" AND jamo < wanted.key || %s COLLATE "C"
                ORDER BY rank DESC LIMIT 400) t
        )
        SELECT term.kind, term.term, term.df, term.jamo, '', '' FROM term
        WHERE ({_ON_SALE} LIMIT 1) IS NOT NULL
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [sorted(keys), sorted(beginnings), _LAST])
        return [_found(*row) for row in cursor.fetchall()]


def _begins(key: str) -> tuple[str, list[Any]]:
    if len(key) <= _INDEXED_HEAD:
        return "LEFT(jamo, %s) = %s", [len(key), key]
    return "jamo >= %s AND jamo < %s", [key, key + _LAST]


def _found(kind: int, term: str, df: int, key: str, public_id: str, display_name: str) -> Found:
    if kind == Kind.SELLER:
        return Found(kind, display_name, df, key, public_id)
    return Found(kind, term, df, key)
