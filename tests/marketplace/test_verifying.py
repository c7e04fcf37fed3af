"""Anybody can find out whether a licence is in force, and nobody whose it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.licences import views
from marketplace.licences.models import Licence
from tests.factories import orders

Browser = Callable[[User], Client]


@pytest.fixture
def licence(on_sale: Effect, buyer: User, at: datetime) -> Licence:
    return orders.licences(orders.paid(buyer=buyer, effects=[on_sale], at=at))[0]


def page(client: Client, serial: str) -> Any:
    return client.get(reverse("licence-verify", args=[serial]))


def test_anybody_sees_that_it_is_in_force_and_for_what(licence: Licence, client: Client) -> None:
    answer = page(client, licence.serial)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-state="active"' in shown
    for said in (licence.serial, "옷장 문 닫기", "달빛소리", "b…@e….com"):
        assert said in shown
    assert "buyer@example.com" not in shown
    assert licence.order_line.order.number not in shown
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_one_that_is_not_in_force_says_so(licence: Licence, client: Client, at: datetime, state: str) -> None:
    Licence.objects.update(state=state, ended_at=at if state == "revoked" else None)
    assert f'data-state="{state}"' in page(client, licence.serial.lower()).content.decode()


@pytest.mark.parametrize("serial", ["KSL-000000000000", "x" * 3_000, "<script>", "%00", "\ud7a3"])
def test_a_number_nobody_gave_is_404(licence: Licence, client: Client, serial: str) -> None:
    answer = page(client, serial)
    assert answer.status_code == 404
    assert 'data-state="unknown"' in answer.content.decode()
    assert (
        "<script>" not in answer.content.decode().split('data-testid="licence-state"')[1].split("</div>")[0]
    )


def test_serials_cannot_be_tried_out(licence: Licence, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "VERIFICATIONS_PER_HOUR", 2)
    assert [page(client, licence.serial).status_code for _ in range(3)] == [200, 200, 429]
    assert int(page(client, licence.serial).headers["Retry-After"]) > 0


def test_the_order_page_leads_there(licence: Licence, buyer: User, signed_in: Browser) -> None:
    shown = signed_in(buyer).get(licence.order_line.order.get_absolute_url()).content.decode()
    assert f'href="{licence.verify_url}"' in shown
