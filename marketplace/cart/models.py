"""What somebody is about to buy."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.effects import pricing
from catalog.effects.models import Effect
from catalog.packs.models import Pack
from catalog.packs.pricing import price_of
from ksound.core.fields import PublicIdField
from ksound.lib.money import Money


class Cart(models.Model):
    """One per signed-in person; guests have one that their session names until they sign in."""

    public_id = PublicIdField()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="cart"
    )
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.public_id


class CartLine(models.Model):
    """One sound or one pack under one licence."""

    public_id = PublicIdField()
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    effect = models.ForeignKey(Effect, models.CASCADE, null=True, blank=True, related_name="+")
    pack = models.ForeignKey(Pack, models.CASCADE, null=True, blank=True, related_name="+")
    licence_code = models.CharField(max_length=12, choices=[(code, code) for code in pricing.LICENCES])
    # What it cost when it was put in, before credits; null in lines older than this column.
    seen_minor = models.BigIntegerField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "effect", "licence_code"], name="cart_line_once"),
            models.UniqueConstraint(fields=["cart", "pack", "licence_code"], name="cart_pack_once"),
            models.CheckConstraint(
                condition=Q(effect__isnull=False, pack__isnull=True)
                | Q(effect__isnull=True, pack__isnull=False),
                name="cart_line_effect_or_pack",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effect_id or self.pack_id} {self.licence_code}"

    @property
    def licence_label(self) -> str:
        return str(pricing.LICENCES[self.licence_code].label)

    @property
    def price(self) -> Money:
        """Today's, before credits; an order takes a copy of it."""
        if self.pack is not None:
            return price_of(self.pack, self.licence_code)
        assert self.effect is not None
        return pricing.price_of(self.effect.price, self.licence_code)
