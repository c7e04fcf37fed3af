"""People, and the record of what they did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; buyers, sellers and staff alike."""

    class Language(models.TextChoices):
        KOREAN = "ko", "한국어"
        ENGLISH = "en", "English"

    public_id = PublicIdField()
    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.KOREAN
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    terms_version = models.CharField(_("terms version"), max_length=20, blank=True)
    terms_accepted_at = models.DateTimeField(_("terms accepted at"), null=True, blank=True)
    marketing_consent_at = models.DateTimeField(_("marketing consent at"), null=True, blank=True)
    marketing_withdrawn_at = models.DateTimeField(_("marketing consent withdrawn at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.CheckConstraint(
                condition=models.Q(terms_accepted_at__isnull=True, terms_version="")
                | (models.Q(terms_accepted_at__isnull=False) & ~models.Q(terms_version="")),
                name="user_terms_version_and_time_together",
            ),
            models.CheckConstraint(
                condition=models.Q(marketing_consent_at=None) | models.Q(marketing_withdrawn_at=None),
                name="user_marketing_given_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(is_active=False),
                name="user_erased_is_not_active",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def known_email(self) -> str:
        """The address, also of an erased account while the law keeps it (one statement then)."""
        if self.erased_at is None:
            return self.email
        kept = RetainedIdentity.objects.filter(user=self).first()
        return kept.email if kept else ""


class RetainedIdentity(models.Model):
    """Whose the orders of an erased account were: kept apart, for as long as trade law asks, then deleted."""

    user = models.OneToOneField(
        User, models.PROTECT, primary_key=True, related_name="retained", verbose_name=_("user")
    )
    email = models.EmailField(_("e-mail"))
    keep_until = models.DateField(_("keep until"), db_index=True)

    class Meta:
        verbose_name = _("retained identity")
        verbose_name_plural = _("retained identities")

    def __str__(self) -> str:
        return f"{self.user_id}"


class AuditEvent(models.Model):
    """Who did what to what, and when. Append-only: a trigger refuses UPDATE and DELETE."""

    at = models.DateTimeField(_("at"), db_index=True)
    name = models.CharField(_("event"), max_length=80, db_index=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name=_("by"), related_name="+"
    )
    target_kind = models.CharField(_("kind of thing"), max_length=80, blank=True)
    target_id = models.CharField(_("thing"), max_length=40, blank=True)
    data = models.JSONField(_("data"), default=dict)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name} {self.target_kind} {self.target_id}"
