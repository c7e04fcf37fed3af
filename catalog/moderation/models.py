"""The review queue as a view on effects."""

from django.utils.translation import gettext_lazy as _

from catalog.effects.models import Effect


class EffectInReview(Effect):
    """An effect that waits for a decision."""

    class Meta:
        proxy = True
        verbose_name = _("effect in review")
        verbose_name_plural = _("review queue")
