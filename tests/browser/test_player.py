"""What the player does besides playing: walking on, marking, looping, zooming, queueing, giving way to another tab."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import listening
from tests.browser.conftest import NewPerson
from tests.browser.person import Person

pytestmark = pytest.mark.browser

LONG_SOUNDS = "/search/?dur=15..30"
WAYS = ["a[data-section=categories]", "a[data-section=free]", "#cart-link", ".brand", "a[data-section=free]"]


def effect_of(button: Locator) -> str:
    return str(button.get_attribute("data-effect"))


def audio(page: Page, fact: str) -> object:
    return listening.player(page).evaluate(f"audio => audio.{fact}")


def test_the_sound_goes_through_twenty_navigations_forward_and_back(person: NewPerson) -> None:
    visitor = person("en")
    page = visitor.page
    visitor.open(LONG_SOUNDS)
    listening.play(visitor, effect_id=effect_of(visitor.on("play").first))
    # A slow machine shall not reach the end of the sound first.
    listening.player(page).evaluate("audio => { audio.playbackRate = audio.defaultPlaybackRate = 0.5; }")
    page.evaluate("window.notReloaded = true")
    facts = page.locator("#page-facts")
    new_page = expect(page.locator("#page-facts:not([data-old])"))
    for way in [*WAYS, *WAYS]:
        facts.evaluate("facts => facts.dataset.old = ''")
        page.locator(way).first.click()
        new_page.to_be_attached()
    for step in [*["go_back"] * 5, *["go_forward"] * 3, *["go_back"] * 2]:
        facts.evaluate("facts => facts.dataset.old = ''")
        getattr(page, step)()
        new_page.to_be_attached()
        assert not listening.is_paused(page)
    assert page.evaluate("window.notReloaded")
    listening.plays_on(visitor)


def test_a_region_is_marked_moved_looped_and_seen_closer_without_fetching_again(person: NewPerson) -> None:
    visitor = person("en", viewport={"width": 1440, "height": 900})
    page, keyboard = visitor.page, visitor.page.keyboard
    visitor.open(LONG_SOUNDS)
    page.locator("main [data-title-link]").first.click()
    panel = page.locator(".wave-panel")
    panel.get_by_test_id("play").click()
    listening.advances(listening.player(page))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for key in ("2", "[", "3", "]", "l"):
        keyboard.press(key)
    begin, end = (panel.get_by_role("slider", name=f"{name} of the region") for name in ("Begin", "End"))
    expect(begin).to_be_visible()
    before = float(str(end.get_attribute("aria-valuenow")))
    end.focus()
    keyboard.press("ArrowLeft")
    assert float(str(end.get_attribute("aria-valuenow"))) == pytest.approx(before - 10, abs=1)
    last_s = (before - 10) / 1000
    listening.player(page).evaluate("(audio, to) => { audio.currentTime = to - 0.1; }", last_s)
    page.wait_for_function(
        "to => document.querySelector('[data-testid=player] audio').currentTime < to - 0.5", arg=last_s
    )
    assert not listening.is_paused(page)
    slider = panel.get_by_role("slider", name="Position in")
    slider.focus()
    keyboard.press("+")
    keyboard.press("+")
    expect(page.locator("[data-zoom-strip]")).to_be_visible()
    drawing = panel.get_by_test_id("waveform").first
    width = drawing.evaluate("drawing => drawing.span.to - drawing.span.from")
    assert width == pytest.approx(0.25)
    drawing.hover()
    keyboard.down("Control")
    page.mouse.wheel(0, -200)
    keyboard.up("Control")
    page.wait_for_function(
        "() => (({from, to}) => to - from < 0.2)(document.querySelector('.wave-panel ksound-waveform').span)"
    )
    box = drawing.bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 40, steps=4)
    page.mouse.up()
    length = float(str(end.get_attribute("aria-valuenow"))) - float(str(begin.get_attribute("aria-valuenow")))
    duration = float(str(begin.get_attribute("aria-valuemax")))
    assert length == pytest.approx(duration * 0.125 * 200 / box["width"], rel=0.1)
    assert [url for url in asked if ".peaks" in url or "/preview" in url] == []


def test_speed_level_and_keys_are_this_persons_choice(person: NewPerson) -> None:
    visitor = person("en", viewport={"width": 1440, "height": 900})
    page, keyboard = visitor.page, visitor.page.keyboard
    visitor.open(LONG_SOUNDS)
    rows = visitor.on("effect-card")
    rows.first.get_by_test_id("play").click()
    listening.advances(listening.player(page))
    true_level = visitor.on("player-level").inner_text()
    assert "LUFS" in true_level
    assert "dBTP" in true_level
    visitor.on("sound-open").click()
    visitor.on("trial-speed").fill("2")
    visitor.on("trial-pitch").uncheck()
    visitor.on("match-level").check()
    expect(visitor.on("player-level")).to_contain_text(f"{true_level} · ")
    expect(visitor.on("trial-badge")).to_have_text("2.00× · +12 st")
    keyboard.press("Escape")
    assert not listening.is_paused(page)
    rows.first.focus()
    keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("data-current", "")
    listening.advances(listening.player(page))
    assert (audio(page, "playbackRate"), audio(page, "preservesPitch")) == (2, False)
    visitor.on("trial-badge").click()
    assert audio(page, "playbackRate") == 1
    rows.nth(1).focus()
    keyboard.press("Shift+Slash")
    expect(visitor.on("shortcuts")).to_be_visible()
    visitor.on("keys-on").uncheck()
    visitor.on("hover-plays").check()
    keyboard.press("Escape")
    keyboard.press("k")
    page.reload()
    expect(visitor.on("match-level")).to_be_checked()
    rows.nth(1).focus()
    keyboard.press("j")
    expect(rows.nth(2)).not_to_have_attribute("data-current", "")
    rows.first.get_by_test_id("waveform").hover()
    expect(rows.first).to_have_attribute("data-current", "")
    listening.advances(listening.player(page))


def test_what_is_queued_plays_next_and_another_tab_has_the_floor(person: NewPerson) -> None:
    visitor = person("en", viewport={"width": 1440, "height": 900})
    page, keyboard = visitor.page, visitor.page.keyboard
    visitor.open("/search/")
    rows = visitor.on("effect-card")
    titles = [rows.nth(place).locator("[data-title-link]").inner_text() for place in range(7)]
    rows.first.get_by_test_id("play").click()
    listening.advances(listening.player(page))
    rows.nth(4).focus()
    keyboard.press("q")
    rows.nth(5).get_by_test_id("enqueue").click()
    rows.nth(6).focus()
    keyboard.press("Shift+q")
    expect(visitor.on("queue-count")).to_have_text("3")
    visitor.on("queue-open").click()
    items = visitor.on("queue-list").locator("[data-title]")
    expect(items).to_have_text([titles[6], titles[4], titles[5]])
    page.get_by_role("button", name=f"Move {titles[5]} up").click()
    expect(page.get_by_role("button", name=f"Move {titles[5]} up")).to_be_focused()
    page.get_by_role("button", name=f"Take {titles[6]} out").click()
    expect(items).to_have_text([titles[5], titles[4]])
    keyboard.press("Escape")
    listening.player(page).evaluate("audio => { audio.currentTime = audio.duration - 0.1; }")
    expect(rows.nth(5)).to_have_attribute("data-current", "")
    visitor.on("player-next").click()
    expect(rows.nth(4)).to_have_attribute("data-current", "")
    visitor.on("player-next").click()
    expect(rows.nth(1)).to_have_attribute("data-current", "")
    listening.advances(listening.player(page))
    puts_into_the_cart_by_key(visitor, rows)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("main [data-play]").first.click()
    listening.advances(listening.player(other))
    expect(rows.nth(1).get_by_test_id("play")).not_to_have_attribute("data-state", "playing")
    assert listening.is_paused(page)


def puts_into_the_cart_by_key(visitor: Person, rows: Locator) -> None:
    paid = rows.filter(has_not=visitor.page.locator("[data-free]")).first
    paid.focus()
    visitor.page.keyboard.press("c")
    dialog = visitor.page.locator("#cart-dialog")
    expect(dialog).to_be_visible()
    dialog.locator("[name=licence][value=creator]").check()
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect(visitor.on("cart-count")).to_have_text("1")


@pytest.mark.parametrize("saves_data", [False, True])
def test_the_next_three_come_ahead_unless_data_is_dear(person: NewPerson, saves_data: bool) -> None:
    visitor = person("en")
    page = visitor.page
    page.add_init_script(
        f"Object.defineProperty(navigator, 'connection', {{value: {{saveData: {str(saves_data).lower()}}}}})"
    )
    visitor.open("/search/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/preview" in request.url else None)
    buttons = visitor.on("play")
    expected = [str(buttons.nth(place).get_attribute("data-preview")) for place in (1, 2, 3, 4, 0)]
    buttons.nth(1).click()
    listening.advances(listening.player(page))
    page.wait_for_timeout(300 if saves_data else 0)
    if not saves_data:
        page.wait_for_function(
            "count => performance.getEntriesByType('resource')"
            ".filter(each => each.initiatorType == 'fetch' && each.name.includes('/preview')).length >= count",
            arg=4,
        )
    paths = [url.removeprefix(visitor.stack.base) for url in dict.fromkeys(asked)]
    assert paths == (expected[:1] if saves_data else expected)


def test_without_a_connection_it_says_so_and_goes_on_once_it_is_back(person: NewPerson) -> None:
    visitor = person("en", provoking="/")
    page = visitor.page
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    visitor.open(LONG_SOUNDS)
    rows = visitor.on("effect-card")
    rows.first.get_by_test_id("play").click()
    listening.advances(listening.player(page))
    page.context.set_offline(True)
    rows.nth(1).get_by_test_id("play").click()
    expect(visitor.on("flash").last).to_contain_text("No connection.")
    page.context.set_offline(False)
    listening.advances(listening.player(page))
    expect(rows.nth(1)).to_have_attribute("data-current", "")
