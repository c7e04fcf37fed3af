"""The sandbox company's own books: what a real provider would keep on its side."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ksound.core.fields import PublicIdField
from ksound.lib.money import Money


class SandboxPayment(models.Model):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("sandbox payment", "Open")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Expired")

    ref = PublicIdField()
    idempotency_key = models.CharField(max_length=64, unique=True)
    reference = models.CharField(max_length=64)
    order_name = models.CharField(max_length=200)
    buyer_ref = models.CharField(max_length=64)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    # What was really taken; a scripted fault makes it differ from what was asked.
    captured_minor = models.BigIntegerField(default=0)
    captured_currency = models.CharField(max_length=3, blank=True)
    refunded_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    return_url = models.CharField(max_length=1000)
    cancel_url = models.CharField(max_length=1000)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sandbox payment")
        verbose_name_plural = _("sandbox payments")
        constraints = [
            models.CheckConstraint(
                name="sandbox_refunds_what_it_took",
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=models.F("captured_minor")),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class SandboxRefund(models.Model):
    """One refund per key, as a real provider would keep it."""

    ref = PublicIdField()
    payment = models.ForeignKey(SandboxPayment, on_delete=models.CASCADE, related_name="refunds")
    idempotency_key = models.CharField(max_length=64, unique=True)
    amount_minor = models.BigIntegerField()

    def __str__(self) -> str:
        return self.ref
