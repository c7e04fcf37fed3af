"""Ready accounts for every role: what `make_user` and the demo hand out."""

from __future__ import annotations

import re
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from ksound.core import audit
from ksound.core.models import User
from sellers.registration.models import Seller
from sellers.registration.operations import register

ROLES = ("buyer", "seller", "moderator", "admin")
# What moderators may do. They edit no users and no permissions.
MODERATOR_PERMISSIONS = (
    ("catalog", "moderate_effect"),
    ("catalog", "view_effect"),
    ("catalog", "view_audiofile"),
    ("catalog", "view_searchdemand"),
    ("sellers", "view_seller"),
    ("marketplace", "view_order"),
    ("marketplace", "moderate_review"),
    ("marketplace", "view_staffpick"),
    ("marketplace", "add_staffpick"),
    ("marketplace", "change_staffpick"),
    ("marketplace", "delete_staffpick"),
    ("core", "view_auditevent"),
)


@transaction.atomic
def make_user(*, email: str, password: str, role: str, at: datetime, language: str = "ko") -> User:
    """A person with a confirmed address who can sign in at once; a present one gets the password and role."""
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(
        email, terms_version=settings.TERMS_VERSION, terms_accepted_at=at, language=language
    )
    user.set_password(password)
    user.is_staff = role in ("moderator", "admin")
    user.is_superuser = role == "admin"
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    if role == "moderator":
        user.groups.add(moderators())
    if role == "seller" and not hasattr(user, "seller"):
        become_seller(user=user, display_name=email.split("@")[0], at=at)
    audit.record("user.made", target=user, by=None, at=at, role=role)
    return user


def become_seller(
    *, user: User, display_name: str, at: datetime, kind: str = "individual", creator_id: str = ""
) -> Seller:
    return register(
        user=user,
        display_name=display_name,
        kind=kind,
        creator_id=creator_id or _creator_id(display_name, user),
        agreement_version=settings.SELLER_AGREEMENT_VERSION,
        at=at,
    )


def moderators() -> Group:
    """The group of moderators with exactly its permissions."""
    group, _made = Group.objects.get_or_create(name="moderators")
    group.permissions.set(
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in MODERATOR_PERMISSIONS
    )
    return group


def _creator_id(display_name: str, user: User) -> str:
    letters = re.sub("[^A-Za-z0-9]", "", display_name).upper()[:12] or "S"
    return letters if len(letters) > 1 and not _taken(letters) else f"{letters}{user.pk}"


def _taken(creator_id: str) -> bool:
    return Seller.objects.filter(creator_id=creator_id).exists()
