"""What an original said of itself, and its seller decided, is in the file that is sold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client

from catalog.effects.models import Effect, EmbeddedMetadata
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.catalog.audio.embed.originals import read_back
from tests.factories import orders, sounds, tagged

SAID = tagged.ixml(
    "<USER><VendorCategory>Fabric</VendorCategory><Library>Gates One</Library></USER>"
    "<ASWG><library>Gates Two</library><originationDate>2024-05-06</originationDate></ASWG>"
)


def test_the_library_its_seller_chose_the_vendor_category_and_the_day_are_delivered(
    seller: Seller, moderator: User, buyer: User, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    on_sale = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=tagged.wav(SAID))
    EmbeddedMetadata.objects.update(decisions={"library": "ixml.aswg"})
    licence = orders.licences(orders.paid(buyer=buyer, effects=[on_sale], at=at))[0]
    answer = signed_in(buyer).get(licence.download_url)
    said = read_back(answer.getvalue()).fields
    told = ("library", "vendor_category", "recorded_on", "is_generated")
    assert [said[name] for name in told] == ["Gates Two", "Fabric", "2024-05-06", "false"]


def test_the_file_names_the_page_that_proves_its_licence(
    on_sale: Effect, buyer: User, at: datetime, signed_in: Callable[[User], Client], settings: Any
) -> None:
    settings.SITE_URL = "https://sounds.example"
    licence = orders.licences(orders.paid(buyer=buyer, effects=[on_sale], at=at))[0]

    said = read_back(signed_in(buyer).get(licence.download_url).getvalue()).fields

    assert said["licence_url"] == f"https://sounds.example/verify/{licence.serial}/"
    page = Client().get(said["licence_url"].removeprefix("https://sounds.example"))
    assert page.status_code == 200
    assert licence.serial in page.content.decode()
