"""Attempts to collect the money of one order, and who shares in it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField
from ksound.lib.money import MINOR_DIGITS, Money
from payments.charges.states import CLOSED_UNPAID, OPEN, State
from payments.providers.base import Charge, Urls


class PaymentAttemptQuerySet(models.QuerySet["PaymentAttempt"]):
    def of_order(self, order_ref: str) -> PaymentAttemptQuerySet:
        return self.filter(order_ref=order_ref)

    def open(self) -> PaymentAttemptQuerySet:
        return self.filter(state__in=OPEN)

    def paid(self) -> PaymentAttemptQuerySet:
        return self.filter(state=State.PAID)

    def in_review(self) -> PaymentAttemptQuerySet:
        return self.filter(review=True)

    def unresolved(self, *, before: datetime) -> PaymentAttemptQuerySet:
        """Not ended yet, or ended without the announcement having reached every listener."""
        unannounced = Q(state__in=[State.PAID, *CLOSED_UNPAID], announced_at__isnull=True)
        return self.filter(Q(state__in=OPEN) | unannounced, updated_at__lt=before)


class PaymentAttempt(models.Model):
    """One try to collect an order's total through one provider. The order is an opaque reference."""

    public_id = PublicIdField()
    order_ref = models.CharField(_("order"), max_length=64, db_index=True)
    order_name = models.CharField(max_length=200)
    buyer_ref = models.CharField(max_length=64)
    provider = models.CharField(_("provider"), max_length=16)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.CREATED)
    provider_ref = models.CharField(max_length=255, blank=True)
    # The provider's name for the money itself: what a refund points at.
    payment_ref = models.CharField(max_length=255, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    failure_reason = models.CharField(max_length=200, blank=True)
    review = models.BooleanField(_("needs review"), default=False)
    review_reason = models.CharField(max_length=200, blank=True)
    return_url = models.CharField(max_length=1000)
    cancel_url = models.CharField(max_length=1000)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    # Null from the end of the attempt until every listener has heard of it.
    announced_at = models.DateTimeField(null=True)

    objects = PaymentAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        ordering = ["-id"]
        indexes = [models.Index(name="attempt_state_updated", fields=["state", "updated_at"])]
        constraints = [
            models.UniqueConstraint(
                name="one_open_attempt_per_order", fields=["order_ref"], condition=Q(state__in=OPEN)
            ),
            models.UniqueConstraint(
                name="one_paid_attempt_per_order", fields=["order_ref"], condition=Q(state=State.PAID)
            ),
            models.UniqueConstraint(
                name="one_attempt_per_provider_ref",
                fields=["provider", "provider_ref"],
                condition=~Q(provider_ref=""),
            ),
            models.CheckConstraint(name="attempt_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="attempt_collects_something", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="attempt_currency_known", condition=Q(currency__in=list(MINOR_DIGITS))
            ),
            models.CheckConstraint(
                name="attempt_paid_has_its_time",
                condition=Q(state=State.PAID, paid_at__isnull=False)
                | (~Q(state=State.PAID) & Q(paid_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="attempt_review_has_its_reason",
                condition=(Q(review=True) & ~Q(review_reason="")) | Q(review=False, review_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_paid(self) -> bool:
        return self.state == State.PAID

    @property
    def cause(self) -> str:
        """How ledger entries name this attempt."""
        return f"attempt:{self.public_id}"

    @property
    def charge(self) -> Charge:
        """What its provider may know of it."""
        return Charge(
            reference=self.public_id,
            order_ref=self.order_ref,
            order_name=self.order_name,
            buyer_ref=self.buyer_ref,
            amount=self.amount,
            expires_at=self.expires_at,
            provider_ref=self.provider_ref,
        )

    @property
    def urls(self) -> Urls:
        return Urls(success=self.return_url, cancel=self.cancel_url)


class AttemptShare(models.Model):
    """One order line's division at the moment the attempt was opened; only what goes back of it changes."""

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.CASCADE, related_name="shares")
    seller = models.ForeignKey("sellers.Seller", null=True, on_delete=models.PROTECT, related_name="+")
    line_ref = models.CharField(max_length=64)
    gross_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    fee_bps = models.PositiveIntegerField()
    fee_minor = models.BigIntegerField()
    seller_net_minor = models.BigIntegerField()
    # Of `gross_minor`: given back to the buyer, or on its way.
    returned_minor = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        indexes = [models.Index(name="share_line", fields=["line_ref"])]
        constraints = [
            models.UniqueConstraint(name="one_share_per_line", fields=["attempt", "line_ref"]),
            models.CheckConstraint(
                name="share_adds_up",
                condition=Q(gross_minor=F("vat_minor") + F("fee_minor") + F("seller_net_minor")),
            ),
            models.CheckConstraint(
                name="share_is_never_negative",
                condition=Q(vat_minor__gte=0, fee_minor__gte=0, seller_net_minor__gte=0),
            ),
            models.CheckConstraint(name="share_rate_within_whole", condition=Q(fee_bps__lte=10_000)),
            models.CheckConstraint(
                name="share_returned_once_at_most",
                condition=Q(returned_minor__gte=0, returned_minor__lte=F("gross_minor")),
            ),
        ]

    def __str__(self) -> str:
        return self.line_ref
