"""Changing a profile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from ksound.core import audit
from ksound.core.models import User
from ksound.lib import ulid
from sellers.profiles import pictures
from sellers.profiles.models import Profile, ProfileImage
from sellers.registration.models import Seller

SIZES = {ProfileImage.Kind.PICTURE: pictures.PICTURE_SIZE, ProfileImage.Kind.BANNER: pictures.BANNER_SIZE}


def storage() -> Storage:
    return storages["default"]


@transaction.atomic
def describe(*, seller: Seller, by: User, words: Mapping[str, Any], at: datetime) -> None:
    """Save the words of a profile; `words` are fields of `Profile`."""
    Profile.objects.update_or_create(seller=seller, defaults=dict(words))
    audit.record("seller.profile_changed", target=seller, by=by, at=at)


def set_image(
    *, seller: Seller, kind: ProfileImage.Kind, content: IO[bytes], byte_size: int, at: datetime
) -> ProfileImage:
    """Make the seller's picture or banner from a file. Raises what `pictures.remade` raises, and OSError."""
    made = pictures.remade(content, byte_size=byte_size, size=SIZES[kind])
    public_id = ulid.new()
    name = storage().save(f"profiles/{seller.public_id}/{public_id}.webp", ContentFile(made))
    with transaction.atomic():
        Seller.objects.select_for_update().get(pk=seller.pk)
        remove_image(seller=seller, kind=kind)
        return ProfileImage.objects.create(
            public_id=public_id,
            seller=seller,
            kind=kind,
            storage_name=name,
            byte_size=len(made),
            sha256=hashlib.sha256(made).hexdigest(),
            made_at=at,
        )


@transaction.atomic
def remove_image(*, seller: Seller, kind: ProfileImage.Kind) -> bool:
    """Take the picture or banner away; False when there was none."""
    gone = list(ProfileImage.objects.filter(seller=seller, kind=kind).select_for_update())
    for image in gone:
        image.delete()
        transaction.on_commit(partial(_delete, image.storage_name))
    return bool(gone)


def _delete(name: str) -> None:
    # A storage that is away keeps a file nobody can ask for.
    with suppress(OSError):
        storage().delete(name)
