"""What people looked for and how much they found, by day. Nobody is in it: no account, no address."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDemand(models.Model):
    """How many people searched for one wording on one day; written by `operations.note`.

    `text` has passed `wording.normalised`. `found` is the number of hits when it was last searched for that day, never
    more than `ENOUGH`, which says that there was no lack.
    """

    ENOUGH = 24

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=2)
    text = models.CharField(_("searched for"), max_length=60)
    category = models.CharField(_("likely category"), max_length=20, blank=True)
    found = models.PositiveSmallIntegerField(_("sounds found"))
    searches = models.PositiveIntegerField(_("searches"), default=1)

    class Meta:
        verbose_name = _("unmet search")
        verbose_name_plural = _("unmet searches")
        constraints = [
            models.UniqueConstraint(fields=["day", "text", "language"], name="search_demand_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(found__lte=24) & ~models.Q(text=""), name="search_demand_makes_sense"
            ),
        ]

    def __str__(self) -> str:
        return self.text
