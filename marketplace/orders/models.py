"""An order and its lines: snapshots, so that nothing changes after the sale."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.effects import pricing
from catalog.effects.models import AudioFile, Effect
from catalog.packs.models import Pack
from ksound.core.fields import PublicIdField
from ksound.lib.money import Money
from ksound.lib.transitions import Transitions
from sellers.registration.models import Seller


class Order(models.Model):
    """What one buyer pays for at once."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AWAITING = "awaiting", _("Awaiting payment")
        PAID = "paid", _("Paid")
        PARTIALLY_REFUNDED = "partially_refunded", _("Partially refunded")
        REFUNDED = "refunded", _("Refunded")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")

    TRANSITIONS: ClassVar[Transitions] = Transitions.of(
        {
            State.DRAFT: [State.AWAITING, State.PAID, State.CANCELLED],
            State.AWAITING: [State.PAID, State.EXPIRED, State.CANCELLED],
            # Money that arrives late still buys what it was paid for.
            State.EXPIRED: [State.PAID],
            State.CANCELLED: [State.PAID],
            State.PAID: [State.PARTIALLY_REFUNDED, State.REFUNDED],
            State.PARTIALLY_REFUNDED: [State.REFUNDED],
        }
    )

    public_id = PublicIdField()
    number = models.CharField(_("order number"), max_length=20, unique=True)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders", verbose_name=_("buyer")
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    cart = models.ForeignKey(
        "marketplace.Cart", models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    currency = models.CharField(_("currency"), max_length=3)
    total_minor = models.BigIntegerField(_("total"))
    terms_version = models.CharField(_("terms version"), max_length=20)
    # The buyer agreed that the right of withdrawal ends when a download begins.
    withdrawal_consent_at = models.DateTimeField(_("withdrawal consent at"))
    created_at = models.DateTimeField(_("created at"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="order_total_not_negative"),
            # Two tabs or two clicks on one cart meet in one order.
            models.UniqueConstraint(
                fields=["cart"], condition=Q(state__in=["draft", "awaiting"]), name="order_open_once_per_cart"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "partially_refunded", "refunded"]) | Q(paid_at__isnull=False),
                name="order_paid_with_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="order_state_created")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("order-detail", args=[self.public_id])

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def is_paid(self) -> bool:
        return self.state == self.State.PAID


class OrderLine(models.Model):
    """One sound under one licence at the price, fee and tier of the moment of sale."""

    public_id = PublicIdField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="lines", verbose_name=_("order"))
    effect = models.ForeignKey(Effect, models.PROTECT, related_name="+", verbose_name=_("effect"))
    audio_file = models.ForeignKey(AudioFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="sales", verbose_name=_("seller"))
    title = models.CharField(_("title"), max_length=120)
    licence_code = models.CharField(
        _("licence"), max_length=12, choices=[(code, one.label) for code, one in pricing.LICENCES.items()]
    )
    licence_version = models.CharField(_("licence version"), max_length=20)
    licence_sha256 = models.CharField(_("SHA-256 of the licence text"), max_length=64)
    gross_minor = models.BigIntegerField(_("gross"))
    vat_minor = models.BigIntegerField(_("VAT on the fee"))
    fee_minor = models.BigIntegerField(_("fee"))
    seller_net_minor = models.BigIntegerField(_("net to the seller"))
    fee_bps = models.PositiveSmallIntegerField(_("fee rate (basis points)"))
    tier = models.PositiveSmallIntegerField(_("tier at sale"))
    # A sound of a pack costs its part of the pack's price.
    pack = models.ForeignKey(
        Pack,
        models.PROTECT,
        null=True,
        blank=True,
        # Nothing looks lines up by it, and the table is long.
        db_index=False,
        related_name="+",
        verbose_name=_("pack"),
    )
    # A wider licence for a sound somebody holds one for costs the difference.
    upgraded_from = models.ForeignKey(
        "marketplace.Licence",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("upgraded from"),
    )
    credited_minor = models.BigIntegerField(_("credited for the licence held"), default=0, db_default=0)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "effect", "licence_code"], name="order_line_once"),
            models.CheckConstraint(
                condition=Q(gross_minor=F("vat_minor") + F("fee_minor") + F("seller_net_minor")),
                name="order_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(gross_minor__gte=0, vat_minor__gte=0, fee_minor__gte=0, seller_net_minor__gte=0),
                name="order_line_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(credited_minor=0) | Q(credited_minor__gt=0, upgraded_from__isnull=False),
                name="order_line_credit_for_a_licence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.licence_code})"

    @property
    def readable_title(self) -> str:
        """In the reader's language, unless the sound has been renamed since: then as it was bought."""
        names = (self.effect.title_ko, self.effect.title_en)
        return self.effect.title if self.title in names else self.title

    @property
    def licence_label(self) -> str:
        return str(pricing.LICENCES[self.licence_code].label)

    @property
    def gross(self) -> Money:
        return Money(self.gross_minor, self.order.currency)

    @property
    def credited(self) -> Money:
        return Money(self.credited_minor, self.order.currency)

    @property
    def vat(self) -> Money:
        return Money(self.vat_minor, self.order.currency)

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.order.currency)

    @property
    def net(self) -> Money:
        return Money(self.seller_net_minor, self.order.currency)
