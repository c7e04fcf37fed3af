"""The page of a sound for people, search engines and those who pass its address on."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from catalog.audio.peaks import Level, Peaks
from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.home import sharing
from marketplace.home.share_picture import BARS, SIZE, Shown, draw, loudest


def html(client: Client, effect: Effect, language: str = "/en") -> str:
    return client.get(f"{language}/sounds/{effect.public_id}/").content.decode()


def structured(client: Client, effect: Effect, language: str = "/en") -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html(client, effect, language))
    assert len(found) == 1
    said: dict[str, Any] = json.loads(found[0])
    return said


def test_search_engines_read_what_is_sold_for_how_much_under_which_terms(
    on_sale: Effect, client: Client
) -> None:
    said = structured(client, on_sale)
    assert said["@type"] == ["Product", "AudioObject"]
    assert (said["name"], said["alternateName"]) == ("Closet Door Close", "옷장 문 닫기")
    assert said["duration"] == "PT0.5S"
    assert said["encodingFormat"] == "audio/wav"
    assert "aggregateRating" not in said, "nobody has rated it"
    assert said["license"] == "http://testserver/en/licences/"
    assert [(one["price"], one["priceCurrency"]) for one in said["offers"]] == [
        ("5500", "KRW"),
        ("27500", "KRW"),
    ]
    assert all(one["priceSpecification"]["valueAddedTaxIncluded"] for one in said["offers"])
    assert structured(client, on_sale, "")["name"] == "옷장 문 닫기"


def test_no_text_of_a_seller_ends_the_data_block(on_sale: Effect, client: Client) -> None:
    hostile = "</script><script>alert(1)</script> & <!--"
    Effect.objects.filter(pk=on_sale.pk).update(description=hostile, title_en=hostile, title_ko=hostile)
    assert structured(client, on_sale)["description"] == hostile
    assert "<script>alert" not in html(client, on_sale)


def test_both_languages_are_one_page_to_search_engines(on_sale: Effect, client: Client) -> None:
    path = f"sounds/{on_sale.public_id}/"
    for language, canonical in (("", f"http://testserver/{path}"), ("/en", f"http://testserver/en/{path}")):
        text = html(client, on_sale, language)
        assert f'<link rel="canonical" href="{canonical}">' in text
        assert f'hreflang="ko" href="http://testserver/{path}"' in text
        assert f'hreflang="en" href="http://testserver/en/{path}"' in text


def test_the_price_with_vat_comes_first_and_nothing_that_costs_is_chosen(
    on_sale: Effect, client: Client
) -> None:
    Effect.objects.filter(pk=on_sale.pk).update(licence_codes=["creator"])
    text = html(client, on_sale)
    assert text.index("VAT included") < text.index('name="licence"')
    assert not re.search(r'name="licence"[^>]*checked', text)
    Effect.objects.filter(pk=on_sale.pk).update(licence_codes=["public"], price_minor=0)
    assert re.search(r'name="licence"[^>]*checked', html(client, on_sale))


def test_each_licence_says_who_what_for_and_what_not(on_sale: Effect, client: Client) -> None:
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html(client, on_sale))))
    for words in (
        "Creator ₩5,500 One person",
        "Allowed: All online media, client work, podcasts, audiobooks",
        "Not allowed: Broadcast, OTT, cinema, games",
        "One organisation, all of its people",
    ):
        assert words in text
    assert 'href="/en/licences/"' in html(client, on_sale)


def test_the_address_can_be_copied_without_scripts(on_sale: Effect, client: Client) -> None:
    found = re.search(r'<input[^>]*readonly[^>]*value="([^"]+)"', html(client, on_sale))
    assert found
    assert found.group(1) == f"http://testserver/en/sounds/{on_sale.public_id}/"


def test_the_intermediary_is_named_on_the_page_of_the_sound_and_below(
    on_sale: Effect, client: Client
) -> None:
    assert html(client, on_sale, "").count("통신판매중개자") == 2
    assert html(client, on_sale).count("intermediary for mail-order sales") == 2


def test_a_shared_link_shows_a_picture_that_is_drawn_once(
    on_sale: Effect, client: Client, private_media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = html(client, on_sale)
    address = re.search(r'property="og:image" content="http://testserver([^"]+)"', page)
    assert address
    answer = client.get(address.group(1))
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == SIZE
    monkeypatch.setattr(sharing, "draw", pytest.fail)
    assert client.get(address.group(1)).content == answer.content
    # A guessed version costs no drawing and is not kept for good.
    assert "immutable" not in client.get(f"/sounds/{on_sale.public_id}/share.png?v=other")["Cache-Control"]
    assert len(list((private_media / "default" / "share").rglob("*.png"))) == 1


def test_a_new_price_gives_a_new_picture_even_with_the_peaks_lost_and_leaves_no_old_one(
    on_sale: Effect, client: Client, private_media: Path
) -> None:
    first = sharing.name_of(on_sale)
    client.get(sharing.path_of(on_sale))
    for lost in (private_media / "derivatives").rglob("*-peaks-*"):
        lost.unlink()
    Effect.objects.filter(pk=on_sale.pk).update(price_minor=9_000)
    on_sale.refresh_from_db()
    assert sharing.name_of(on_sale) != first
    client.get(sharing.path_of(on_sale))
    kept = list((private_media / "default" / "share").rglob("*.png"))
    assert [path.stem for path in kept] == [sharing.name_of(on_sale)]


def test_what_is_not_on_sale_has_no_picture(
    draft: Effect, client: Client, signed_in: Callable[[User], Client], private_media: Path
) -> None:
    assert client.get(f"/sounds/{draft.public_id}/share.png").status_code == 404
    assert signed_in(draft.seller.user).get(f"/sounds/{draft.public_id}/share.png").status_code == 404
    assert not (private_media / "default").exists()


def test_a_picture_shows_the_loudest_of_each_part() -> None:
    values = np.zeros((512, 2, 2), np.int8)
    values[256, 1] = (-127, 30)
    bars = loudest(Level(256, values), BARS)
    assert len(bars) == BARS
    assert bars.max() == 1
    assert bars.argmax() == BARS // 2
    assert loudest(Level(256, values[:3]), BARS).shape == (BARS,)
    assert not loudest(Level(256, values[:0]), BARS).any()


@pytest.mark.parametrize("title", ["문", "아주 긴 제목 " * 12, "쉬지않고이어지는말" * 8])
def test_any_title_fits_into_the_picture(title: str) -> None:
    silence = Peaks(48_000, 1, 0, (Level(256, np.zeros((0, 1, 2), np.int8)),))
    shown = Shown(title, title, "종 · 대형 " * 9, "0:01.0", "판매자" * 10, "₩9,000")
    for peaks in (None, silence):
        assert Image.open(io.BytesIO(draw(shown, peaks))).size == SIZE
