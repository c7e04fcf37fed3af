"""How a seller presents themselves."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField
from sellers.registration.models import Seller


class Profile(models.Model):
    """The words of a storefront; what a business must say of itself is empty until it is known."""

    seller = models.OneToOneField(
        Seller, models.CASCADE, primary_key=True, related_name="profile", verbose_name=_("seller")
    )
    bio_ko = models.TextField(_("about you, in Korean"), max_length=1000, blank=True)
    bio_en = models.TextField(_("about you, in English"), max_length=1000, blank=True)
    links = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name=_("links"))
    business_name = models.CharField(_("business name"), max_length=80, blank=True)
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    business_number = models.CharField(_("business number"), max_length=12, blank=True)
    mail_order_number = models.CharField(_("mail-order report number"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)

    class Meta:
        verbose_name = _("seller's profile")
        verbose_name_plural = _("sellers' profiles")

    def __str__(self) -> str:
        return f"profile of seller {self.seller_id}"

    @property
    def bio(self) -> str:
        """In the reader's language, else in the other one."""
        korean, english = self.bio_ko, self.bio_en
        return (korean or english) if get_language() == "ko" else (english or korean)


class ProfileImage(models.Model):
    """A picture made by us from what the seller sent. Immutable: another picture is another row and address."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("Picture")
        BANNER = "banner", _("Banner")

    public_id = PublicIdField()
    seller = models.ForeignKey(Seller, models.CASCADE, related_name="images", verbose_name=_("seller"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    storage_name = models.CharField(max_length=255)
    byte_size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("seller's image")
        verbose_name_plural = _("sellers' images")
        constraints = [models.UniqueConstraint(fields=["seller", "kind"], name="profile_image_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of seller {self.seller_id}"
