"""Tantivy, in process, over the same tokens: the floor our engine is measured against."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tantivy
from django.db import connection

from catalog.search import facet_codes
from catalog.search.query import SearchQuery
from catalog.search.tokens import query_tokens

PAGE = 24
_CHUNK = 5_000
_NUMBERS = ("id", "score", "cat", "sub", "p1", "p2", "p3", "duration")


class Twin:
    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("tokens", tokenizer_name="whitespace", index_option="basic")
        for name in _NUMBERS:
            builder.add_integer_field(name, indexed=True, fast=True)
        self.schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self.schema, path=str(folder))
        self._index.reload()

    def fill(self, size: int) -> None:
        """Read the documents of our own table, if it has not been done."""
        if self._index.searcher().num_docs == size:
            return
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        writer.delete_all_documents()
        for row in _documents():
            writer.add_document(tantivy.Document.from_dict(row, self.schema))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, query: SearchQuery) -> int:
        """A page, the total and every facet."""
        wanted = self._query(query)
        searcher = self._index.searcher()
        total = searcher.search(wanted, limit=PAGE, order_by_field="score").count  # type: ignore[attr-defined]
        facets = {
            name: {"terms": {"field": name, "size": 1_000}} for name in ("cat", "sub", "p1", "p2", "p3")
        }
        searcher.aggregate(wanted, facets)
        return int(total or 0)

    def _query(self, query: SearchQuery) -> tantivy.Query:
        parts = [
            self._term("tokens", _spelled(token))
            for word in query.expression.words
            for token in query_tokens(word)
        ]
        parts += [
            _any(
                self._term("tokens", _spelled(f"#{facet.name}:{value}"))
                for value in getattr(query, facet.name)
            )
            for facet in facet_codes.PACKED
            if getattr(query, facet.name)
        ]
        if query.category:
            parts.append(_any(self._term("tokens", f"#category:{code}") for code in query.category))
        if query.duration:
            low, high = (
                round(1000 * end) if end is not None else None
                for end in (query.duration.low, query.duration.high)
            )
            parts.append(
                tantivy.Query.range_query(
                    self.schema, "duration", tantivy.FieldType.Integer, low or 0, high or 10**9
                )
            )
        if not parts:
            return tantivy.Query.all_query()
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _term(self, field: str, value: Any) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, value, "basic")


def _any(queries: Any) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in queries])


def _spelled(token: str) -> str:
    return token.replace(" ", "_")


def _documents() -> Any:
    sql = (
        "SELECT effect_id, score::bigint, cat, sub, p1, p2, p3, duration_ms, tsvector_to_array(tsv) "
        "FROM catalog_searchdoc WHERE effect_id > %s ORDER BY effect_id LIMIT %s"
    )
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [last, _CHUNK])
            rows = cursor.fetchall()
        for *numbers, tokens in rows:
            yield dict(zip(_NUMBERS, numbers, strict=True)) | {"tokens": " ".join(map(_spelled, tokens))}
        if not rows:
            return
        last = rows[-1][0]
