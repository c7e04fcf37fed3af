"""Words in a seller's file names that no schedule knows: vendor categories and CreatorIDs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.registration.models import Seller

MAX_CHARS = 60


class NamePart(models.Model):
    """What a seller said a word in their file names is, or that it is not (`is_declared` False): asked once."""

    class Kind(models.TextChoices):
        VENDOR_CATEGORY = "vendor_category", _("Vendor category")
        CREATOR_ID = "creator_id", _("CreatorID")

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="name_parts")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    text = models.CharField(max_length=MAX_CHARS)
    is_declared = models.BooleanField()
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["text", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["seller", "kind", "text"], name="name_part_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="name_part_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
