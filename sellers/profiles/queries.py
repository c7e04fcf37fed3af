"""Reading profiles for pages."""

from __future__ import annotations

from dataclasses import dataclass

from sellers.profiles.models import Profile, ProfileImage
from sellers.registration.models import Seller


@dataclass(frozen=True, slots=True)
class Shown:
    """How a seller presents themselves; an empty profile for whoever has said nothing yet."""

    profile: Profile
    picture: ProfileImage | None
    banner: ProfileImage | None


def shown(seller: Seller) -> Shown:
    """Two statements."""
    profile = Profile.objects.filter(seller=seller).first() or Profile(seller=seller)
    images = {image.kind: image for image in ProfileImage.objects.filter(seller=seller)}
    return Shown(profile, images.get(ProfileImage.Kind.PICTURE), images.get(ProfileImage.Kind.BANNER))
