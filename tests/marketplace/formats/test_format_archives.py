"""All sounds of an order in one format: what is in the ZIP, what waits for it, what comes as the original."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.audio import embed
from catalog.audio.report import Report
from catalog.conversions.models import Conversion
from catalog.conversions.tasks import convert_original, sandbox
from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.downloads.models import Download
from marketplace.licences.models import Licence
from marketplace.orders.models import Order
from sellers.registration.models import Seller
from tests.catalog.audio.embed.originals import Memory, by_soundfile
from tests.factories import orders, sounds
from tests.marketplace.formats.choosing import body, choose, page, work


@pytest.fixture
def three(
    effect: Effect, on_sale: Effect, seller: Seller, moderator: User, buyer: User, at: datetime
) -> Order:
    """96 kHz and 24 bit; 48 kHz and 24 bit; nine channels."""
    content = by_soundfile("WAV", "PCM_16", channels=9, frames=24_000)
    wide = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=content, title_ko="넓은 소리")
    return orders.paid(buyer=buyer, effects=[effect, on_sale, wide], at=at)


def rows(content: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return list(csv.DictReader(io.StringIO(file.read("sounds.csv").decode("utf-8-sig"))))


def test_the_archive_waits_for_what_is_being_made(three: Order, browser: Client) -> None:
    address = f"{reverse('download-order', args=[three.public_id])}?format=flac"
    answer = choose(browser, three, "flac")
    assert answer.headers["Location"] == f"{three.get_absolute_url()}?all=flac#archive"
    assert Conversion.objects.count() == 2  # nine channels do not fit
    convert_original(conversion_id=Conversion.objects.order_by("pk")[0].pk)
    answer = browser.get(address)
    assert answer.status_code == 409
    assert 'data-done="2"' in answer.content.decode()
    assert not Download.objects.exists()
    work()
    assert f'href="{address}"' in page(browser, three, "?all=flac")
    assert choose(browser, three, "flac").headers["Location"] == address


def test_the_archive_holds_one_format_and_says_what_is_the_original(three: Order, browser: Client) -> None:
    choose(browser, three, "flac")
    work()
    answer = browser.get(f"{reverse('download-order', args=[three.public_id])}?format=flac")
    assert f'filename="{three.number}-flac.zip"' in answer.headers["Content-Disposition"]
    content = body(answer)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        names = file.namelist()[:3]
        assert [name.rsplit(".", 1)[1] for name in names] == ["flac", "flac", "wav"]
        first = file.read(names[0])
        text = file.read(file.namelist()[4]).decode("utf-8-sig")
    told = rows(content)
    assert [row["format"] for row in told] == ["flac", "flac", "original"]
    assert [bool(row["format_note"]) for row in told] == [False, False, True]
    assert (told[0]["sample_rate_hz"], told[0]["bit_depth"]) == ("96000", "24")
    payload = embed.payload_range(Memory(first))
    digest = hashlib.sha256(first[payload.start : payload.stop]).hexdigest()
    assert told[0]["payload_sha256"] == digest
    assert digest in text
    assert sorted(Download.objects.values_list("format", flat=True)) == ["", "flac", "flac"]
    resumed = browser.get(
        f"{reverse('download-order', args=[three.public_id])}?format=flac", headers={"Range": "bytes=100-"}
    )
    assert body(resumed) == content[100:]
    assert Download.objects.count() == 3


def test_the_archive_of_the_originals_is_what_it_was(three: Order, browser: Client) -> None:
    told = rows(body(browser.get(reverse("download-order", args=[three.public_id]))))
    assert [(row["format"], row["format_note"]) for row in told] == [("original", "")] * 3


def test_what_could_not_be_made_comes_as_the_original(
    three: Order, browser: Client, monkeypatch: Any
) -> None:
    choose(browser, three, "wav-44-16")
    with monkeypatch.context() as trouble:
        bad = Report(ok=False, error_code="corrupt", message="damaged")
        trouble.setattr(sandbox(), "convert", lambda *_, **__: bad)
        convert_original(conversion_id=Conversion.objects.order_by("pk")[0].pk)
    work()
    shown = page(browser, three, "?all=wav-44-16")
    assert 'data-testid="download-all-format"' in shown
    address = f"{reverse('download-order', args=[three.public_id])}?format=wav-44-16"
    told = rows(body(browser.get(address)))
    assert sorted(row["format"] for row in told) == ["original", "wav-44-16", "wav-44-16"]


def test_statements_do_not_grow_with_the_order(
    effect: Effect, buyer: User, at: datetime, browser: Client
) -> None:
    counted = []
    for count in (2, 24):
        order = orders.paid(buyer=buyer, effects=orders.copies(effect, count), at=at)
        choose(browser, order, "flac")
        first = Conversion.objects.order_by("pk").first()
        assert first
        convert_original(conversion_id=first.pk)
        first.refresh_from_db()
        made = {
            field.name: getattr(first, field.name)
            for field in Conversion._meta.concrete_fields
            if field.name not in ("id", "public_id", "audio_file")
        }
        Conversion.objects.update(**made)
        Licence.objects.update(format="flac")
        for address in (
            f"{order.get_absolute_url()}?all=flac",
            f"{reverse('download-order', args=[order.public_id])}?format=flac",
        ):
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(address)
                content = body(answer) if answer.streaming else answer.content
            assert answer.status_code == 200
            assert content
            counted.append(len(asked))
    assert counted[:2] == counted[2:]
