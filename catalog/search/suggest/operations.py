"""Keep the terms in step with the sounds on sale, in the transaction that publishes or withdraws them.

Nothing here waits for another publisher. New terms are written in one order, so two transactions cannot wait for
each other; a count that somebody else is changing is passed over and put right by `refresh`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from catalog.effects.models import Effect
from catalog.search.suggest import jamo
from catalog.search.suggest.models import SearchTerm, TermSound
from catalog.search.suggest.terms import Kind, Term, terms_of

TERMS, SOUNDS = SearchTerm._meta.db_table, TermSound._meta.db_table
EFFECTS = Effect._meta.db_table

# Whoever writes terms holds it together with others; whoever deletes terms that nothing has any more holds it alone,
# or else a term could go while a sound that has it arrives.
LOCK = 0x6B73_7465

# Only what is missing is inserted at all: ON CONFLICT would wait for whoever is changing the count of a term.
_INSERT = f"""
    WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared({LOCK}))
    INSERT INTO {TERMS} (kind, term, jamo, df)
    SELECT kind, term, jamo, 0
    FROM held, unnest(%s::smallint[], %s::text[], %s::text[]) AS wanted(kind, term, jamo)
    WHERE NOT EXISTS (SELECT 1 FROM {TERMS} t WHERE t.kind = wanted.kind AND t.term = wanted.term)
    ORDER BY kind, term COLLATE "C"
    ON CONFLICT (kind, term) DO NOTHING
"""  # noqa: S608  names of our own tables

# `searched` terms stand on what a search found; their count is of people, not of sounds.
_LINK = f"""
    WITH wanted AS (
        SELECT t.id AS term_id, w.effect_id
        FROM unnest(%s::bigint[], %s::smallint[], %s::text[]) AS w(effect_id, kind, term)
        JOIN {TERMS} t ON t.kind = w.kind AND t.term = w.term
    ), gone AS (
        DELETE FROM {SOUNDS} s USING {TERMS} t
        WHERE s.effect_id = ANY(%s) AND t.id = s.term_id AND t.kind <> {Kind.SEARCH}
          AND (s.term_id, s.effect_id) NOT IN (SELECT term_id, effect_id FROM wanted)
        RETURNING s.term_id
    ), come AS (
        INSERT INTO {SOUNDS} (term_id, effect_id) SELECT term_id, effect_id FROM wanted
        ON CONFLICT DO NOTHING RETURNING term_id
    ), change AS (
        SELECT term_id, sum(step) AS n
        FROM (SELECT term_id, 1 AS step FROM come UNION ALL SELECT term_id, -1 FROM gone) each_one
        GROUP BY term_id
    ), free AS (
        SELECT t.id, c.n FROM {TERMS} t JOIN change c ON c.term_id = t.id
        FOR NO KEY UPDATE OF t SKIP LOCKED
    )
    UPDATE {TERMS} t SET df = greatest(t.df + free.n, 0) FROM free WHERE t.id = free.id
"""  # noqa: S608

_FORGET = f"""
    WITH gone AS (DELETE FROM {SOUNDS} WHERE effect_id = ANY(%s) RETURNING term_id),
    change AS (SELECT term_id, count(*) AS n FROM gone GROUP BY term_id),
    free AS (
        SELECT t.id, c.n FROM {TERMS} t JOIN change c ON c.term_id = t.id AND t.kind <> {Kind.SEARCH}
        FOR NO KEY UPDATE OF t SKIP LOCKED
    )
    UPDATE {TERMS} t SET df = greatest(t.df - free.n, 0) FROM free WHERE t.id = free.id
"""  # noqa: S608


@transaction.atomic(savepoint=False)
def write(effects: Sequence[Effect]) -> None:
    """Make effects on sale, whose sellers are loaded, suggested by what they say now. Two statements."""
    said = [(effect.pk, *term) for effect in effects for term in terms_of(effect)]
    add({(kind, term) for _effect, kind, term in said})
    with connection.cursor() as cursor:
        cursor.execute(_LINK, [*_columns(said, 3), [effect.pk for effect in effects]])


def add(terms: Iterable[Term]) -> None:
    """Write the terms that are new, without any sound. Only inside a transaction that adds their sounds."""
    keyed = [(kind, term, jamo.key(term)) for kind, term in sorted(terms)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _columns(keyed, 3))


def forget(effect_ids: Sequence[int]) -> None:
    """Take effects out of every suggestion; nothing happens when they are in none. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [list(effect_ids)])


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [[row[place] for row in rows] for place in range(width)]
