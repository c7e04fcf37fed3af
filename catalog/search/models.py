"""One narrow row per published effect: everything a search needs to find, filter, count and order."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

# What is counted and what narrows it down: browsing without words reads an index alone.
_COUNTED = ["sub", "p1", "p2", "p3", "seller", "price_minor", "duration_ms", "lufs_tenths"]


class SearchDoc(models.Model):
    """Written in the transaction that publishes, reprices or withdraws the effect; never the source of truth.

    Facets are packed into three small integers (`facet_codes`), because counting reads every hit: a narrow row
    is what keeps that fast. A trigger notes every change in `SearchChange`.
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
    p3 = models.PositiveSmallIntegerField(db_default=0)  # loudness | source | use of AI
    lufs_tenths = models.SmallIntegerField(null=True)  # None: not measured
    sales = models.PositiveIntegerField(db_default=0)
    is_sampled = models.BooleanField(db_default=False)  # one in 16: what large counts are estimated from
    is_sparse = models.BooleanField(db_default=False)  # one in 64: what still larger ones are
    version = models.PositiveSmallIntegerField()
    tsv = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["tsv"], name="search_doc_tsv", fastupdate=False),
            GinIndex(
                fields=["tsv"], name="search_doc_tsv_sample", fastupdate=False, condition=Q(is_sampled=True)
            ),
            models.Index(fields=["-score", "-effect"], name="search_doc_score"),
            models.Index(fields=["-created_at", "-effect"], name="search_doc_newest"),
            models.Index(fields=["-sales", "-effect"], name="search_doc_sales"),
            models.Index(fields=["price_minor", "effect"], name="search_doc_price"),
            models.Index(fields=["duration_ms", "effect"], name="search_doc_duration"),
            models.Index(fields=["seller", "-created_at"], name="search_doc_seller"),
            models.Index(fields=["version"], name="search_doc_version"),
            GinIndex(
                fields=["tsv"], name="search_doc_tsv_sparse", fastupdate=False, condition=Q(is_sparse=True)
            ),
            models.Index(fields=["cat"], include=_COUNTED, name="search_doc_covered"),
            models.Index(
                fields=["cat"], include=_COUNTED, name="search_doc_sample", condition=Q(is_sampled=True)
            ),
            models.Index(
                fields=["cat"], include=_COUNTED, name="search_doc_sparse", condition=Q(is_sparse=True)
            ),
        ]

    def __str__(self) -> str:
        return f"search document of effect {self.effect_id}"


class EffectSales(models.Model):
    """How often an effect was sold, as told from above: kept apart, so that a rewritten index remembers it."""

    effect = models.OneToOneField("catalog.Effect", models.CASCADE, primary_key=True, related_name="+")
    units = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.units} sales of effect {self.effect_id}"


class SearchChange(models.Model):
    """A document that came (`step` 1), went (-1) or was rewritten with the same facets (0).

    Written by a trigger in the transaction that changes the document. Counts add these rows to `BrowseCount`
    and so are right the moment it commits; a reindex running meanwhile learns from them what it missed.
    """

    seq = models.BigAutoField(primary_key=True)
    effect_id = models.BigIntegerField()
    step = models.SmallIntegerField()
    seller_id = models.BigIntegerField()
    cat = models.PositiveSmallIntegerField()
    sub = models.PositiveSmallIntegerField()
    p1 = models.PositiveSmallIntegerField()
    p2 = models.PositiveSmallIntegerField()
    p3 = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.step:+} document of effect {self.effect_id}"


class BrowseCount(models.Model):
    """How many documents of a scope (-1 everything, else a category's number) hold a code in a column.

    Browsing without words would otherwise count the whole catalogue.
    """

    pk = models.CompositePrimaryKey("scope", "kind", "code")
    scope = models.SmallIntegerField()
    kind = models.CharField(max_length=6)  # sub, p1, p2, p3 or seller
    code = models.BigIntegerField()
    hits = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.hits} × {self.kind} {self.code} in {self.scope}"
