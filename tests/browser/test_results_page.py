"""Filtering, growing and coming back to a list of results, with keyboard, on a telephone and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.stack import Stack
from tests.browser.stocking import more_sounds

pytestmark = pytest.mark.browser

NAME, COUNT = "Sandalwood shutter", 60
LIST = "/search/?q=sandalwood+shutter"
TELEPHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module", autouse=True)
def stocked(stack: Stack) -> Iterator[None]:
    with more_sounds(stack, count=COUNT, name=NAME):
        yield


def rows(person: Person) -> Locator:
    return person.page.locator("#results").get_by_test_id("effect-card")


def count(page: Page) -> Locator:
    return page.locator("#result-count")


def shows(person: Person, number: int) -> None:
    expect(count(person.page)).to_have_text(f"{number} sound{'' if number == 1 else 's'}")


def at(page: Page, query: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(query) + "$"))


def test_filters_are_chosen_with_the_keyboard_and_it_stays_where_it_was(person: NewPerson) -> None:
    visitor = person("en", viewport={"width": 1440, "height": 900})
    visitor.open(LIST)
    shows(visitor, COUNT)
    page, keyboard = visitor.page, visitor.page.keyboard
    page.locator("#facet-channels > summary").focus()
    keyboard.press("Enter")
    keyboard.press("Tab")
    box = page.locator("#facet-channels input").first
    expect(box).to_be_focused()
    value = box.get_attribute("value") or ""
    keyboard.press("Space")
    at(page, f"?q=sandalwood+shutter&channels={value}")
    expect(page.locator("#chip-1")).to_be_visible()
    expect(page.locator(f"#channels-{value}")).to_be_focused()
    expect(page.locator("#facet-channels")).to_have_attribute("open", "")
    language = page.locator("[data-language-switch]")
    expect(language).to_have_attribute("href", f"/search/?q=sandalwood+shutter&channels={value}")
    keyboard.press("Space")
    at(page, "?q=sandalwood+shutter")
    page.go_back()
    at(page, f"&channels={value}")
    expect(page.locator(f"#channels-{value}")).to_be_checked()


def test_two_boxes_ticked_quickly_both_hold(person: NewPerson) -> None:
    """Also when the answer to the first comes between them and its own is already late."""
    visitor = person("en", viewport={"width": 1440, "height": 900})
    visitor.open(LIST)
    page = visitor.page
    page.locator("#facet-category input").first.check()
    page.locator("#facet-price input").first.check()
    expect(page.locator(".chosen .chip")).to_have_count(2)
    expect(page.locator("#filters input:checked")).to_have_count(2)


def test_chips_take_choices_back_and_the_focus_is_never_lost(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open(f"{LIST}+dur:%3C2s")
    page = visitor.page
    shows(visitor, 6)
    expect(visitor.on("search-input")).to_have_value("sandalwood shutter dur:<2s")
    page.locator("#chip-1").focus()
    page.keyboard.press("Enter")
    shows(visitor, COUNT)
    at(page, "?q=sandalwood+shutter")
    expect(visitor.on("search-input")).to_have_value("sandalwood shutter")
    expect(count(page)).to_be_focused()


def test_the_list_grows_and_is_found_again_as_it_was_left(person: NewPerson) -> None:
    visitor = person("en", viewport={"width": 1440, "height": 900})
    visitor.open(f"{LIST}&sort=newest")
    page = visitor.page
    expect(rows(visitor)).to_have_count(24)
    page.locator("[data-more]").focus()
    page.keyboard.press("Enter")
    expect(rows(visitor)).to_have_count(48)
    expect(rows(visitor).nth(24)).to_be_focused()
    expect(page.locator("#result-shown")).to_have_text("48 sounds are shown.")
    at(page, "&sort=newest&shown=48")
    opened = rows(visitor).nth(40)
    title = opened.locator("[data-title-link]")
    name = title.inner_text()
    title.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 1_000
    title.focus()
    page.keyboard.press("Enter")
    expect(visitor.on("add-to-cart").or_(page.locator("h1"))).to_contain_text([name])
    page.go_back()
    expect(rows(visitor)).to_have_count(48)
    expect(rows(visitor).nth(40)).to_be_focused()
    assert abs(page.evaluate("scrollY") - before) < 60
    page.locator("[data-more]").click()
    expect(rows(visitor)).to_have_count(COUNT)
    page.reload()
    expect(rows(visitor)).to_have_count(COUNT)


def test_the_sliders_move_the_numbers_and_the_numbers_the_list(person: NewPerson) -> None:
    visitor = person("en", viewport={"width": 1440, "height": 900})
    visitor.open(LIST)
    page = visitor.page
    slider = page.locator("#dur-slider-high")
    slider.focus()
    for _ in range(13):
        page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "1 seconds")
    expect(page.locator("#dur-high")).to_have_value("1")
    shows(visitor, 3)
    at(page, "&dur=..1")
    expect(page.locator("#dur-slider-high")).to_be_focused()
    page.locator("#dur-low").fill("0.75")
    page.locator("#dur-low").press("Enter")
    at(page, "&dur=0.75..1")
    shows(visitor, 2)


def test_a_number_being_typed_is_not_taken_away_by_an_answer(person: NewPerson) -> None:
    visitor = person("en", viewport={"width": 1440, "height": 900})
    visitor.open(LIST)
    page = visitor.page
    page.locator("#dur-low").fill("1")
    page.keyboard.press("Tab")
    with page.expect_response(re.compile("dur_low=1")):
        page.keyboard.type("2")
    page.keyboard.type(".5")
    page.keyboard.press("Tab")
    at(page, "&dur=1..2.5")
    expect(page.locator("#dur-high")).to_have_value("2.5")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_on_a_telephone_the_filters_are_a_sheet_that_holds_the_keyboard(
    person: NewPerson, colours: str
) -> None:
    visitor = person("en", viewport=TELEPHONE, color_scheme=colours)
    visitor.open(LIST)
    page = visitor.page
    sheet = page.locator("#filters")
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
    sheet.evaluate("sheet => Promise.all(sheet.getAnimations().map(each => each.finished))")
    box = sheet.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, 390)
    assert round(box["y"] + box["height"]) == TELEPHONE["height"]
    page.locator("#facet-price input").first.check()
    expect(page.locator("#filter-apply")).to_have_text(f"Show {COUNT} sounds")
    expect(sheet).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#filters')"
        )
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator(".filters-open__count")).to_have_text("1")
    page.get_by_role("button", name="Filters").click()
    page.locator("#filter-apply").click()
    expect(sheet).to_be_hidden()
    assert not page.evaluate("document.querySelector('.site-header').inert")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= TELEPHONE["width"]


@pytest.mark.parametrize("width", [390, 1440])
def test_a_range_a_next_page_and_a_sheet_need_no_scripts(person: NewPerson, width: int) -> None:
    visitor = person("en", java_script_enabled=False, viewport={"width": width, "height": 844})
    visitor.open(f"{LIST}&sort=newest")
    page = visitor.page
    page.get_by_role("link", name="Show more").click()
    expect(rows(visitor)).to_have_count(24)
    expect(rows(visitor).first).not_to_contain_text(f"{NAME} {COUNT}")
    if width == 390:
        page.get_by_role("button", name="Filters").click()
    expect(page.locator("#dur-slider-low")).to_be_hidden()
    page.locator("#dur-low").fill("1")
    page.locator("#dur-high").fill("2")
    page.locator("#filter-apply").click()
    at(page, "?q=sandalwood+shutter&dur=1..2&sort=newest")
    shows(visitor, 5)
    page.locator("#chip-1").click()
    shows(visitor, COUNT)


def test_a_syllable_being_composed_is_neither_sent_nor_a_key(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open(LIST)
    page = visitor.page
    box = visitor.on("search-input")
    box.click()
    line = page.context.new_cdp_session(page)
    box.fill("")
    line.send("Input.imeSetComposition", {"text": "비", "selectionStart": 1, "selectionEnd": 1})
    expect(box).to_have_value("비")
    composing = {"key": "Process", "code": "KeyJ", "keyCode": 229, "isComposing": True, "bubbles": True}
    box.dispatch_event("keydown", composing)
    rows(visitor).first.dispatch_event("keydown", composing)
    expect(visitor.on("player")).to_be_hidden()
    at(page, LIST)
    line.send("Input.insertText", {"text": "비"})
    expect(box).to_have_value("비")


SHIFTS = """() => { window.shifts = []; new PerformanceObserver((list) => {
    // A page may be painted before its end has come: what moves a hair then nobody sees.
    for (const { value, sources } of list.getEntries().filter(({ value }) => value > 0.005))
        window.shifts.push(`${value.toFixed(4)} ${sources.map(({ node }) => node?.outerHTML?.slice(0, 120))}`);
}).observe({ type: "layout-shift", buffered: true }); }"""


def test_nothing_moves_while_a_page_arrives_and_rows_keep_their_height(person: NewPerson) -> None:
    """Home, results and a sound at three widths; the choice of rows comes back as it was, without a flash."""
    visitor = person("ko", viewport={"width": 1440, "height": 900})
    page = visitor.page
    page.add_init_script(f"({SHIFTS})()")
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        visitor.open(LIST)
        sound = page.locator("[data-title-link]").first.get_attribute("href")
        for address in (LIST, "/", sound):
            page.goto(f"{visitor.stack.base}{address}", wait_until="networkidle")
            assert page.evaluate("window.shifts") == [], (width, address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, address)
    page.set_viewport_size({"width": 1440, "height": 900})
    visitor.open(LIST)
    compact = rows(visitor).first.bounding_box()
    page.locator("[data-choose-density=comfortable]").click()
    comfortable = rows(visitor).first.bounding_box()
    assert compact
    assert comfortable
    assert comfortable["height"] > compact["height"] <= 46
    at(page, LIST.rpartition("/")[2])
    page.reload()
    again = rows(visitor).first.bounding_box()
    assert again
    assert again["height"] == comfortable["height"]
    expect(page.locator("[data-choose-density=comfortable]")).to_have_attribute("aria-current", "true")
    assert page.evaluate("window.shifts") == []
