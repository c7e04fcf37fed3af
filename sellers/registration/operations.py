"""Becoming a seller."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ksound.core import audit
from ksound.core.models import User
from sellers.registration.models import Seller


class AlreadySeller(Exception):
    """This person has registered before."""


class NameTaken(Exception):
    """Another seller has this display name or CreatorID; `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def register(
    *, user: User, display_name: str, kind: str, creator_id: str, agreement_version: str, at: datetime
) -> Seller:
    """Make `user` a seller who has accepted `agreement_version` at `at`.

    Raises AlreadySeller, or NameTaken when the display name or the CreatorID belongs to somebody else.
    """
    try:
        with transaction.atomic():
            seller = Seller.objects.create(
                user=user,
                display_name=display_name,
                kind=kind,
                creator_id=creator_id,
                agreement_version=agreement_version,
                agreement_accepted_at=at,
            )
            audit.record("seller.registered", target=seller, by=user, at=at, agreement=agreement_version)
    except IntegrityError as error:
        raise _explained(error, user=user, display_name=display_name) from error
    return seller


def _explained(error: IntegrityError, *, user: User, display_name: str) -> Exception:
    if Seller.objects.filter(user=user).exists():
        return AlreadySeller(user.pk)
    if Seller.objects.filter(display_name=display_name).exists():
        return NameTaken("display_name")
    return NameTaken("creator_id")
