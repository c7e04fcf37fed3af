"""What can be suggested, and the sounds each suggestion stands on."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast, Left, Ln

_KEY_OF = 64  # `jamo.MAX_KEY_LENGTH`


class SearchTerm(models.Model):
    """A word of titles, a whole title, a seller or what many people searched for; see `jamo.key` for its key.

    It is suggested only while a sound of it is on sale, which is read from the sounds themselves. `df`, the number of
    its sounds (of its searchers, for a search), is for ranking and may lag behind.
    """

    class Kind(models.IntegerChoices):
        WORD = 1
        TITLE = 2
        SELLER = 3
        SEARCH = 4

    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    term = models.CharField(max_length=120)
    jamo = models.CharField(max_length=_KEY_OF, db_collation="C")
    df = models.PositiveIntegerField(default=1)
    # Indexed in place of `df`, because it changes far less often.
    rank = models.GeneratedField(
        expression=Cast(Ln(models.F("df") + 1.0) * 4.0, models.SmallIntegerField()),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "term"], name="search_term_once")]
        indexes = [
            models.Index(fields=["kind", "jamo"], name="search_term_jamo"),
            # The best of a short beginning, which very many terms have.
            models.Index("kind", Left("jamo", 1), models.F("rank").desc(), name="search_term_head_1"),
            models.Index("kind", Left("jamo", 2), models.F("rank").desc(), name="search_term_head_2"),
            models.Index("kind", Left("jamo", 3), models.F("rank").desc(), name="search_term_head_3"),
        ]

    def __str__(self) -> str:
        return self.term


class TermSound(models.Model):
    """A sound that has a term in its title, is by that seller, or was found by that search."""

    pk = models.CompositePrimaryKey("term_id", "effect_id")
    term = models.ForeignKey(SearchTerm, models.CASCADE, related_name="sounds", db_index=False)
    effect = models.ForeignKey("catalog.Effect", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"term {self.term_id} of effect {self.effect_id}"
