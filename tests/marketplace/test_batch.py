"""All sounds of an order in one archive: made while it is sent, the same bytes at every request."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.effects.models import AudioFile, Effect
from ksound.core.models import User
from marketplace.downloads.models import Download
from marketplace.downloads.sidecar import cell
from marketplace.licences.models import Licence
from marketplace.orders.models import Order
from sellers.registration.models import Seller
from tests.catalog.audio.embed.originals import by_soundfile, read_back
from tests.factories import orders, sounds

Browser = Callable[[User], Client]
NAME = "DOORWood_옷장 문 닫기_DALB_KSOUND.wav"
SECOND = "DOORWood_옷장 문 닫기 02_DALB_KSOUND.wav"


@pytest.fixture
def order(on_sale: Effect, seller: Seller, moderator: User, buyer: User, at: datetime) -> Order:
    """Three sounds: two of one name, and a FLAC with a title like a formula."""
    flac = by_soundfile("FLAC", "PCM_24", frames=24_000)
    formula = sounds.on_sale(
        seller=seller,
        moderator=moderator,
        at=at,
        content=flac,
        title_ko="=1+2",
        description="-cmd|' /C calc'!A0",
    )
    return orders.paid(buyer=buyer, effects=[on_sale, *orders.copies(on_sale, 1), formula], at=at)


@pytest.fixture
def browser(buyer: User, signed_in: Browser) -> Client:
    return signed_in(buyer)


def address(order: Order) -> str:
    return reverse("download-order", args=[order.public_id])


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def fetched(order: Order, browser: Client) -> bytes:
    return body(browser.get(address(order)))


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def rows(content: bytes) -> list[dict[str, str]]:
    with opened(content) as file:
        return list(csv.DictReader(io.StringIO(file.read("sounds.csv").decode("utf-8-sig"))))


def test_the_archive_holds_sounds_table_and_licences(order: Order, browser: Client) -> None:
    content = fetched(order, browser)
    licences = orders.licences(order)
    with opened(content) as file:
        assert file.testzip() is None
        names = file.namelist()
        assert names[:2] == [NAME, SECOND]
        assert names[2].endswith("_DALB_KSOUND.flac")
        assert names[3:] == ["sounds.csv", *(f"licences/{licence.serial}.txt" for licence in licences)]
        for name, licence in zip(names, licences, strict=False):
            single = body(browser.get(licence.download_url))
            assert file.read(name) == single
            assert read_back(single).fields["licence_id"] == licence.serial


def test_the_archive_is_named_after_the_order(order: Order, browser: Client) -> None:
    answer = browser.head(address(order))
    assert answer.headers["Content-Type"] == "application/zip"
    assert f'filename="{order.number}.zip"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert int(answer.headers["Content-Length"]) == len(fetched(order, browser))
    assert "Repr-Digest" not in answer.headers


def test_any_range_is_the_slice_and_an_interrupted_download_goes_on(order: Order, browser: Client) -> None:
    whole, chance = fetched(order, browser), random.Random(3)
    for _ in range(25):
        start = chance.randrange(len(whole))
        stop = chance.randrange(start, len(whole)) + 1
        part = browser.get(address(order), headers={"Range": f"bytes={start}-{stop - 1}"})
        assert (part.status_code, body(part)) == (206, whole[start:stop])
    first = browser.get(address(order), headers={"Range": f"bytes=0-{len(whole) // 2}"})
    begun, etag = body(first), first.headers["ETag"]
    rest = browser.get(address(order), headers={"Range": f"bytes={len(begun)}-", "If-Range": etag})
    assert rest.status_code == 206
    assert begun + body(rest) == whole


def test_the_table_has_every_field_and_no_formula(order: Order, browser: Client) -> None:
    licences = orders.licences(order)
    first, second, formula = rows(fetched(order, browser))
    assert (first["file_name"], second["file_name"]) == (NAME, SECOND)
    assert first["cat_id"] == "DOORWood"
    assert first["category"] == "DOORS"
    assert first["keywords_ko"] == "문"
    assert first["licence_id"] == licences[0].serial
    assert first["payload_sha256"] == licences[0].order_line.audio_file.payload_sha256
    assert first["order_number"] == order.number
    assert float(first["integrated_lufs"]) < 0
    assert formula["fx_name"] == "'=1+2"
    assert formula["description_en"].startswith("'-cmd")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(A1)"])
def test_a_text_like_a_formula_is_disarmed_and_a_number_stays_one(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell((text, "x")) == f"'{text}; x"
    assert cell(-23.5) == "-23.5"


@pytest.mark.parametrize(("language", "word"), [("ko", "옷장 문 닫기"), ("en", "Sound")])
def test_the_licence_is_there_in_its_holders_language(
    order: Order, buyer: User, browser: Client, language: str, word: str
) -> None:
    User.objects.filter(pk=buyer.pk).update(language=language)
    licence = orders.licences(order)[0]
    with opened(fetched(order, browser)) as file:
        text = file.read(f"licences/{licence.serial}.txt").decode("utf-8-sig")
    sound = licence.order_line.audio_file.payload_sha256
    for said in (word, licence.serial, order.number, buyer.email, "달빛소리", sound, NAME):
        assert said in text
    assert ("Doors › Wood" in text) is (language == "en")


def test_only_the_buyer_finds_it(
    order: Order, other: User, moderator: User, seller: Seller, signed_in: Browser, client: Client
) -> None:
    for person in (other, moderator, seller.user):
        assert signed_in(person).get(address(order)).status_code == 404
    assert reverse("account_login") in client.get(address(order)).headers["Location"]
    assert not Download.objects.exists()


def test_what_was_revoked_is_left_out_and_an_order_without_licences_is_nowhere(
    order: Order, browser: Client, at: datetime
) -> None:
    before = browser.head(address(order)).headers["ETag"]
    Licence.objects.filter(pk=orders.licences(order)[0].pk).update(state="revoked", ended_at=at)
    with opened(fetched(order, browser)) as file:
        assert len([name for name in file.namelist() if name.startswith("licences/")]) == 2
    assert browser.head(address(order)).headers["ETag"] != before
    Licence.objects.update(state="suspended", ended_at=None)
    assert browser.get(address(order)).status_code == 404


def test_every_sound_is_recorded_once_for_a_beginning(order: Order, browser: Client) -> None:
    browser.head(address(order))
    assert not Download.objects.exists()
    body(browser.get(address(order), headers={"Range": "bytes=0-99"}))
    assert Download.objects.count() == 3
    body(browser.get(address(order), headers={"Range": "bytes=100-"}))
    assert Download.objects.count() == 3
    fetched(order, browser)
    assert Download.objects.count() == 6
    assert browser.get(address(order), headers={"Range": "bytes=999999999-"}).status_code == 416
    assert Download.objects.count() == 6


def test_a_download_that_begins_behind_the_beginning_is_recorded_too(order: Order, browser: Client) -> None:
    body(browser.get(address(order), headers={"Range": "bytes=1-"}))
    assert Download.objects.count() == 3


def test_statements_do_not_grow_with_the_order(
    on_sale: Effect, buyer: User, at: datetime, signed_in: Browser
) -> None:
    counted = []
    for count in (1, 23):
        order = orders.paid(buyer=buyer, effects=orders.copies(on_sale, count), at=at)
        browser = signed_in(buyer)
        with CaptureQueriesContext(connection) as asked:
            fetched(order, browser)
        counted.append(len(asked))
        page = reverse("order-detail", args=[order.public_id])
        with CaptureQueriesContext(connection) as asked:
            browser.get(page)
        counted.append(len(asked))
    assert counted[:2] == counted[2:]
    assert counted[0] == 5


def test_files_examined_before_their_sums_were_known_come_too(order: Order, browser: Client) -> None:
    whole = fetched(order, browser)
    AudioFile.objects.update(payload_sha256="", payload_crc32=None)
    assert fetched(order, browser) == whole
    assert not AudioFile.objects.filter(payload_crc32=None).exists()


def test_the_order_page_offers_the_archive_for_two_sounds(order: Order, browser: Client) -> None:
    page = browser.get(order.get_absolute_url()).content.decode()
    assert f'href="{address(order)}"' in page
    Licence.objects.exclude(pk=orders.licences(order)[0].pk).update(state="suspended")
    assert address(order) not in browser.get(order.get_absolute_url()).content.decode()


def test_a_long_title_keeps_its_number(on_sale: Effect, buyer: User, at: datetime, browser: Client) -> None:
    Effect.objects.update(title_ko="가" * 120)
    effect = Effect.objects.with_facts().get(pk=on_sale.pk)
    order = orders.paid(buyer=buyer, effects=[effect, *orders.copies(effect, 2)], at=at)
    with opened(fetched(order, browser)) as file:
        sounds_in_it = [name for name in file.namelist() if name.endswith(".wav")]
    assert len({name.casefold() for name in sounds_in_it}) == 3
    assert [" 0" in name for name in sounds_in_it] == [False, True, True]
    assert all(len(name.encode()) <= 184 for name in sounds_in_it)
