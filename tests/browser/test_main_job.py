"""The first sale, in Chromium: from signing up to the buyer's file and the seller's statement."""

from __future__ import annotations

import hashlib
import io
import re
import wave
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import buying, listening, selling
from tests.browser.conftest import NewPerson
from tests.browser.person import Language, Person
from tests.browser.selling import Titles

pytestmark = pytest.mark.browser

CARELESS_NAME = "heavy rain on tin roof final.wav"


@pytest.mark.parametrize(
    ("provider", "language"),
    [
        ("sandbox", "ko"),
        pytest.param("sandbox", "en", marks=pytest.mark.heavy),
        pytest.param("stripe", "ko", marks=pytest.mark.heavy),
        ("stripe", "en"),
        ("toss", "ko"),
    ],
)
def test_a_sound_goes_from_its_maker_to_its_buyer(
    person: NewPerson, language: Language, provider: buying.Provider
) -> None:
    seller, moderator, buyer = person(language), person(language), person(language)
    titles = selling.new_titles()
    original = selling.noise(seconds=40, seed=int(titles.token, 16) + 1)

    put_into_review(seller, titles, original)
    moderator.sign_in_as_staff(moderator.stack.moderator)
    effect_id = effect_of(seller, titles)
    selling.approve(moderator, effect_id=effect_id)

    find(buyer, titles, effect_id=effect_id)
    listen_while_walking_about(buyer, effect_id=effect_id)
    buying.add_to_cart(buyer)
    listening.plays_on(buyer)

    buyer.sign_up("buyer")
    expect(buyer.on("cart-count")).to_have_text("1")
    buying.pay(buyer, provider=provider)
    buying.is_paid(buyer)
    order_number = str(re.search(r"KS-\d{6}-\w{6}", buyer.page.inner_text("main h1"))[0])  # type: ignore[index]
    is_theirs_alone(buyer, others=[seller, moderator], original=original, titles=titles)
    expect(buyer.on("cart-count")).to_have_text("0")
    sees_the_sale(seller, order_number)


def put_into_review(seller: Person, titles: Titles, original: bytes) -> None:
    seller.sign_up("seller")
    selling.register(seller, creator_id=f"C{titles.token}")
    well_named = f"DOORMetl_Iron Gate Slam_C{titles.token}_YARD.wav"
    seller.page.evaluate("window.notReloaded = true")
    selling.upload(
        seller,
        selling.file(CARELESS_NAME, original),
        selling.file(well_named, selling.noise(seconds=2, seed=int(titles.token, 16))),
    )
    for name in (CARELESS_NAME, well_named):
        expect(selling.row(seller, name)).to_have_attribute("data-state", "ready")
    assert seller.page.evaluate("window.notReloaded")

    selling.describe(seller, name=well_named)
    expect(seller.page.locator("select[name=cat_id]")).to_have_value("DOORMetl")
    expect(seller.page.locator("[name=title_en]")).to_have_value("Iron Gate Slam")
    seller.page.go_back()

    selling.describe(seller, name=CARELESS_NAME)
    chip = seller.page.locator("button[data-cat-id^=RAIN]").first
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    chosen = chip.get_attribute("data-cat-id") or ""
    expect(seller.page.locator("select[name=cat_id]")).to_have_value(chosen)
    selling.submit(seller, titles=titles)


def effect_of(seller: Person, titles: Titles) -> str:
    """The public id, from the address of the sound in the seller's list."""
    link = seller.on("effect-card").filter(has_text=titles.token).locator("a").first
    return (link.get_attribute("href") or "").rstrip("/").rpartition("/")[2]


def find(visitor: Person, titles: Titles, *, effect_id: str) -> None:
    """By a Korean and by an English word, then narrowed down by category."""
    card = visitor.on("effect-card").filter(has_text=titles.token)
    visitor.open("/")
    for words in ("소나기", "downpour"):
        visitor.on("search-input").fill(words)
        visitor.on("search-input").press("Enter")
        expect(visitor.page).to_have_url(re.compile(rf"/search/\?q={quote(words)}$"))
        expect(visitor.page.locator("#page-facts")).to_have_attribute("data-query", words)
        expect(card).to_have_count(1)
    visitor.page.locator("#facet-category [name=category][value=RAIN]").check()
    expect(visitor.page).to_have_url(re.compile(r"category=RAIN"))
    expect(visitor.page.locator(".chips .chip")).to_have_count(1)
    expect(card).to_have_count(1)
    expect(card.get_by_test_id("play")).to_have_attribute("data-effect", effect_id)


def listen_while_walking_about(visitor: Person, *, effect_id: str) -> None:
    """To the sound's page, home, back and back again, on one uninterrupted sound."""
    page = visitor.page
    listening.play(visitor, effect_id=effect_id)
    results = page.url
    page.locator(f"main a[data-title-link][href*='{effect_id}']").click()
    expect(visitor.on("add-to-cart")).to_be_visible()
    listening.plays_on(visitor)
    page.locator(".brand").click()
    expect(page).to_have_url(f"{visitor.stack.base}{visitor.path('/')}")
    listening.plays_on(visitor)
    page.go_back()
    expect(visitor.on("add-to-cart")).to_be_visible()
    listening.plays_on(visitor)
    page.go_back()
    expect(page).to_have_url(results)
    expect(page.locator("#results")).to_be_visible()
    listening.plays_on(visitor)
    page.go_forward()
    expect(visitor.on("add-to-cart")).to_be_visible()
    listening.plays_on(visitor)


def is_theirs_alone(buyer: Person, *, others: list[Person], original: bytes, titles: Titles) -> None:
    """The samples as uploaded, under a UCS name; not found for anybody else, unknown to nobody."""
    got = buying.download(buyer)
    assert samples(got.path().read_bytes()) == samples(original)
    name = rf"RAIN\w*_.*{titles.token}.*_C{titles.token}_KSOUND\.wav"
    assert re.fullmatch(name, got.suggested_filename), got.suggested_filename
    for other in others:
        answer = other.page.context.request.get(urlsplit(got.url).path, max_redirects=0)
        assert answer.status == 404


def samples(content: bytes) -> bytes:
    """The SHA-256 of a WAV's samples as they lie in the file."""
    with wave.open(io.BytesIO(content)) as file:
        return hashlib.sha256(file.readframes(file.getnframes())).digest()


def sees_the_sale(seller: Person, order_number: str) -> None:
    """Twenty per cent of 5,500 is the fee, a tenth of that its VAT."""
    seller.open("/sell/dashboard/")
    sale = seller.page.locator("tbody tr").filter(has_text=order_number)
    for amount in ("5,500", "1,100", "110", "4,290"):
        expect(sale).to_contain_text(amount)
