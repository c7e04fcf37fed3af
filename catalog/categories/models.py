"""The schedule of the Universal Category System as rows, for staff and for statements that join.

The program itself reads `catalog.ucs.schedule`; an Effect names its CatID in plain text.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """One of the 82 categories; names are spelled as UCS does."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name_en = models.CharField(_("English name"), max_length=60)
    name_ko = models.CharField(_("Korean name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("place in the schedule"))
    ucs_version = models.CharField(_("UCS version"), max_length=12)
    is_retired = models.BooleanField(_("no longer in UCS"), default=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_en"], condition=Q(is_retired=False), name="category_english_name_once"
            ),
            models.UniqueConstraint(
                fields=["name_ko"], condition=Q(is_retired=False), name="category_korean_name_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_en} · {self.name_ko}"


class Subcategory(models.Model):
    """One CatID. `ucs_version` is the last version that had it: a retired id stays, because sounds name it."""

    cat_id = models.CharField("CatID", max_length=12, primary_key=True)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="subcategories", verbose_name=_("category")
    )
    cat_short = models.CharField("CatShort", max_length=8)
    name_en = models.CharField(_("English name"), max_length=60)
    name_ko = models.CharField(_("Korean name"), max_length=60)
    synonyms_en = ArrayField(models.TextField(), default=list, verbose_name=_("English synonyms"))
    synonyms_ko = ArrayField(models.TextField(), default=list, verbose_name=_("Korean synonyms"))
    # Language code → synonyms: for finding, never for display.
    synonyms_other = models.JSONField(_("synonyms in other languages"), default=dict)
    aliases = ArrayField(models.TextField(), default=list, blank=True, verbose_name=_("retired spellings"))
    position = models.PositiveSmallIntegerField(_("place in the schedule"))
    ucs_version = models.CharField(_("UCS version"), max_length=12)
    is_retired = models.BooleanField(_("no longer in UCS"), default=False)

    class Meta:
        verbose_name = "CatID"
        verbose_name_plural = _("CatIDs")
        ordering = ["position", "cat_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "name_en"],
                condition=Q(is_retired=False),
                name="subcategory_english_name_once",
            ),
            models.UniqueConstraint(
                fields=["category", "name_ko"],
                condition=Q(is_retired=False),
                name="subcategory_korean_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.cat_id
