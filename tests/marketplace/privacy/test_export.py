"""A copy of everything kept about somebody."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.effects.models import Effect
from ksound.core.models import AuditEvent, User
from marketplace.orders.models import Order
from marketplace.privacy import export
from tests.core.accounts.acting import confirm
from tests.factories import orders

Browser = Callable[[User], Client]


def documents(user: User, at: datetime) -> dict[str, Any]:
    file = io.BytesIO()
    export.write(user, to=file, at=at)
    with zipfile.ZipFile(file) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def test_a_buyer_gets_orders_and_licences_and_nothing_of_others(
    on_sale: Effect, buyer: User, other: User, at: datetime
) -> None:
    bought = orders.paid(buyer=buyer, effects=[on_sale], at=at)
    orders.paid(buyer=other, effects=[on_sale], at=at)
    found = documents(buyer, at)
    assert [order["number"] for order in found["orders.json"]] == [bought.number]
    assert len(found["licences.json"]) == 1
    assert other.email not in json.dumps(found)
    assert "seller.json" not in found


def test_a_seller_gets_sounds_and_sales_but_not_who_bought(
    on_sale: Effect, buyer: User, at: datetime
) -> None:
    orders.paid(buyer=buyer, effects=[on_sale], at=at)
    found = documents(on_sale.seller.user, at)
    assert [sound["public_id"] for sound in found["sounds.json"]] == [on_sale.public_id]
    assert len(found["sales.json"]) == 1
    assert buyer.email not in json.dumps(found)


def test_no_secret_is_in_the_copy(buyer: User, at: datetime) -> None:
    text = json.dumps(documents(buyer, at))
    assert buyer.password not in text
    assert "password" not in text


def test_the_copy_takes_the_same_statements_for_one_order_and_for_many(
    on_sale: Effect, buyer: User, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(18):
        documents(buyer, at)
    orders.paid(buyer=buyer, effects=orders.copies(on_sale, 24), at=at)
    assert Order.objects.filter(buyer=buyer).exists()
    with django_assert_num_queries(18):
        documents(buyer, at)


def test_it_is_downloaded_by_whoever_says_again_who_they_are(
    buyer: User, client: Client, signed_in: Browser
) -> None:
    browser = signed_in(buyer)
    assert "/accounts/reauthenticate/" in browser.post("/account/export/").headers["Location"]
    confirm(browser)
    assert browser.get("/account/export/").status_code == 200
    answer = browser.post("/account/export/")
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
    assert AuditEvent.objects.filter(name="account.exported", by=buyer).count() == 1
    for _time in range(6):
        last = browser.post("/account/export/")
        last.getvalue()
    assert last.status_code == 429
