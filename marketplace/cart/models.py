"""What somebody is about to buy."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.effects import pricing
from catalog.effects.models import Effect
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
    """One sound under one licence."""

    public_id = PublicIdField()
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    effect = models.ForeignKey(Effect, models.CASCADE, related_name="+")
    licence_code = models.CharField(max_length=12, choices=[(code, code) for code in pricing.LICENCES])
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "effect", "licence_code"], name="cart_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.effect_id} {self.licence_code}"

    @property
    def licence_label(self) -> str:
        return str(pricing.LICENCES[self.licence_code].label)

    @property
    def price(self) -> Money:
        """Today's price; an order takes a copy of it."""
        return pricing.price_of(self.effect.price, self.licence_code)
