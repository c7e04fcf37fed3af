"""What buyers say about sounds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from catalog.effects.models import Effect
from ksound.core.fields import PublicIdField
from marketplace.licences.models import Licence
from sellers.registration.models import Seller


class ReviewQuerySet(models.QuerySet["Review"]):
    def shown(self) -> ReviewQuerySet:
        """Neither hidden by staff nor of somebody whose purchase was wholly given back."""
        held = Licence.objects.filter(
            holder=OuterRef("author"), order_line__effect=OuterRef("effect")
        ).exclude(state=Licence.State.REVOKED)
        return self.filter(Exists(held), hidden_at=None)

    def about(self, effect: Effect) -> ReviewQuerySet:
        return self.filter(effect=effect)

    def about_sounds_of(self, seller: Seller) -> ReviewQuerySet:
        return self.filter(effect__seller=seller)

    def newest_first(self) -> ReviewQuerySet:
        return self.order_by("-written_at", "-pk")


class Review(models.Model):
    """One person's stars for one sound, with or without words, and the one answer of its seller."""

    public_id = PublicIdField()
    effect = models.ForeignKey(Effect, models.PROTECT, related_name="+", verbose_name=_("effect"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews", verbose_name=_("author")
    )
    stars = models.PositiveSmallIntegerField(_("stars"))
    text = models.TextField(_("text"), max_length=2000, blank=True)
    written_at = models.DateTimeField(_("written at"))
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=1000, blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    reply_edited_at = models.DateTimeField(_("reply edited at"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_reason = models.TextField(_("why it is hidden"), max_length=500, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-written_at", "-pk"]
        permissions = [("moderate_review", "Can hide reviews and show them again")]
        constraints = [
            models.UniqueConstraint(fields=["author", "effect"], name="review_once"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="review_one_to_five_stars"),
            models.CheckConstraint(
                condition=(Q(reply="", replied_at=None, reply_edited_at=None))
                | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="review_reply_with_time",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
                name="review_hidden_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["effect", "-written_at"], name="review_of_effect")]

    def __str__(self) -> str:
        return f"{self.stars}/5 · {self.effect_id}"

    @property
    def masked_author(self) -> str:
        """Enough to tell two authors apart, not to find one: `by…`."""
        name, _at, _domain = self.author.email.partition("@")
        return f"{name[:2]}…"


class ReviewReport(models.Model):
    """Somebody thinks staff should look at a review."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="reports", verbose_name=_("review"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("reported by")
    )
    text = models.TextField(_("what is wrong"), max_length=500)
    at = models.DateTimeField(_("reported at"))

    class Meta:
        verbose_name = _("report of a review")
        verbose_name_plural = _("reports of reviews")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["review", "by"], name="review_reported_once")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.by_id}"
