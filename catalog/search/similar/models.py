"""What every sound on sale is like, and which others are nearest to it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import HalfVectorField, HnswIndex

from catalog.audio.features import SIZE


class SoundVector(models.Model):
    """Written and removed together with the search document: what is not on sale has no row.

    `vector` is weighted as `vectors` says, so that the plain distance is that of the usual weights.
    """

    effect = models.OneToOneField("catalog.Effect", models.CASCADE, primary_key=True, related_name="+")
    seller = models.ForeignKey("sellers.Seller", models.CASCADE, related_name="+", db_index=False)
    # Equal for equal samples: several listings of one recording are one answer.
    recording = models.BigIntegerField()
    vector = HalfVectorField(dimensions=SIZE)
    # The squared length of each group: with them any weights cost one inner product.
    spectrum = models.FloatField()
    timbre = models.FloatField()
    pitch = models.FloatField()
    level = models.FloatField()

    class Meta:
        indexes = [
            HnswIndex(
                fields=["vector"],
                name="sound_vector_nearest",
                m=16,
                ef_construction=64,
                opclasses=["halfvec_l2_ops"],
            )
        ]

    def __str__(self) -> str:
        return f"vector of effect {self.effect_id}"


class Neighbours(models.Model):
    """The nearest sounds of an effect at the usual weights, found when it was published and again every night.

    Some may have left the shop since: whoever reads them asks the catalogue.
    """

    effect = models.OneToOneField("catalog.Effect", models.CASCADE, primary_key=True, related_name="+")
    effect_ids = ArrayField(models.BigIntegerField())
    found_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"neighbours of effect {self.effect_id}"
