"""A project with a sound or two; listings, not sounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.projects import items, operations
from marketplace.projects.models import Project
from sellers.registration.models import Seller
from tests.factories.listings import listed

Browser = Callable[[User], Client]


@pytest.fixture
def on_sale(seller: Seller, at: datetime) -> Effect:
    return listed(seller=seller, at=at)


@pytest.fixture
def rain(seller: Seller, at: datetime) -> Effect:
    return listed(
        seller=seller,
        at=at,
        cat_id="RAINConc",
        title_ko="지붕 비",
        title_en="Roof Rain",
        original_name="rain.wav",
    )


@pytest.fixture
def thunder(seller: Seller, at: datetime) -> Effect:
    return listed(seller=seller, at=at, cat_id="THUN", title_ko="천둥", title_en="Thunder")


@pytest.fixture
def project(buyer: User, at: datetime) -> Project:
    details = operations.Details("1권", "", "25")
    return operations.create(owner=buyer, details=details, at=at)


@pytest.fixture
def filled(project: Project, on_sale: Effect, rain: Effect, thunder: Effect, at: datetime) -> Project:
    for effect in (on_sale, rain, thunder):
        items.add(project=project, effect=effect, at=at)
    return project


@pytest.fixture
def browser(buyer: User, signed_in: Browser) -> Client:
    return signed_in(buyer)


def titles(project: Project) -> list[str]:
    return [item.effect.title_en for item in project.items.filter(removed_at=None)]
