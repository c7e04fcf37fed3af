"""The demonstration's ready accounts. Their passwords are public: never make them on a real installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ksound.core.models import User
from ksound.demo.sounds.catalogue import SELLERS, SellerProfile
from ksound.management.accounts import become_seller, make_user
from sellers.registration.models import Seller

PASSWORD = "ksound-demo-2026"  # noqa: S105  it is printed on the terminal
DOMAIN = "demo.ksound.example"


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account somebody may try the shop with."""

    role: str
    email: str
    password: str = PASSWORD


BUYER = SignIn("buyer", f"buyer@{DOMAIN}")
SELLER = SignIn("seller", f"{SELLERS[0].email_name}@{DOMAIN}")
MODERATOR = SignIn("moderator", f"moderator@{DOMAIN}")
ADMINISTRATOR = SignIn("admin", f"admin@{DOMAIN}")
SIGN_INS = (BUYER, SELLER, MODERATOR, ADMINISTRATOR)


def make_all(*, at: datetime) -> tuple[list[Seller], User]:
    """The sellers in the catalogue's order, and the moderator."""
    make_user(email=BUYER.email, password=PASSWORD, role="buyer", at=at)
    make_user(email=ADMINISTRATOR.email, password=PASSWORD, role="admin", at=at)
    moderator = make_user(email=MODERATOR.email, password=PASSWORD, role="moderator", at=at)
    return [_seller(profile, at=at) for profile in SELLERS], moderator


def _seller(profile: SellerProfile, *, at: datetime) -> Seller:
    user = make_user(email=f"{profile.email_name}@{DOMAIN}", password=PASSWORD, role="buyer", at=at)
    if not Seller.objects.filter(user=user).exists():
        become_seller(
            user=user,
            display_name=profile.display_name,
            kind=profile.kind,
            creator_id=profile.creator_id,
            at=at,
        )
        # What staff would tick for a public body.
        Seller.objects.filter(user=user).update(is_public_collection=profile.source == "public")
    return Seller.objects.select_related("user").get(user=user)
