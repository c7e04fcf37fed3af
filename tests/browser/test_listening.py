"""The player by keyboard, beside quick steps through the history, with its spectrogram and its expiring addresses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser import listening
from tests.browser.conftest import NewPerson
from tests.browser.person import Person

pytestmark = pytest.mark.browser

# Three of the seeded sounds, none of which ends while a test listens to it.
LONG_SOUNDS = "/search/?dur=15..30"


def test_j_and_k_go_along_the_results_and_space_pauses(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open(LONG_SOUNDS)
    rows = visitor.on("effect-card")
    rows.nth(0).focus()
    keyboard = visitor.page.keyboard
    for key, place in (("j", 1), ("j", 2), ("k", 1)):
        keyboard.press(key)
        expect(rows.nth(place)).to_be_focused()
        expect(rows.nth(place)).to_have_attribute("data-current", "")
        expect(rows.nth(place).get_by_test_id("play")).to_have_attribute("data-state", "playing")
        listening.advances(listening.player(visitor.page))
    keyboard.press("Space")
    expect(rows.nth(1).get_by_test_id("play")).not_to_have_attribute("data-state", "playing")
    assert listening.is_paused(visitor.page)
    keyboard.press("Space")
    listening.advances(listening.player(visitor.page))


def test_the_keys_go_by_place_whatever_the_keyboard_layout(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open(LONG_SOUNDS)
    rows = visitor.on("effect-card")
    rows.nth(0).focus()
    rows.nth(0).dispatch_event("keydown", {"key": "ㅓ", "code": "KeyJ", "bubbles": True})
    expect(rows.nth(1)).to_have_attribute("data-current", "")


def test_typing_into_the_search_does_nothing_to_the_player(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open(LONG_SOUNDS)
    button = visitor.on("play").first
    listening.play(visitor, effect_id=str(button.get_attribute("data-effect")))
    before = listening.sounding(visitor.page)
    visitor.on("search-input").click()
    visitor.page.keyboard.type("jkj k5")
    expect(visitor.on("search-input")).to_have_value("jkj k5")
    listening.plays_on(visitor)
    assert listening.sounding(visitor.page) == before


def test_back_and_forward_at_once_end_on_the_page_of_the_address(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open(LONG_SOUNDS)
    page = visitor.page
    page.locator("main [data-title-link]").first.click()
    expect(visitor.on("add-to-cart")).to_be_visible()
    late: list[Route] = []
    page.route("**/search/?*", lambda route: late.append(route))
    with page.expect_request("**/search/?*"):
        page.go_back()
    page.go_forward()
    expect(page.locator("#page-progress")).not_to_have_class("htmx-request")
    late[0].continue_()
    if answer := late[0].request.response():  # none: the page no longer waits for it
        answer.finished()
    page.evaluate("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))")
    expect(visitor.on("add-to-cart")).to_be_visible(timeout=2_000)
    expect(page.locator("#results")).to_have_count(0, timeout=2_000)


def open_long_sound(visitor: Person) -> Locator:
    """The page of a sound of half a minute, its drawing in view; returns that panel."""
    visitor.open("/search/?dur=15..30")
    visitor.page.locator("main [data-title-link]").first.click()
    panel = visitor.page.locator(".wave-panel")
    expect(visitor.on("view-switch")).to_be_visible()
    return panel


def test_s_shows_the_spectrogram_and_it_stays_chosen(person: NewPerson) -> None:
    visitor = person("en")
    panel = open_long_sound(visitor)
    picture = visitor.on("spectrogram").get_by_role("img")
    expect(picture).to_have_count(0)  # what nobody looks at is not fetched
    panel.get_by_test_id("play").focus()
    visitor.page.keyboard.press("s")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1600)
    expect(picture).to_have_attribute("alt", re.compile("^Spectrogram of .* 24 kHz.$"))
    expect(visitor.on("spectrogram")).to_contain_text("10 kHz")
    expect(panel.get_by_test_id("waveform")).to_be_hidden()
    visitor.page.reload()
    expect(picture).to_be_visible()
    visitor.on("view-switch").get_by_role("button", name="Waveform").press("Space")
    expect(picture).to_be_hidden()
    expect(panel.get_by_test_id("waveform").locator("canvas")).to_be_visible()
    visitor.page.reload()
    expect(panel.get_by_test_id("waveform").locator("canvas")).to_be_visible()


def test_a_click_on_the_spectrogram_plays_from_there_and_the_playhead_follows(person: NewPerson) -> None:
    visitor = person("en")
    panel = open_long_sound(visitor)
    visitor.on("view-switch").get_by_role("button", name="Spectrogram").click()
    drawing = visitor.on("spectrogram")
    expect(drawing.get_by_role("img")).to_be_visible()
    box = drawing.bounding_box()
    assert box
    drawing.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    listening.advances(listening.player(visitor.page))
    expect(drawing).to_have_attribute("data-playhead", "")
    playhead = float(drawing.evaluate("element => element.style.getPropertyValue('--playhead')"))
    assert 0.45 < playhead < 0.65
    # The click also put the keys to work there.
    visitor.page.keyboard.press("Space")
    expect(panel.get_by_test_id("play")).not_to_have_attribute("data-state", "playing")
    assert listening.is_paused(visitor.page)


def test_a_sound_whose_address_has_expired_goes_on_where_it_was(person: NewPerson) -> None:
    visitor = person("en", provoking="/listen/")
    panel = open_long_sound(visitor)
    slow = {"offline": False, "latency": 0, "downloadThroughput": 60_000, "uploadThroughput": -1}
    line = visitor.page.context.new_cdp_session(visitor.page)
    line.send("Network.emulateNetworkConditions", slow)
    panel.get_by_test_id("play").click()
    audio = listening.player(visitor.page)
    listening.advances(audio)

    expired: list[Route] = []
    asked: list[str] = []

    def refuse_once(route: Route) -> None:
        expired.append(route)
        route.fulfill(status=404) if len(expired) == 1 else route.continue_()

    visitor.page.route("**/listen/**", refuse_once)
    visitor.page.on("request", lambda request: asked.append(request.url))
    audio.evaluate("audio => { audio.currentTime = audio.duration - 4; }")
    listening.advances(audio)
    assert len(expired) >= 1
    assert any("/preview.mp3?" in url for url in asked)
    assert audio.evaluate("audio => audio.duration - audio.currentTime") < 4
    expect(visitor.page.locator("#flash")).to_have_text("")
