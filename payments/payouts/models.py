"""Money on its way to sellers, and the batches it leaves in."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ksound.core.fields import PublicIdField
from ksound.lib.money import Money
from ksound.lib.transitions import Transitions
from payments.payouts.destinations.models import Destination, FormerAddress, Letter
from payments.payouts.standing import Hindrance
from payments.payouts.terms.models import PayoutTerms, WithholdingRule
from sellers.models import Seller

__all__ = [
    "Destination",
    "FormerAddress",
    "Letter",
    "Payout",
    "PayoutBatch",
    "PayoutTerms",
    "WithholdingRule",
]


class PayoutBatch(models.Model):
    """Payouts that one person gathered and another one approved; they leave together in one bank file."""

    class State(models.TextChoices):
        MADE = "made", _("Waits for a second person")
        APPROVED = "approved", _("Approved")
        SUBMITTED = "submitted", _("Sent to the bank")
        DISCARDED = "discarded", _("Discarded")

    TRANSITIONS = Transitions.of(
        {
            State.MADE: (State.APPROVED, State.DISCARDED),
            State.APPROVED: (State.SUBMITTED, State.DISCARDED),
        }
    )

    public_id = PublicIdField()
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.MADE)
    currency = models.CharField(_("currency"), max_length=3)
    count = models.PositiveIntegerField(_("payouts"))
    total_minor = models.BigIntegerField(_("total"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)
    submitted_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("payout batch")
        verbose_name_plural = _("payout batches")
        ordering = ["-id"]
        permissions = [("approve_payoutbatch", "Can approve payout batches of others")]
        constraints = [
            models.CheckConstraint(
                name="batch_approved_by_a_second_person",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="batch_leaves_only_approved",
                condition=Q(state__in=["made", "discarded"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_sent_has_its_time",
                condition=Q(state="submitted", submitted_at__isnull=False)
                | (~Q(state="submitted") & Q(submitted_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)


class PayoutQuerySet(models.QuerySet["Payout"]):
    def live(self) -> PayoutQuerySet:
        """With the seller, or on the way there: these amounts are gone from the books' available money."""
        return self.exclude(state__in=[Payout.State.FAILED, Payout.State.RETURNED])

    def under_way(self) -> PayoutQuerySet:
        return self.filter(state__in=[Payout.State.DRAFT, Payout.State.APPROVED, Payout.State.SUBMITTED])


class Payout(models.Model):
    """What one seller gets for one period: `taken = debt + withheld + amount`, all out of the available balance."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        APPROVED = "approved", _("Approved")
        SUBMITTED = "submitted", _("Sent to the bank")
        PAID = "paid", pgettext_lazy("payout", "Paid out")
        FAILED = "failed", _("Not sent")
        RETURNED = "returned", _("Returned by the bank")

    TRANSITIONS = Transitions.of(
        {
            State.DRAFT: (State.APPROVED, State.FAILED),
            State.APPROVED: (State.SUBMITTED, State.FAILED),
            State.SUBMITTED: (State.PAID, State.RETURNED),
            # Banks send money back days after they reported it as transferred.
            State.PAID: (State.RETURNED,),
        }
    )

    public_id = PublicIdField()
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="payouts", verbose_name=_("seller"))
    destination = models.ForeignKey(
        Destination, models.PROTECT, related_name="payouts", verbose_name=_("bank account")
    )
    batch = models.ForeignKey(
        PayoutBatch, models.PROTECT, null=True, related_name="payouts", verbose_name=_("payout batch")
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    currency = models.CharField(_("currency"), max_length=3)
    period_start = models.DateField(_("period from"))
    # The first day that does not belong to it any more.
    period_end = models.DateField(_("period until"))
    taken_minor = models.BigIntegerField(_("out of the balance"))
    debt_minor = models.BigIntegerField(_("debt settled"))
    withheld_minor = models.BigIntegerField(_("tax withheld"))
    amount_minor = models.BigIntegerField(_("amount"))
    withholding_rule = models.ForeignKey(
        WithholdingRule, models.PROTECT, null=True, related_name="+", verbose_name=_("withholding rule")
    )
    reason = models.CharField(pgettext_lazy("payout", "reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField()
    paid_at = models.DateTimeField(_("paid at"), null=True)
    # Not sent or sent back: the money is available again since then.
    restored_at = models.DateTimeField(_("restored at"), null=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="one_payout_per_seller_and_period",
                fields=["seller", "currency", "period_end"],
                condition=~Q(state__in=["failed", "returned"]),
            ),
            models.CheckConstraint(
                name="payout_adds_up",
                condition=Q(taken_minor=F("debt_minor") + F("withheld_minor") + F("amount_minor")),
            ),
            models.CheckConstraint(
                name="payout_pays_something",
                condition=Q(amount_minor__gt=0, debt_minor__gte=0, withheld_minor__gte=0),
            ),
            models.CheckConstraint(
                name="payout_period_has_days", condition=Q(period_end__gt=F("period_start"))
            ),
            models.CheckConstraint(
                name="payout_restored_has_its_time",
                condition=Q(state__in=["failed", "returned"], restored_at__isnull=False)
                | (~Q(state__in=["failed", "returned"]) & Q(restored_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="payout_leaves_in_a_batch",
                condition=Q(state__in=["draft", "failed"]) | Q(batch__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def debt(self) -> Money:
        return Money(self.debt_minor, self.currency)

    @property
    def withheld(self) -> Money:
        return Money(self.withheld_minor, self.currency)

    @property
    def last_day(self) -> date:
        return self.period_end - timedelta(days=1)

    @property
    def reason_told(self) -> str:
        """In the reader's language where the reason is ours; the bank's own words else."""
        return str(Hindrance(self.reason).label) if self.reason in Hindrance.values else self.reason

    @property
    def badge(self) -> str:
        """Its state in the words pages colour by."""
        if self.state == self.State.PAID:
            return "paid"
        return "awaiting" if self.restored_at is None else "rejected"

    @property
    def cause(self) -> str:
        """How ledger entries name this payout."""
        return f"payout:{self.public_id}"
