"""Sounds our own people recommend on the start page, with a sentence that says why."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.effects.models import Effect


class StaffPickQuerySet(models.QuerySet["StaffPick"]):
    def shown(self, at: datetime) -> StaffPickQuerySet:
        """Those whose time it is and whose sound is on sale, in the order staff chose."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=at),
            starts_at__lte=at,
            effect__in=Effect.objects.on_sale(),
        ).order_by("position", "-starts_at", "pk")


class StaffPick(models.Model):
    """One recommended sound; shown from `starts_at` until `ends_at` (null: until somebody ends it)."""

    effect = models.OneToOneField(Effect, models.CASCADE, related_name="+", verbose_name=_("effect"))
    note_ko = models.CharField(
        _("note in Korean"), max_length=160, help_text=_("One sentence: what is special about it.")
    )
    note_en = models.CharField(_("note in English"), max_length=160)
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("The lowest number comes first.")
    )
    starts_at = models.DateTimeField(_("shown from"))
    ends_at = models.DateTimeField(_("shown until"), null=True, blank=True)
    picked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("picked by"),
    )

    objects = StaffPickQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff pick")
        verbose_name_plural = _("staff picks")
        ordering = ["position", "-starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="staff_pick_ends_after_it_starts",
                violation_error_message=_("It must end after it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(note_ko="") & ~Q(note_en=""), name="staff_pick_says_why_in_both_languages"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effect}"

    @property
    def note(self) -> str:
        """Why, in the reader's language."""
        return self.note_ko if get_language() == "ko" else self.note_en

    def is_shown_at(self, at: datetime) -> bool:
        is_time = self.starts_at <= at and (self.ends_at is None or at < self.ends_at)
        on_sale = self.effect.state == Effect.State.PUBLISHED and self.effect.seller.state == "active"
        return is_time and on_sale
