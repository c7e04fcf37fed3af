"""Three sounds and the pack of them."""

from datetime import datetime

import pytest

from catalog.effects.models import Effect
from catalog.packs.models import Pack
from sellers.registration.models import Seller
from tests.factories import packs


@pytest.fixture
def effects(seller: Seller, at: datetime) -> list[Effect]:
    return packs.three(seller, at)


@pytest.fixture
def pack(effects: list[Effect], at: datetime) -> Pack:
    return packs.on_sale(effects=effects, at=at)
