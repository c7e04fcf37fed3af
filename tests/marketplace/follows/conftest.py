"""Follows need listings, not sounds."""

from datetime import datetime

import pytest

from catalog.effects.models import Effect
from sellers.registration.models import Seller
from tests.factories.listings import listed


@pytest.fixture
def on_sale(seller: Seller, at: datetime) -> Effect:
    return listed(seller=seller, at=at)
