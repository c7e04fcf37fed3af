"""The gallery of components: complete, and for staff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from ksound.core.models import User

COTTON = sorted(path.name for path in (Path(settings.BASE_DIR) / "templates" / "cotton").glob("*.html"))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_gallery_shows_every_component(
    language: str, moderator: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(moderator).get(f"{language}/staff/gallery/")
    shown = {template.name for template in page.templates}
    assert page.status_code == 200
    assert [name for name in COTTON if f"cotton/{name}" not in shown] == []


def test_the_gallery_is_nowhere_for_everybody_else(
    client: Client, buyer: User, signed_in: Callable[[User], Client]
) -> None:
    assert client.get("/staff/gallery/").status_code == 404
    assert signed_in(buyer).get("/staff/gallery/").status_code == 404
