"""Packs: what may be in one, what it costs, and when it can be bought."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from catalog.packs import operations, pricing, queries
from catalog.packs.models import Pack, PackMember
from ksound.core.models import AuditEvent, User
from ksound.lib.money import Money
from sellers.registration.models import Seller
from tests.factories import packs, people
from tests.factories.listings import listed

Browser = Callable[[User], Client]


@pytest.fixture
def effects(seller: Seller, at: datetime) -> list[Effect]:
    return packs.three(seller, at)


@pytest.fixture
def pack(effects: list[Effect], at: datetime) -> Pack:
    return packs.on_sale(effects=effects, at=at)


def test_the_price_is_divided_by_largest_remainder_and_adds_up(pack: Pack, effects: list[Effect]) -> None:
    # 10,000 × 5,500 / 12,500 = 4,400; 3,200; 2,400.
    assert [money.minor for money in pricing.parts(pack, "creator").values()] == [4_400, 3_200, 2_400]
    Pack.objects.update(price_minor=10_001)
    parts = pricing.parts(packs.fresh(pack), "production")
    assert sum(money.minor for money in parts.values()) == 50_005
    assert (pack.sum, pack.price, pack.saving) == tuple(map(Money.krw, (12_500, 10_000, 2_500)))


def test_the_licences_are_those_all_members_offer(effects: list[Effect], at: datetime) -> None:
    Effect.objects.filter(pk=effects[0].pk).update(licence_codes=["creator", "team"])
    assert packs.draft(effects=effects, at=at).licence_codes == ["creator"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda pack, effects: PackMember.objects.exclude(effect=effects[0]).delete(), "두 개|two sounds"),
        (
            lambda pack, effects: Effect.objects.filter(pk=effects[1].pk).update(state="withdrawn"),
            "판매|on sale",
        ),
        (lambda pack, effects: Pack.objects.update(price_minor=12_501), "가격|lower price"),
        (lambda pack, effects: Pack.objects.update(price_minor=0), "500"),
        (
            lambda pack, effects: Effect.objects.filter(pk=effects[0].pk).update(licence_codes=["team"]),
            "라이선스|licence",
        ),
    ],
    ids=["one sound", "off sale", "dearer than its sounds", "no price", "no common licence"],
)
def test_what_cannot_be_offered_stays_a_draft_with_the_reason(
    effects: list[Effect], at: datetime, spoil: Callable[[Pack, list[Effect]], object], said: str
) -> None:
    pack = packs.draft(effects=effects, at=at)
    spoil(pack, effects)
    with pytest.raises(operations.NotReady, match=said):
        operations.publish(pack=pack, by=pack.seller.user, at=at)
    assert packs.fresh(pack).state == "draft"
    assert not AuditEvent.objects.filter(name="pack.published").exists()


def test_a_member_off_sale_takes_the_pack_off_sale_with_it(
    pack: Pack, effects: list[Effect], at: datetime, client: Client
) -> None:
    listing.withdraw(effect=effects[1], by=pack.seller.user, at=at)
    found = packs.fresh(pack)
    assert (found.is_buyable, [effect.pk for effect in found.missing]) == (False, [effects[1].pk])
    assert queries.of_effect(effects[0]) == queries.of_seller(pack.seller) == []
    page = client.get(f"/en{pack.get_absolute_url()}")
    assert (page.status_code, page.context["offers"]) == (200, [])
    assert "pack-not-on-sale" in page.content.decode()


def test_a_pack_never_costs_more_than_its_sounds_do_today(
    pack: Pack, effects: list[Effect], at: datetime
) -> None:
    listing.reprice(effect=effects[0], by=pack.seller.user, price=Money.krw(1_000), at=at)
    assert packs.fresh(pack).price == Money.krw(8_000)


def test_only_own_priced_sounds_on_sale_can_join(effects: list[Effect], seller: Seller, at: datetime) -> None:
    pack = packs.draft(effects=effects, at=at)
    other = people.seller("second@example.com", name="산들", creator_id="SAND")
    for effect, refusal in (
        (listed(seller=other, at=at), operations.NotYours),
        (listed(seller=seller, at=at, price_minor=0, licence_codes=["public"]), operations.CannotJoin),
        (listed(seller=seller, at=at, state="withdrawn"), operations.CannotJoin),
    ):
        with pytest.raises(refusal):
            operations.add(pack=pack, effect=effect, by=seller.user)
    assert not operations.add(pack=pack, effect=effects[0], by=seller.user)
    assert PackMember.objects.filter(pack=pack).count() == 3


def test_the_order_is_the_sellers(effects: list[Effect], at: datetime) -> None:
    pack = packs.draft(effects=effects, at=at)
    first, second, third = (effect.public_id for effect in effects)
    assert operations.move(pack=pack, effect_public_id=third, by=pack.seller.user, places=-1)
    assert [effect.public_id for effect in packs.fresh(pack).effects] == [first, third, second]
    assert not operations.move(pack=pack, effect_public_id=first, by=pack.seller.user, places=-1)


def test_a_pack_on_sale_is_not_changed(pack: Pack, effects: list[Effect], at: datetime) -> None:
    by = pack.seller.user
    for act in (
        lambda: operations.describe(pack=pack, by=by, description=packs.description(price=Money.krw(600))),
        lambda: operations.remove(pack=pack, effect_public_id=effects[0].public_id, by=by),
        lambda: operations.delete(pack=pack, by=by, at=at),
    ):
        with pytest.raises(operations.NotEditable):
            act()
    assert (packs.fresh(pack).price_minor, len(packs.fresh(pack).effects)) == (10_000, 3)


def test_staff_suspend_a_pack_and_hand_it_back(
    pack: Pack, moderator: User, at: datetime, client: Client
) -> None:
    with pytest.raises(operations.NotAllowed):
        operations.suspend(pack=pack, by=pack.seller.user, at=at)
    operations.suspend(pack=pack, by=moderator, at=at)
    assert client.get(pack.get_absolute_url()).status_code == 404
    with pytest.raises(operations.NotEditable):
        operations.publish(pack=pack, by=pack.seller.user, at=at)
    operations.release(pack=pack, by=moderator, at=at)
    operations.publish(pack=pack, by=pack.seller.user, at=at)
    assert client.get(pack.get_absolute_url()).status_code == 200


def test_staff_act_on_packs_in_the_administration(pack: Pack, moderator: User, signed_in: Browser) -> None:
    chosen = {"action": "suspend", "_selected_action": [pack.pk]}
    browser, address = signed_in(moderator), reverse("admin:catalog_pack_changelist")
    User.objects.filter(pk=moderator.pk).update(is_superuser=True)
    browser.post(address, chosen)
    assert packs.fresh(pack).state == "suspended"
    assert browser.get(reverse("admin:catalog_pack_change", args=[pack.pk])).status_code == 200


@pytest.mark.parametrize("fields", [{"price_minor": 499}, {"title_ko": "", "title_en": ""}])
def test_the_database_refuses_nonsense(pack: Pack, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Pack.objects.update(**fields)


def test_a_pack_page_needs_the_same_statements_for_2_and_24_sounds(
    pack: Pack, seller: Seller, at: datetime, client: Client, django_assert_max_num_queries
) -> None:
    client.get(pack.get_absolute_url())
    with django_assert_max_num_queries(15) as few:
        client.get(pack.get_absolute_url())
    more = packs.on_sale(effects=[listed(seller=seller, at=at) for _ in range(24)], at=at)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(more.get_absolute_url()).content.decode().count("effect-card") == 24
