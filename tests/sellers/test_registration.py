"""Becoming a seller."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ksound.core.models import AuditEvent, User
from sellers.registration import operations
from sellers.registration.models import Seller
from sellers.tiers.queries import policies, policy_of

Browser = Callable[[User], Client]
FORM = {"display_name": "소리공방", "kind": "individual", "creator_id": "srgb", "accept_agreement": "on"}


def test_a_person_registers_and_may_upload_at_once(buyer: User, signed_in: Browser) -> None:
    answer = signed_in(buyer).post(reverse("seller-register"), FORM)
    seller = Seller.objects.get(user=buyer)
    assert answer.headers["Location"] == reverse("studio-upload")
    assert (seller.display_name, seller.creator_id, seller.state, seller.tier) == (
        "소리공방",
        "SRGB",
        "active",
        1,
    )


def test_the_agreement_is_kept_with_its_version_and_time(buyer: User, signed_in: Browser) -> None:
    signed_in(buyer).post(reverse("seller-register"), FORM)
    seller = Seller.objects.get(user=buyer)
    assert seller.agreement_version == settings.SELLER_AGREEMENT_VERSION
    assert seller.agreement_accepted_at is not None
    assert AuditEvent.objects.get(name="seller.registered").data == {"agreement": seller.agreement_version}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"display_name": " "}, "display_name"),
        ({"display_name": "x" * 61}, "display_name"),
        ({"kind": "robot"}, "kind"),
        ({"creator_id": "소리"}, "creator_id"),
        ({"creator_id": "A_B"}, "creator_id"),
        ({"accept_agreement": ""}, "accept_agreement"),
    ],
)
def test_a_wrong_field_is_named_and_nobody_is_registered(
    buyer: User, signed_in: Browser, change: dict, field: str
) -> None:
    answer = signed_in(buyer).post(reverse("seller-register"), FORM | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Seller.objects.exists()


@pytest.mark.parametrize("taken", ["display_name", "creator_id"])
def test_a_name_somebody_has_is_refused(seller: Seller, buyer: User, signed_in: Browser, taken: str) -> None:
    answer = signed_in(buyer).post(reverse("seller-register"), FORM | {taken: getattr(seller, taken)})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [taken]
    assert Seller.objects.count() == 1


def test_nobody_registers_twice(seller: Seller, at: datetime) -> None:
    with pytest.raises(operations.AlreadySeller):
        operations.register(
            user=seller.user,
            display_name="둘째",
            kind="individual",
            creator_id="TWO",
            agreement_version="1",
            at=at,
        )
    assert Seller.objects.count() == 1


def test_the_form_asks_strangers_to_sign_in(client: Client, db: None) -> None:
    assert reverse("account_login") in client.get(reverse("seller-register")).headers["Location"]


@pytest.mark.parametrize(("tier", "percent"), [(1, 20), (2, 18), (3, 15), (4, 12), (5, 10)])
def test_each_tier_pays_its_commission(seller: Seller, tier: int, percent: int) -> None:
    seller.tier = tier
    assert policy_of(seller).commission_bps == percent * 100
    assert policies()[tier].commission_bps == percent * 100
