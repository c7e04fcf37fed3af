"""One narrow row per published effect: everything a search needs to find, filter, count and order."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchDoc(models.Model):
    """Written in the transaction that publishes, reprices or withdraws the effect; never the source of truth.

    Facets are packed into two small integers (`facet_codes`), because counting reads every hit: a narrow row
    is what keeps that fast.
    """

    effect = models.OneToOneField(
        "catalog.Effect", models.CASCADE, primary_key=True, related_name="search_doc"
    )
    seller = models.ForeignKey("sellers.Seller", models.CASCADE, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    price_minor = models.BigIntegerField()
    duration_ms = models.PositiveBigIntegerField()
    score = models.FloatField()
    cat = models.PositiveSmallIntegerField()
    sub = models.PositiveSmallIntegerField()
    p1 = models.PositiveSmallIntegerField()  # price | licences | channels
    p2 = models.PositiveSmallIntegerField()  # duration | sample rate | bits
    version = models.PositiveSmallIntegerField()
    tsv = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["tsv"], name="search_doc_tsv", fastupdate=False),
            models.Index(fields=["-score", "-effect"], name="search_doc_score"),
            models.Index(fields=["-created_at", "-effect"], name="search_doc_newest"),
            models.Index(fields=["price_minor", "effect"], name="search_doc_price"),
            models.Index(fields=["duration_ms", "effect"], name="search_doc_duration"),
            models.Index(fields=["seller", "-created_at"], name="search_doc_seller"),
            models.Index(
                fields=["cat"],
                include=["p1", "p2", "sub", "seller", "duration_ms"],
                name="search_doc_category",
            ),
        ]

    def __str__(self) -> str:
        return f"search document of effect {self.effect_id}"
