"""Handing out what was bought: to the holder, whole or in parts, and to nobody else."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from catalog.effects import originals
from ksound.core.models import User
from marketplace.downloads.delivered import delivered
from marketplace.downloads.models import Download
from marketplace.licences.models import Licence
from marketplace.orders.models import Order
from marketplace.orders.operations import mark_paid
from tests.catalog.audio.embed.originals import body_of

Browser = Callable[[User], Client]


@pytest.fixture
def licence(order: Order, at: datetime) -> Licence:
    mark_paid(order_ref=order.public_id, at=at)
    return Licence.objects.get()


@pytest.fixture
def whole(licence: Licence) -> bytes:
    """The delivered file, put together without the web."""
    file = delivered(licence)
    return b"".join(file.read(0, file.byte_size))


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_holder_gets_the_sound_under_its_ucs_name(
    licence: Licence, whole: bytes, buyer: User, signed_in: Browser
) -> None:
    answer = signed_in(buyer).get(licence.download_url)
    assert body(answer) == whole
    with originals.storage().open(licence.order_line.audio_file.storage_name) as kept:
        assert body_of(whole, "data") == body_of(kept.read(), "data")
    assert "DOORWood_옷장 문 닫기_DALB_KSOUND.wav" in unquote(answer.headers["Content-Disposition"])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=1000-", slice(1_000, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=10-999999999", slice(10, None)),
        ("bytes=-999999999", slice(0, None)),
    ],
)
def test_an_interrupted_download_resumes(
    licence: Licence, whole: bytes, buyer: User, signed_in: Browser, asked: str, part: slice
) -> None:
    answer = signed_in(buyer).get(licence.download_url, headers={"Range": asked})
    assert answer.status_code == 206
    assert body(answer) == whole[part]
    start = part.indices(len(whole))[0]
    assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(whole[part]) - 1}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0", "bytes=5-4"])
def test_a_range_outside_the_file_is_416(
    licence: Licence, buyer: User, signed_in: Browser, asked: str
) -> None:
    answer = signed_in(buyer).get(licence.download_url, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"].startswith("bytes */")
    assert not Download.objects.exists()


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "lines=1-2", "bytes=abc"])
def test_a_range_of_another_form_gets_the_whole(
    licence: Licence, whole: bytes, buyer: User, signed_in: Browser, asked: str
) -> None:
    answer = signed_in(buyer).get(licence.download_url, headers={"Range": asked})
    assert (answer.status_code, body(answer)) == (200, whole)


def test_a_range_of_another_version_gets_the_whole(licence: Licence, buyer: User, signed_in: Browser) -> None:
    answer = signed_in(buyer).get(licence.download_url, headers={"Range": "bytes=0-9", "If-Range": '"older"'})
    assert answer.status_code == 200


def test_everybody_else_finds_nothing(
    licence: Licence, other: User, moderator: User, signed_in: Browser, client: Client
) -> None:
    missing = signed_in(other).get(reverse("download", args=["0" * 26]))
    for person in (other, moderator, licence.order_line.seller.user):
        answer = signed_in(person).get(licence.download_url)
        assert answer.status_code == 404
        if person == other:
            assert len(answer.content) == pytest.approx(len(missing.content), abs=60)
    assert reverse("account_login") in client.get(licence.download_url).headers["Location"]
    assert not Download.objects.exists()


@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_a_licence_that_is_not_active_opens_nothing(
    licence: Licence, buyer: User, at: datetime, signed_in: Browser, state: str
) -> None:
    Licence.objects.update(state=state, ended_at=at if state == "revoked" else None)
    assert signed_in(buyer).get(licence.download_url).status_code == 404


def test_every_delivery_is_recorded_for_good(licence: Licence, buyer: User, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    body(browser.get(licence.download_url))
    body(browser.get(licence.download_url, headers={"Range": "bytes=5-", "User-Agent": "wget\r\n\u202e"}))
    browser.head(licence.download_url)
    assert list(Download.objects.order_by("pk").values_list("byte_range", flat=True)) == ["", "bytes=5-"]
    for change in (Download.objects.all().delete, lambda: Download.objects.update(byte_range="")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_hostile_title_stays_inside_the_header(licence: Licence, buyer: User, signed_in: Browser) -> None:
    type(licence.order_line).objects.update(title='문\r\nSet-Cookie: a=b"; x_y-z/../..\u202e' + "가" * 60)
    Licence.objects.update(delivery=None)
    answer = signed_in(buyer).get(licence.download_url)
    name = unquote(answer.headers["Content-Disposition"])
    assert answer.status_code == 200
    assert "\n" not in name
    assert "/" not in name.split("''")[-1]
    assert "Set-Cookie" not in answer.headers
