"""Money on its way back to a buyer, and from whose shares it comes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ksound.core.fields import PublicIdField
from ksound.lib.money import Money
from ksound.lib.transitions import Transitions
from payments.charges.models import AttemptShare, PaymentAttempt
from payments.providers.base import RefundRequest


class RefundQuerySet(models.QuerySet["Refund"]):
    def live(self) -> RefundQuerySet:
        """Given back, or on its way: this money cannot be given back again."""
        return self.exclude(state=Refund.State.FAILED)

    def unresolved(self, *, before: datetime) -> RefundQuerySet:
        """Not ended yet, or given back without every listener having heard of it; longest waiting first."""
        is_untold = Q(state=Refund.State.SUCCEEDED, announced_at=None)
        waiting = self.filter(Q(finished_at=None) | is_untold, updated_at__lt=before)
        return waiting.order_by("updated_at")


class Refund(models.Model):
    """Committed before its provider is asked, under a key that makes asking twice harmless."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        SUBMITTED = "submitted", _("Sent to the provider")
        SUCCEEDED = "succeeded", _("Refunded")
        FAILED = "failed", _("Failed")

    class Origin(models.TextChoices):
        STAFF = "staff", _("Decided by staff")
        AUTOMATIC = "automatic", _("Money that fitted no order")
        EXTERNAL = "external", _("Made at the provider")

    TRANSITIONS = Transitions.of(
        {
            State.REQUESTED: (State.SUBMITTED, State.SUCCEEDED, State.FAILED),
            State.SUBMITTED: (State.SUCCEEDED, State.FAILED),
        }
    )

    public_id = PublicIdField()
    attempt = models.ForeignKey(
        PaymentAttempt, models.PROTECT, related_name="refunds", verbose_name=_("payment attempt")
    )
    origin = models.CharField(_("origin"), max_length=9, choices=Origin.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.REQUESTED)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    reason = models.CharField(pgettext_lazy("refund", "reason"), max_length=200)
    idempotency_key = models.CharField(max_length=64, unique=True)
    provider_ref = models.CharField(_("provider's reference"), max_length=255, blank=True)
    failure_reason = models.CharField(_("reason of the failure"), max_length=200, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"))
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("finished at"), null=True)
    # Null from the end of the refund until every listener has heard of it.
    announced_at = models.DateTimeField(null=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="refund_gives_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="refund_ended_with_time",
                condition=Q(state__in=["succeeded", "failed"], finished_at__isnull=False)
                | Q(state__in=["requested", "submitted"], finished_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_automatic_refund_per_attempt", fields=["attempt"], condition=Q(origin="automatic")
            ),
            models.UniqueConstraint(
                name="one_refund_per_provider_ref",
                fields=["attempt", "provider_ref"],
                condition=~Q(provider_ref=""),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def cause(self) -> str:
        """How ledger entries name this refund."""
        return f"refund:{self.public_id}"

    @property
    def asked(self) -> RefundRequest:
        """What its provider may know of it."""
        return RefundRequest(
            reference=self.public_id,
            payment_ref=self.attempt.payment_ref,
            amount=self.amount,
            reason=self.reason,
        )


class RefundLine(models.Model):
    """The part of one order line that is given back, divided as the line was."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="lines")
    share = models.ForeignKey(AttemptShare, models.PROTECT, related_name="refund_lines")
    gross_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    seller_net_minor = models.BigIntegerField()

    class Meta:
        verbose_name = _("refunded line")
        verbose_name_plural = _("refunded lines")
        constraints = [
            models.UniqueConstraint(name="refund_line_once", fields=["refund", "share"]),
            models.CheckConstraint(
                name="refund_line_adds_up",
                condition=Q(gross_minor=F("vat_minor") + F("fee_minor") + F("seller_net_minor")),
            ),
            models.CheckConstraint(
                name="refund_line_takes_nothing",
                condition=Q(gross_minor__gt=0, vat_minor__gte=0, fee_minor__gte=0, seller_net_minor__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share}: {self.gross_minor}"
