"""Sounds of one seller that are sold together for less."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.effects import pricing
from catalog.effects.models import Effect
from catalog.packs.querysets import PackQuerySet
from ksound.core.fields import PublicIdField
from ksound.lib.money import Money, total
from ksound.lib.transitions import Transitions
from sellers.registration.models import Seller

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

MINIMUM_MEMBERS = 2
MAXIMUM_MEMBERS = 100


class Pack(models.Model):
    """A pack as a listing. What its members say (licences, sum, whether they are on sale) is asked of them."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("On sale")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUSPENDED = "suspended", _("Suspended")

    TRANSITIONS: ClassVar[Transitions] = Transitions.of(
        {
            State.DRAFT: [State.PUBLISHED],
            State.PUBLISHED: [State.WITHDRAWN, State.SUSPENDED],
            State.WITHDRAWN: [State.PUBLISHED],
            State.SUSPENDED: [State.WITHDRAWN],
        }
    )
    EDITABLE = (State.DRAFT, State.WITHDRAWN)

    public_id = PublicIdField()
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="packs", verbose_name=_("seller"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title_ko = models.CharField(_("Korean title"), max_length=120, blank=True)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    # Of the smallest licence, as with effects; 0 until the seller has set one.
    price_minor = models.BigIntegerField(_("base price"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default="KRW")
    created_at = models.DateTimeField(_("created at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    if TYPE_CHECKING:
        members: RelatedManager[PackMember]

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("pack")
        verbose_name_plural = _("packs")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_ko="", title_en=""),
                name="pack_titled",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", price_minor=0) | Q(price_minor__gte=pricing.MINIMUM_PRICE.minor),
                name="pack_price_at_least_minimum",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="pack_published_with_time"
            ),
        ]
        indexes = [models.Index(fields=["seller", "state"], name="pack_seller_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pack-detail", args=[self.public_id])

    @property
    def title(self) -> str:
        """The title in the reader's language, else the other one."""
        korean, english = self.title_ko, self.title_en
        return (korean or english) if get_language() == "ko" else (english or korean)

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED and self.seller.may_sell

    @cached_property
    def effects(self) -> list[Effect]:
        """The members in the seller's order; read them before with `with_members`."""
        return [member.effect for member in self.members.all()]

    @property
    def missing(self) -> list[Effect]:
        """Members that are not on sale."""
        return [effect for effect in self.effects if effect.state != Effect.State.PUBLISHED]

    @property
    def licence_codes(self) -> list[str]:
        """The licences every member offers, in the shop's order."""
        return [
            licence.code
            for licence in pricing.PAID
            if self.effects and all(licence.code in effect.licence_codes for effect in self.effects)
        ]

    @property
    def is_buyable(self) -> bool:
        """Only whole: a member off sale takes the pack off sale with it."""
        whole = len(self.effects) >= MINIMUM_MEMBERS and not self.missing and self.sum
        return bool(self.is_published and whole and self.licence_codes)

    @property
    def sum(self) -> Money:
        """What the members cost one by one, at the smallest licence."""
        return total([effect.price for effect in self.effects], self.currency)

    @property
    def price(self) -> Money:
        """Never more than the members' sum, should these have become cheaper since."""
        return min(Money(self.price_minor, self.currency), self.sum)

    @property
    def saving(self) -> Money:
        return self.sum - self.price


class PackMember(models.Model):
    """One sound of a pack, in its place."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="members")
    effect = models.ForeignKey(Effect, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("sound of a pack")
        verbose_name_plural = _("sounds of packs")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "effect"], name="pack_member_once"),
            models.UniqueConstraint(
                fields=["pack", "position"], name="pack_place_once", deferrable=Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.position}: {self.effect_id}"
