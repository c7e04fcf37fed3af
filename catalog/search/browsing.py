"""Counts for browsing without words: kept ready, and right the moment a document's transaction commits.

`BrowseCount` holds sums, `SearchChange` what came and went since; a reader adds both in one statement, and so in one
snapshot. `fold` moves the changes into the sums now and then, which nobody notices.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from django.db import connection, transaction

from catalog.search import facet_codes, tallies
from catalog.search.models import BrowseCount, SearchChange, SearchDoc
from catalog.search.query import SearchQuery
from catalog.search.readings import Reading
from catalog.search.tallies import Counts
from sellers.registration.models import Seller

EVERYWHERE = -1
_SUMS, _CHANGES, _DOCS = (model._meta.db_table for model in (BrowseCount, SearchChange, SearchDoc))
_SELLERS = Seller._meta.db_table
_MOST_SELLERS = 20
FOLDING = 0x6B736664  # key of the advisory lock

# What one document adds: a row for each scope and column.
FACTS = """
    CROSS JOIN LATERAL (VALUES (-1), (doc.cat)) AS place (scope)
    CROSS JOIN LATERAL (VALUES ('sub', doc.sub::bigint), ('p1', doc.p1), ('p2', doc.p2), ('p3', doc.p3),
        ('seller', doc.seller_id)) AS fact (kind, code)
"""

# Every sum of a table in one pass over it; the sums of everything are those of the categories together.
_COUNTED = """
    WITH cell AS (
        SELECT cat, CASE GROUPING(sub, p1, p2, p3, seller_id)
                WHEN 15 THEN 'sub' WHEN 23 THEN 'p1' WHEN 27 THEN 'p2' WHEN 29 THEN 'p3' ELSE 'seller' END AS kind,
            COALESCE(sub, p1, p2, p3, seller_id)::bigint AS code, count(*) AS hits
        FROM {table} GROUP BY GROUPING SETS ((cat, sub), (cat, p1), (cat, p2), (cat, p3), (cat, seller_id))
    )
    SELECT cat::bigint AS scope, kind, code, hits FROM cell
    UNION ALL SELECT -1, kind, code, sum(hits) FROM cell GROUP BY kind, code
"""


def covers(reading: Reading) -> bool:
    """Whether nothing but whole categories is asked for."""
    query = reading.filters
    only_categories = query.with_values(category=(), cat_id=(), text="", sort="relevance") == SearchQuery()
    return not reading.match and only_categories and not query.cat_id


def count(query: SearchQuery) -> tuple[int, Counts]:
    """The number of hits and the counts of every facet, the categories counted beyond those chosen. One statement."""
    total, found = 0, defaultdict[str, list[tuple[int, int]]](list)
    counts: Counts = {}
    for kind, code, public_id, hits in _rows(query):
        if kind == "":
            total = hits
        elif kind == "seller":
            counts.setdefault("seller", {})[public_id] = hits
        elif hits:
            found[kind].append((code, hits))
    for kind, pairs in found.items():
        codes, hits_of = np.array(pairs, np.int64).T
        if kind == "sub":
            counts |= tallies.of_categories(codes, hits_of)
        for facet in facet_codes.BY_COLUMN.get(kind, ()):
            counts[facet.name] = tallies.of_facet(facet, codes, hits_of)
    return total, {name: of for name, of in counts.items() if of}


def _rows(query: SearchQuery) -> list[tuple[Any, ...]]:
    """(column, code, None, number); for a seller the public id; of all hits with an empty column."""
    chosen = [facet_codes.category_number(code) for code in query.category] or [EVERYWHERE]
    hidden = f"seller_id IN (SELECT id FROM {_SELLERS} WHERE state <> %s)"  # noqa: S608
    sql = f"""
        WITH doc AS (
            SELECT step, cat, sub, p1, p2, p3, seller_id FROM {_CHANGES} WHERE step <> 0
            UNION ALL SELECT -1, cat, sub, p1, p2, p3, seller_id FROM {_DOCS} WHERE {hidden}
        ), cell AS (
            SELECT scope, kind, code, hits FROM {_SUMS} WHERE scope = ANY(%s) OR (scope = -1 AND kind = 'sub')
            UNION ALL SELECT scope, kind, code, step FROM doc {FACTS}
            WHERE scope = ANY(%s) OR (scope = -1 AND kind = 'sub')
        ), value AS (
            SELECT kind, code, sum(hits) FILTER (WHERE scope = -1) AS hits,
                sum(hits) FILTER (WHERE scope = ANY(%s)) AS chosen
            FROM cell GROUP BY kind, code
        )
        (SELECT kind, code, NULL, CASE kind WHEN 'sub' THEN hits ELSE chosen END FROM value WHERE kind <> 'seller')
        UNION ALL (SELECT '', NULL, NULL, COALESCE(sum(chosen), 0) FROM value WHERE kind = 'sub')
        UNION ALL (SELECT 'seller', NULL, (SELECT public_id FROM {_SELLERS} WHERE id = code), chosen
            FROM value WHERE kind = 'seller' AND chosen > 0 ORDER BY chosen DESC, code LIMIT {_MOST_SELLERS})
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [Seller.State.ACTIVE, chosen, chosen, chosen])
        return [(*value, int(hits or 0)) for *value, hits in cursor.fetchall()]


@transaction.atomic
def fold() -> int:
    """Move the changes so far into the sums; returns how many. Does nothing while a reindex needs them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLDING])
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{_DOCS}_next"])
        if cursor.fetchone()[0]:
            return 0
        cursor.execute(
            f"""
            WITH doc AS (DELETE FROM {_CHANGES} RETURNING *),
            moved AS (
                INSERT INTO {_SUMS} (scope, kind, code, hits)
                SELECT scope, kind, code, sum(step) FROM doc {FACTS} WHERE step <> 0 GROUP BY scope, kind, code
                HAVING sum(step) <> 0
                ON CONFLICT (scope, kind, code) DO UPDATE SET hits = {_SUMS}.hits + EXCLUDED.hits
            )
            SELECT count(*) FROM doc
            """  # noqa: S608
        )
        (folded,) = cursor.fetchone()
        if folded:
            cursor.execute(f"DELETE FROM {_SUMS} WHERE hits = 0")  # noqa: S608
    return int(folded)


def recount(cursor: Any, table: str) -> None:
    """Make the sums anew from a table that nobody changes meanwhile, and forget the changes."""
    cursor.execute(f"DELETE FROM {_CHANGES}")  # noqa: S608
    cursor.execute(f"DELETE FROM {_SUMS}")  # noqa: S608
    cursor.execute(f"INSERT INTO {_SUMS} (scope, kind, code, hits) {_COUNTED.format(table=table)}")


@transaction.atomic
def mend() -> int:
    """Correct sums that are wrong; returns how many were. Read in one snapshot, so publishing can go on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLDING])
        cursor.execute(
            f"""
            WITH counted AS ({_COUNTED.format(table=_DOCS)}),
            kept AS (
                SELECT scope, kind, code, sum(hits) AS hits FROM (
                    SELECT scope, kind, code, hits FROM {_SUMS}
                    UNION ALL SELECT scope, kind, code, step FROM {_CHANGES} AS doc {FACTS} WHERE step <> 0
                ) AS both_of_them GROUP BY scope, kind, code HAVING sum(hits) <> 0
            ), wrong AS (
                SELECT scope, kind, code, COALESCE(counted.hits, 0) - COALESCE(kept.hits, 0) AS by
                FROM counted FULL JOIN kept USING (scope, kind, code)
                WHERE counted.hits IS DISTINCT FROM kept.hits
            ), mended AS (
                INSERT INTO {_SUMS} (scope, kind, code, hits) SELECT * FROM wrong
                ON CONFLICT (scope, kind, code) DO UPDATE SET hits = {_SUMS}.hits + EXCLUDED.hits
            )
            SELECT count(*) FROM wrong
            """  # noqa: S608
        )
        return int(cursor.fetchone()[0])
