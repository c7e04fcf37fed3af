"""A sound in no format that is offered, and its buyer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.licences.models import Licence
from sellers.registration.models import Seller
from tests.factories import orders, sounds

Browser = Callable[[User], Client]


@pytest.fixture
def effect(seller: Seller, moderator: User, at: datetime) -> Effect:
    """96 kHz, 24 bit: no format is the original."""
    return sounds.on_sale(seller=seller, moderator=moderator, at=at, content=sounds.wav(rate=96_000))


@pytest.fixture
def licence(effect: Effect, buyer: User, at: datetime) -> Licence:
    return orders.licences(orders.paid(buyer=buyer, effects=[effect], at=at))[0]


@pytest.fixture
def browser(buyer: User, signed_in: Browser) -> Client:
    return signed_in(buyer)
