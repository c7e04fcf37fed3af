"""A buyer takes the format that is needed: chosen on the order page, made by a worker, delivered with the licence."""

from __future__ import annotations

import hashlib
import io
import random
import re
import zlib
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import av
import numpy as np
import pytest
import soundfile
from django.test import Client
from django.urls import reverse

from catalog.audio import embed
from catalog.audio.convert import Format
from catalog.audio.report import Report
from catalog.conversions.models import Conversion
from catalog.conversions.tasks import sandbox
from catalog.effects import originals
from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.downloads import formats, views
from marketplace.downloads.delivered import delivered
from marketplace.downloads.models import Download
from marketplace.licences.models import Licence
from sellers.registration.models import Seller
from tests.catalog.audio.embed.originals import Memory, by_soundfile, read_back
from tests.factories import orders, sounds
from tests.marketplace.formats.choosing import body, choose, page, state_of, work

Browser = Callable[[User], Client]
EXTENSIONS = {Format.WAV_48_24: "wav", Format.WAV_44_16: "wav", Format.FLAC: "flac", Format.MP3_320: "mp3"}


@pytest.mark.parametrize("format", Format)
def test_a_format_is_chosen_made_and_delivered_with_the_licence(
    licence: Licence, browser: Client, format: Format
) -> None:
    order, address = licence.order_line.order, f"{licence.download_url}?format={format}"
    answer = choose(browser, order, format, licence)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{order.get_absolute_url()}#format-{licence.public_id}"
    assert state_of(page(browser, order)) == ["making"]
    work()
    shown = page(browser, order)
    assert state_of(shown) == ["ready"]
    assert f'href="{address}"' in shown
    made = Conversion.objects.get()
    assert made.payload_sha256 in shown

    answer = browser.get(address)
    got = body(answer)
    name = unquote(answer.headers["Content-Disposition"])
    assert f"DOORWood_옷장 문 닫기_DALB_KSOUND.{EXTENSIONS[format]}" in name
    payload = embed.payload_range(Memory(got))
    assert hashlib.sha256(got[payload.start : payload.stop]).hexdigest() == made.payload_sha256
    assert answer.headers["Sound-Digest"].startswith("sha-256=:")
    assert list(Download.objects.values_list("licence_id", "format")) == [(licence.pk, str(format))]
    # Asked for again it is there at once.
    assert choose(browser, order, format, licence).headers["Location"] == address
    assert delivered(licence, made).crc32() == zlib.crc32(got)


@pytest.mark.parametrize("format", Format)
def test_four_readers_read_every_field_of_a_converted_file(
    licence: Licence, browser: Client, format: Format
) -> None:
    choose(browser, licence.order_line.order, format, licence)
    work()
    got = body(browser.get(f"{licence.download_url}?format={format}"))
    original = read_back(body(browser.get(licence.download_url))).fields
    said = read_back(got).fields
    same = ("cat_id", "category", "subcategory", "fx_name", "keywords", "supplier", "creator_id", "source_id")
    for name in (*same, "shop", "sound_id", "licence_id"):
        assert said.get(name) == original.get(name), name
    assert said["licence_id"] == licence.serial
    info = soundfile.info(io.BytesIO(got))
    assert (info.samplerate, info.channels) == (Conversion.objects.get().sample_rate_hz, 1)
    with av.open(io.BytesIO(got), metadata_errors="replace") as file:
        told = " ".join(map(str, (file.metadata | file.streams.audio[0].metadata).values()))
        assert licence.serial in told


def test_the_order_page_works_without_scripts(licence: Licence, browser: Client) -> None:
    order = licence.order_line.order
    shown = page(browser, order)
    form = re.search(r'<form class="format-choice".*?</form>', shown, re.DOTALL)
    assert form
    assert re.findall(r'<option value="([\w-]+)"', form[0]) == [str(one) for one in Format]
    choose(browser, order, "flac", licence)
    assert "<noscript>" in page(browser, order)
    assert "formats-poll" in page(browser, order)
    work()
    assert "formats-poll" not in page(browser, order)


def test_two_buyers_share_one_stored_file(
    licence: Licence, effect: Effect, browser: Client, other: User, at: datetime, signed_in: Browser
) -> None:
    second = orders.licences(orders.paid(buyer=other, effects=[effect], at=at))[0]
    for bought, person in ((licence, browser), (second, signed_in(other))):
        choose(person, bought.order_line.order, "wav-48-24", bought)
    work()
    assert Conversion.objects.get().attempt == 1
    one = body(browser.get(f"{licence.download_url}?format=wav-48-24"))
    two = body(signed_in(other).get(f"{second.download_url}?format=wav-48-24"))
    assert one != two
    for coding in ("utf-8", "utf-16-le"):
        one = one.replace(licence.serial.encode(coding), second.serial.encode(coding))
    assert one == two


def test_an_interrupted_download_of_a_format_resumes(licence: Licence, browser: Client) -> None:
    choose(browser, licence.order_line.order, "mp3-320", licence)
    work()
    address, chance = f"{licence.download_url}?format=mp3-320", random.Random(5)
    answer = browser.get(address)
    whole, etag = body(answer), answer.headers["ETag"]
    assert etag != browser.head(licence.download_url).headers["ETag"]
    cuts = [0, *sorted(chance.sample(range(1, len(whole)), 49)), len(whole)]
    parts = {}
    for start, stop in chance.sample(list(pairwise(cuts)), 50):
        part = browser.get(address, headers={"Range": f"bytes={start}-{stop - 1}", "If-Range": etag})
        assert part.status_code == 206
        parts[start] = body(part)
    assert b"".join(parts[start] for start in sorted(parts)) == whole


def test_what_is_the_format_already_is_the_original_and_says_so(
    on_sale: Effect, buyer: User, at: datetime, browser: Client
) -> None:
    order = orders.paid(buyer=buyer, effects=[on_sale], at=at)  # 48 kHz, 24 bit
    licence = orders.licences(order)[0]
    answer = choose(browser, order, "wav-48-24", licence)
    assert answer.headers["Location"] == f"{licence.download_url}?format=wav-48-24"
    assert body(browser.get(answer.headers["Location"])) == body(browser.get(licence.download_url))
    assert not Conversion.objects.exists()
    assert str(formats.THIS_IS_THE_ORIGINAL) in page(browser, order)
    assert set(Download.objects.values_list("format", flat=True)) == {""}


def test_nine_channels_are_not_offered_as_flac(
    seller: Seller, moderator: User, buyer: User, at: datetime, browser: Client
) -> None:
    content = by_soundfile("WAV", "PCM_16", channels=9, frames=24_000)
    effect = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=content)
    order = orders.paid(buyer=buyer, effects=[effect], at=at)
    assert re.search(r'<option value="flac"\s+disabled', page(browser, order))
    answer = choose(browser, order, "flac", orders.licences(order)[0])
    assert answer.headers["Location"].startswith(order.get_absolute_url())
    assert not Conversion.objects.exists()


def test_what_is_not_there_yet_is_409_and_shows_how_far_it_is(licence: Licence, browser: Client) -> None:
    for query in ("?format=flac", "?format=flac&x=1"):
        answer = browser.get(licence.download_url + query)
        assert (answer.status_code, answer.headers["Retry-After"]) == (409, "5")
        assert 'data-testid="get-format"' in answer.content.decode()
    assert not Download.objects.exists()
    assert not Conversion.objects.exists()  # looking changes nothing


@pytest.mark.parametrize("format", ["ogg", "wav-48-24 ", "../../etc", "\x00", "원본", "9" * 5_000])
def test_a_format_nobody_makes_is_nowhere(licence: Licence, browser: Client, format: str) -> None:
    order = licence.order_line.order
    assert browser.get(licence.download_url, {"format": format}).status_code == 404
    assert choose(browser, order, format, licence).status_code == 404
    assert browser.get(order.get_absolute_url(), {"all": format}).status_code == 200
    assert not Conversion.objects.exists()


def test_other_peoples_orders_are_nowhere(
    licence: Licence, other: User, moderator: User, signed_in: Browser, client: Client
) -> None:
    order = licence.order_line.order
    for person in (other, moderator, licence.order_line.seller.user):
        stranger = signed_in(person)
        assert choose(stranger, order, "flac", licence).status_code == 404
        assert stranger.get(f"{licence.download_url}?format=flac").status_code == 404
    assert reverse("account_login") in choose(client, order, "flac").headers["Location"]
    assert not Conversion.objects.exists()
    assert not Licence.objects.exclude(format="").exists()


@pytest.mark.parametrize("state", ["suspended", "revoked"])
def test_a_licence_that_is_not_active_gets_nothing(
    licence: Licence, browser: Client, at: datetime, state: str
) -> None:
    order = licence.order_line.order
    choose(browser, order, "flac", licence)
    work()
    Licence.objects.update(state=state, ended_at=at if state == "revoked" else None)
    assert browser.get(f"{licence.download_url}?format=flac").status_code == 404
    assert choose(browser, order, "mp3-320", licence).status_code == 404
    assert choose(browser, order, "mp3-320").status_code == 404
    assert Conversion.objects.count() == 1
    assert "format-choice" not in page(browser, order)


def test_a_failure_is_told_of_and_tried_again(licence: Licence, browser: Client, monkeypatch: Any) -> None:
    order = licence.order_line.order
    choose(browser, order, "flac", licence)
    with monkeypatch.context() as trouble:
        bad = Report(ok=False, error_code="corrupt", message="damaged")
        trouble.setattr(sandbox(), "convert", lambda *_, **__: bad)
        work()
    shown = page(browser, order)
    assert state_of(shown) == ["failed"]
    assert str(Conversion.objects.get().error_message) in shown
    assert 'data-testid="retry-format"' in shown
    assert browser.get(f"{licence.download_url}?format=flac").status_code == 409
    choose(browser, order, "flac", licence)
    work()
    assert state_of(page(browser, order)) == ["ready"]


def test_a_quieter_conversion_says_so_where_the_loudness_stands(
    seller: Seller, moderator: User, buyer: User, at: datetime, browser: Client
) -> None:
    out = io.BytesIO()
    loud = 2.0 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    soundfile.write(out, loud, 48_000, subtype="FLOAT", format="WAV")
    effect = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=out.getvalue())
    order = orders.paid(buyer=buyer, effects=[effect], at=at)
    licence = orders.licences(order)[0]
    choose(browser, order, "wav-48-24", licence)
    work()
    made = Conversion.objects.get()
    assert made.level_change_db == pytest.approx(-6.02, abs=0.01)
    assert "-6.02" in page(browser, order) or "-6,02" in page(browser, order)
    plain, quieter = delivered(licence).delivery.loudness, delivered(licence, made).delivery.loudness
    assert plain.integrated_lufs
    assert quieter.integrated_lufs == pytest.approx(plain.integrated_lufs - 6.02, abs=0.01)
    assert quieter.loudness_range_lu == plain.loudness_range_lu
    with originals.storage().open(licence.order_line.audio_file.storage_name) as kept:
        assert kept.read() == out.getvalue()


def test_formats_cannot_be_asked_for_without_end(licence: Licence, browser: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "CHOICES_PER_HOUR", 1)
    order = licence.order_line.order
    assert choose(browser, order, "flac", licence).status_code == 302
    refused = choose(browser, order, "mp3-320", licence)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert Conversion.objects.count() == 1
