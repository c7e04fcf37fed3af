"""A project for others to look at, to buy, and to give credit for."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart.models import CartLine
from marketplace.licences.models import Licence
from marketplace.projects import buying, items, operations
from marketplace.projects.items import Placing
from marketplace.projects.models import Project
from sellers.registration.models import Seller
from tests.factories import orders, people
from tests.factories.listings import listed


def test_anyone_with_the_link_sees_and_hears_but_changes_nothing(
    filled: Project, client: Client, browser: Client, at: datetime
) -> None:
    item = filled.items.first()
    assert item
    items.edit(item=item, version=1, frame_rate="25", placing=Placing("louder here", 25, None), at=at)
    browser.post(reverse("project-share", args=[filled.public_id]), {"act": "start"})
    filled.refresh_from_db()
    page = client.get(reverse("project-shared", args=[filled.share_token]))
    text = page.content.decode()
    assert "louder here" in text
    assert "00:00:01:00" in text
    assert text.count('data-testid="play"') >= 3
    assert filled.public_id not in text
    assert "buyer@example.com" not in text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert 'name="robots" content="noindex' in text


def test_a_link_that_was_revoked_never_works_again(filled: Project, client: Client, at: datetime) -> None:
    first = operations.share(project=filled, at=at)
    assert operations.share(project=filled, at=at) == first
    operations.stop_sharing(project=filled, at=at)
    assert client.get(reverse("project-shared", args=[first])).status_code == 404
    second = operations.share(project=filled, at=at)
    assert second != first
    assert len(second) == 43
    assert client.get(reverse("project-shared", args=[first])).status_code == 404


def test_what_is_missing_goes_into_the_cart_in_one_act(
    filled: Project, buyer: User, browser: Client, seller: Seller, at: datetime
) -> None:
    door, rain, thunder = (item.effect for item in filled.items.all())
    orders.paid(buyer=buyer, effects=[door], at=at)
    listing.withdraw(effect=thunder, by=seller.user, at=at)
    free = listed(seller=seller, at=at, price_minor=0, licence_codes=["public"], title_ko="무료")
    items.append(project=filled, placed=[(free.pk, Placing()), (rain.pk, Placing("again"))], at=at)
    answer = browser.post(
        reverse("project-buy", args=[filled.public_id]), {"licence": "creator"}, follow=True
    )
    assert set(CartLine.objects.values_list("effect", "licence_code")) == {
        (rain.pk, "creator"),
        (free.pk, "public"),
    }
    assert answer.context["total"] == Money.krw(5_500)
    assert any(thunder.title_ko in str(message) for message in answer.context["messages"])
    browser.post(reverse("project-buy", args=[filled.public_id]), {"licence": "creator"})
    assert CartLine.objects.count() == 2


def test_each_licence_has_its_price_and_says_what_it_cannot_buy(
    filled: Project, buyer: User, seller: Seller, at: datetime
) -> None:
    only_creator = listed(seller=seller, at=at, licence_codes=["creator"])
    items.append(project=filled, placed=[(only_creator.pk, Placing())], at=at)
    creator, team, production = buying.plans(project=filled, buyer=buyer)
    assert (creator.total, production.total) == (Money.krw(22_000), Money.krw(82_500))
    assert (len(team.missing), len(team.not_offered)) == (0, 4)
    assert production.not_offered == [only_creator]


def test_what_is_held_under_any_licence_is_credited(filled: Project, buyer: User, at: datetime) -> None:
    effects = [item.effect for item in filled.items.all()]
    order = orders.paid(buyer=buyer, effects=effects[:1], at=at)
    creator, _team, production = buying.plans(project=filled, buyer=buyer)
    assert creator.owned == production.owned == effects[:1]
    assert creator.total == Money.krw(11_000)
    Licence.objects.filter(order_line__order=order).update(state="revoked", ended_at=at)
    assert buying.plans(project=filled, buyer=buyer)[0].owned == []


def test_sellers_do_not_buy_their_own_sounds(seller: Seller, on_sale: Effect, at: datetime) -> None:
    own = operations.create(owner=seller.user, details=operations.Details("x", "", "25"), at=at)
    items.add(project=own, effect=on_sale, at=at)
    plan = buying.plans(project=own, buyer=seller.user)[0]
    assert (plan.own, plan.missing) == ([on_sale], [])


@pytest.mark.parametrize("licence", ["", "public", "nonsense", "\x00"])
def test_buying_under_no_licence_puts_nothing_into_the_cart(
    filled: Project, browser: Client, licence: str
) -> None:
    answer = browser.post(reverse("project-buy", args=[filled.public_id]), {"licence": licence})
    assert answer.status_code == 302
    assert not CartLine.objects.exists()


def test_the_credits_name_seller_licence_and_serial(
    filled: Project, buyer: User, browser: Client, at: datetime
) -> None:
    effect = filled.items.all()[0].effect
    other = people.seller("b@example.com", name="=바람소리", creator_id="WIND")
    items.append(project=filled, placed=[(listed(seller=other, at=at).pk, Placing())], at=at)
    licence = orders.licences(orders.paid(buyer=buyer, effects=[effect], at=at))[0]
    page = browser.get(reverse("project-credits", args=[filled.public_id]))
    assert page.context["sellers"] == ["달빛소리", "=바람소리"]
    assert licence.serial in page.content.decode()
    table = browser.get(reverse("project-credit-table", args=[filled.public_id]))
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [(row["serial"], row["state"]) for row in rows] == [
        (licence.serial, "active"),
        ("", ""),
        ("", ""),
        ("", ""),
    ]
    assert rows[3]["seller"] == "'=바람소리"
    assert "attachment" in table.headers["Content-Disposition"]
