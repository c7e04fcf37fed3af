"""Delivery out of a bucket: by ranges, and 503 while it is silent."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from ksound.core.models import User
from ksound.core.storage import PrivateS3Storage
from marketplace.downloads.models import Download
from sellers.registration.models import Seller
from tests.core.test_storage import IMPATIENT, bucket, credentials, media_in, s3_address, silent_server
from tests.factories import orders, sounds

__all__ = ["bucket", "credentials", "s3_address"]

Browser = Callable[[User], Client]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.usefixtures("bucket")
def test_a_bucket_delivers_by_ranges(
    seller: Seller, moderator: User, buyer: User, at: datetime, signed_in: Browser, monkeypatch: Any
) -> None:
    content = sounds.wav(seconds=8)
    effect = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=content)
    order = orders.paid(buyer=buyer, effects=[effect, *orders.copies(effect, 1)], at=at)
    licence, browser, chance = orders.licences(order)[0], signed_in(buyer), random.Random(5)
    whole = body(browser.get(licence.download_url))
    assert content[44:] in whole
    asked: list[int] = []
    read = PrivateS3Storage.read_range

    def counted(self: PrivateS3Storage, name: str, start: int, stop: int) -> Any:
        asked.append(stop - start)
        return read(self, name, start, stop)

    monkeypatch.setattr(PrivateS3Storage, "read_range", counted)
    for _ in range(5):
        start = chance.randrange(len(whole) - 2_000)
        part = browser.get(licence.download_url, headers={"Range": f"bytes={start}-{start + 1_999}"})
        assert (part.status_code, body(part)) == (206, whole[start : start + 2_000])
    # A part of the sound costs its own bytes and a look at head and tail, never the whole.
    assert len(asked) <= 5 * 4
    assert max(asked) <= 64 * 1024

    archive = body(browser.get(f"/orders/{order.public_id}/sounds.zip"))
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert file.testzip() is None
        assert file.read(file.namelist()[0]) == whole


@pytest.mark.usefixtures("bucket")
def test_a_silent_bucket_is_503_and_nothing_is_recorded(
    seller: Seller, moderator: User, buyer: User, at: datetime, signed_in: Browser, settings: Any
) -> None:
    effect = sounds.on_sale(seller=seller, moderator=moderator, at=at)
    order = orders.paid(buyer=buyer, effects=[effect], at=at)
    licence, browser = orders.licences(order)[0], signed_in(buyer)
    with silent_server() as address:
        media_in(settings, address, client_config=IMPATIENT)
        for url in (licence.download_url, f"/orders/{order.public_id}/sounds.zip"):
            answer = browser.get(url)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"]
    assert not Download.objects.exists()
