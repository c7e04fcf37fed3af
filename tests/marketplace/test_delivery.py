"""A purchased sound carries its licence and its fields, the sound itself untouched, however it is fetched."""

from __future__ import annotations

import hashlib
import random
import re
import zlib
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.effects import originals, sounds
from catalog.effects.models import AudioFile, Effect
from ksound.core.models import User
from marketplace.downloads.delivered import delivered
from marketplace.licences import queries
from marketplace.licences.models import Licence
from tests.catalog.audio.embed.originals import body_of, by_soundfile, read_back
from tests.factories import orders
from tests.factories import sounds as making

Browser = Callable[[User], Client]


@pytest.fixture
def licence(on_sale: Effect, buyer: User, at: datetime) -> Licence:
    return orders.licences(orders.paid(buyer=buyer, effects=[on_sale], at=at))[0]


@pytest.fixture
def original(licence: Licence) -> bytes:
    with originals.storage().open(licence.order_line.audio_file.storage_name) as kept:
        return kept.read()


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def fetched(licence: Licence, browser: Client) -> bytes:
    return body(browser.get(licence.download_url))


def test_the_file_says_what_was_bought_and_under_which_licence(
    licence: Licence, original: bytes, buyer: User, signed_in: Browser
) -> None:
    got = fetched(licence, signed_in(buyer))
    assert body_of(got, "data") == body_of(original, "data")
    said = read_back(got).fields
    expected = {
        "cat_id": "DOORWood",
        "category": "DOORS",
        "subcategory": "WOOD",
        "fx_name": "옷장 문 닫기",
        "supplier": "달빛소리",
        "creator_id": "DALB",
        "source_id": "KSOUND",
        "shop": "K-Sound Library",
        "sound_id": licence.order_line.effect.public_id,
        "licence_id": licence.serial,
    }
    assert {name: said.get(name) for name in expected} == expected
    assert {"door", "문"} <= set(said["keywords"])
    # There is no page of a licence yet, and a dead link is worse than none.
    assert "licence_url" not in said


def test_fifty_random_ranges_make_the_same_file(licence: Licence, buyer: User, signed_in: Browser) -> None:
    browser, chance = signed_in(buyer), random.Random(7)
    whole = fetched(licence, browser)
    cuts = [0, *sorted(chance.sample(range(1, len(whole)), 49)), len(whole)]
    parts: dict[int, bytes] = {}
    etag = ""
    for start, stop in chance.sample(list(pairwise(cuts)), 50):
        asked = {"Range": f"bytes={start}-{stop - 1}"} | ({"If-Range": etag} if etag else {})
        answer = browser.get(licence.download_url, headers=asked)
        assert answer.status_code == 206
        etag, parts[start] = answer.headers["ETag"], body(answer)
    joined = b"".join(parts[start] for start in sorted(parts))
    assert hashlib.sha256(joined).digest() == hashlib.sha256(whole).digest()


def test_the_files_of_two_buyers_differ_in_the_licence_alone(
    licence: Licence, on_sale: Effect, buyer: User, other: User, at: datetime, signed_in: Browser
) -> None:
    second = orders.licences(orders.paid(buyer=other, effects=[on_sale], at=at))[0]
    one, two = fetched(licence, signed_in(buyer)), fetched(second, signed_in(other))
    assert one != two
    assert (
        one.replace(licence.serial.encode(), second.serial.encode()).replace(
            licence.serial.encode("utf-16-le"), second.serial.encode("utf-16-le")
        )
        == two
    )
    first, later = (
        browser.head(bought.download_url).headers["ETag"]
        for bought, browser in ((licence, signed_in(buyer)), (second, signed_in(other)))
    )
    assert first != later


def test_what_the_seller_edits_later_changes_nothing(
    licence: Licence, on_sale: Effect, buyer: User, signed_in: Browser
) -> None:
    browser = signed_in(buyer)
    before = browser.get(licence.download_url)
    content, headers = body(before), before.headers
    Effect.objects.update(title_ko="다른 제목", cat_id="RAINMisc", description="다른 설명", keywords=["x"])
    AudioFile.objects.update(integrated_lufs=-1.0, tags={"date": "1999-01-01"})
    on_sale.seller.__class__.objects.update(display_name="다른 사람", creator_id="OTHER")
    after = browser.get(licence.download_url)
    assert body(after) == content
    assert [after.headers[name] for name in ("ETag", "Content-Disposition")] == [
        headers[name] for name in ("ETag", "Content-Disposition")
    ]


def test_a_licence_of_older_days_gets_its_snapshot_once(
    licence: Licence, buyer: User, signed_in: Browser
) -> None:
    Licence.objects.update(delivery=None)
    browser = signed_in(buyer)
    first = fetched(licence, browser)
    Effect.objects.update(title_ko="다른 제목", description="다른 설명")
    assert fetched(licence, browser) == first
    licence.refresh_from_db()
    assert licence.delivery is not None
    assert licence.delivery["licence_id"] == licence.serial


def test_the_day_of_recording_comes_from_the_file(
    on_sale: Effect, buyer: User, at: datetime, signed_in: Browser
) -> None:
    for written, expected in (("2025/10/09", "2025-10-09"), ("2025", None), ("2025-13-41", None)):
        AudioFile.objects.update(tags={"date": written})
        bought = orders.licences(
            orders.paid(
                buyer=buyer,
                effects=orders.copies(Effect.objects.with_facts().get(pk=on_sale.pk), 1),
                at=at,
            )
        )[0]
        assert bought.delivery is not None
        assert bought.delivery["recorded_on"] == expected


def test_a_composed_file_promises_no_digest_it_does_not_know(
    licence: Licence, buyer: User, signed_in: Browser
) -> None:
    answer = signed_in(buyer).head(licence.download_url)
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) > licence.order_line.audio_file.byte_size
    assert "Repr-Digest" not in answer.headers
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("form", "subtype", "content_type", "extension"),
    [
        ("RF64", "PCM_24", "audio/wav", "wav"),
        ("W64", "PCM_24", "audio/wav", "wav"),
        ("FLAC", "PCM_24", "audio/flac", "flac"),
        ("AIFF", "PCM_24", "audio/aiff", "aiff"),
        ("MP3", None, "audio/mpeg", "mp3"),
        ("OGG", "VORBIS", "audio/ogg", "ogg"),
    ],
)
def test_every_container_is_delivered_as_what_it_is(
    seller: Any,
    moderator: User,
    buyer: User,
    at: datetime,
    signed_in: Browser,
    form: str,
    subtype: str | None,
    content_type: str,
    extension: str,
) -> None:
    content = by_soundfile(form, subtype, frames=24_000)
    effect = making.on_sale(seller=seller, moderator=moderator, at=at, content=content)
    bought = orders.licences(orders.paid(buyer=buyer, effects=[effect], at=at))[0]
    answer = signed_in(buyer).get(bought.download_url)
    assert answer.headers["Content-Type"] == content_type
    assert f".{extension}" in answer.headers["Content-Disposition"]
    got = body(answer)
    assert read_back(got).fields["licence_id"] == bought.serial
    assert delivered(bought).crc32() == zlib.crc32(got)


def test_an_original_that_holds_no_fields_goes_out_as_it_is(
    licence: Licence, original: bytes, buyer: User, signed_in: Browser
) -> None:
    file = licence.order_line.audio_file
    broken = original[:36] + b"dat_" + original[40:]
    originals.storage().delete(file.storage_name)
    with originals.storage().open(file.storage_name, "wb") as kept:
        kept.write(broken)
    answer = signed_in(buyer).get(licence.download_url)
    assert (answer.status_code, body(answer)) == (200, broken)


def test_an_original_cut_short_breaks_the_answer_off(
    seller: Any, moderator: User, buyer: User, at: datetime, signed_in: Browser
) -> None:
    """A tail moved up would be a whole file with other sound in it."""
    content = making.wav(seconds=4)
    effect = making.on_sale(seller=seller, moderator=moderator, at=at, content=content)
    bought = orders.licences(orders.paid(buyer=buyer, effects=[effect], at=at))[0]
    with open(originals.storage().path(effect.file.storage_name), "r+b") as kept:
        kept.truncate(len(content) - 1_000)
    with pytest.raises(EOFError, match="early"):
        fetched(bought, signed_in(buyer))


def test_a_download_costs_a_fixed_number_of_statements(
    licence: Licence, buyer: User, signed_in: Browser
) -> None:
    browser = signed_in(buyer)
    with CaptureQueriesContext(connection) as asked:
        fetched(licence, browser)
    assert len(asked) == 5, [query["sql"][:90] for query in asked]


def test_the_examination_knows_the_sums_of_the_sound_itself(licence: Licence, original: bytes) -> None:
    file, sound = licence.order_line.audio_file, body_of(original, "data")
    assert file.payload_sha256 == hashlib.sha256(sound).hexdigest()
    assert file.payload_crc32 == zlib.crc32(sound)
    assert licence.delivery is not None
    assert licence.delivery["payload_sha256"] == licence.payload_sha256 == file.payload_sha256


def test_sums_of_a_file_examined_before_they_were_are_found_once(licence: Licence) -> None:
    file = licence.order_line.audio_file
    known = (file.payload_sha256, file.payload_crc32)
    AudioFile.objects.update(payload_sha256="", payload_crc32=None)
    file.refresh_from_db()
    assert sounds.know_payload(file=file).payload_crc32 == known[1]
    file.refresh_from_db()
    assert (file.payload_sha256, file.payload_crc32) == known


def test_the_order_page_shows_the_digest_of_the_sound(
    licence: Licence, buyer: User, signed_in: Browser
) -> None:
    page = signed_in(buyer).get(licence.order_line.order.get_absolute_url()).content.decode()
    shown = re.search(r'data-testid="payload-sha256">(\w+)<', page)
    assert shown
    assert shown[1] == licence.payload_sha256
    assert f"{licence.payload_sha256[:12]}…" in page
    assert "download-all" not in page


def test_somebody_else_has_no_file_to_fetch(licence: Licence, other: User) -> None:
    assert queries.downloadable(user=other, public_id=licence.public_id) is None
