"""Similar sounds and search by sound in a browser: sliders, keys, a file, the microphone, a part of a sound."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Request, expect, sync_playwright

from tests.browser import listening, selling
from tests.browser.chromium import ARGUMENTS, PATIENCE_MS
from tests.browser.conftest import NewPerson
from tests.browser.person import Person

pytestmark = pytest.mark.browser

LIST = "/search/?dur=15..30"
CLIP_PAGE = re.compile("/search/by-sound/0")
# Chromium's own microphone, which beeps and is always allowed.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="module")
def chromium(chromium_program: str):
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(
            executable_path=chromium_program, args=[*ARGUMENTS, *MICROPHONE]
        )
        yield browser
        browser.close()


def open_similar(visitor: Person) -> None:
    visitor.open(LIST)
    visitor.on("effect-card").first.focus()
    visitor.page.keyboard.press("x")
    expect(visitor.page).to_have_url(re.compile("/sounds/[^/]+/similar/$"))
    expect(visitor.on("effect-card").first).to_be_visible()


def test_x_leads_from_a_list_to_similar_sounds_while_the_player_plays_on(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open(LIST)
    listening.play(visitor, effect_id=str(visitor.on("play").first.get_attribute("data-effect")))
    visitor.on("effect-card").nth(1).focus()
    visitor.page.keyboard.press("x")
    expect(visitor.page).to_have_url(re.compile("/similar/$"))
    expect(visitor.page.locator("h1")).to_contain_text("Similar to")
    listening.plays_on(visitor)


def test_a_slider_says_its_word_and_the_list_and_the_address_follow(person: NewPerson) -> None:
    visitor = person("en")
    open_similar(visitor)
    slider = visitor.page.get_by_label("Pitch", exact=True)
    slider.focus()
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "above all")
    expect(visitor.page).to_have_url(re.compile(r"similar/\?pitch=4$"))
    expect(slider).to_be_focused()
    visitor.page.reload()
    expect(visitor.page.get_by_label("Pitch", exact=True)).to_have_value("4")
    visitor.page.go_back()
    expect(visitor.page.get_by_label("Pitch", exact=True)).to_have_value("2")


def test_filters_narrow_the_list_and_a_chip_takes_them_back(person: NewPerson) -> None:
    visitor = person("en")
    open_similar(visitor)
    visitor.page.locator("#near-form [name=category]").first.check()
    expect(visitor.page.locator("#near-chip-1")).to_be_visible()
    expect(visitor.page).to_have_url(re.compile(r"\?category="))
    visitor.page.locator("#near-chip-1").click()
    expect(visitor.page.locator("#near-chip-1")).to_have_count(0)


def test_a_chosen_file_finds_sounds_and_is_nobody_elses(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open("/search/")
    visitor.on("find-by-sound").first.click()
    file = selling.file("hiss.wav", selling.noise(seconds=2))
    visitor.on("clip-input").set_input_files([file])
    expect(visitor.page).to_have_url(CLIP_PAGE)
    expect(visitor.on("effect-card").first).to_be_visible()
    expect(visitor.page.locator("main")).to_contain_text("hiss.wav")
    stranger = person("en", provoking="/by-sound/")
    answer = stranger.page.goto(visitor.page.url)
    assert answer
    assert answer.status == 404
    expect(stranger.on("effect-card")).to_have_count(0)


def test_what_is_no_sound_says_what_to_bring_instead(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open("/search/by-sound/")
    visitor.on("clip-input").set_input_files([selling.file("notes.wav", b"not a sound\n" * 90)])
    expect(visitor.on("form-error")).to_contain_text("not a sound file")


def test_a_recording_finds_sounds_and_the_player_plays_on(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open(LIST)
    listening.play(visitor, effect_id=str(visitor.on("play").first.get_attribute("data-effect")))
    visitor.on("find-by-sound").first.click()
    visitor.on("record").click()
    expect(visitor.on("record-stop")).to_be_focused()
    expect(visitor.on("level")).not_to_have_js_property("value", 0)
    visitor.on("record-stop").click()
    expect(visitor.page).to_have_url(CLIP_PAGE)
    expect(visitor.on("effect-card").first).to_be_visible()
    expect(visitor.page.locator("main")).to_contain_text("Your recording")
    audio = listening.player(visitor.page)
    # It may have come to its end meanwhile, and by nothing else.
    assert audio.evaluate("audio => audio.mark") == "the same"
    assert set(audio.evaluate("audio => audio.interruptions")) <= {"pause", "ended"}


def test_a_cancelled_recording_sends_nothing(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open("/search/by-sound/")
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    visitor.page.on("request", note)
    visitor.on("record").click()
    visitor.on("record-cancel").click()
    expect(visitor.on("record")).to_be_focused()
    assert sent == []


@pytest.mark.parametrize(
    ("trouble", "said"),
    [("NotAllowedError", "was not allowed"), ("NotFoundError", "No microphone was found")],
)
def test_a_microphone_that_may_not_be_used_says_what_to_do(
    person: NewPerson, trouble: str, said: str
) -> None:
    visitor = person("en")
    refuse = f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{trouble}'))"
    visitor.page.add_init_script(refuse)
    visitor.open("/search/by-sound/")
    visitor.on("record").click()
    expect(visitor.on("record-error")).to_contain_text(said)
    expect(visitor.on("record")).to_be_visible()


def test_brackets_mark_a_part_of_what_plays_and_the_bar_leads_to_its_search(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open(LIST)
    row = visitor.on("effect-card").first
    listening.play(visitor, effect_id=str(row.get_by_test_id("play").get_attribute("data-effect")))
    row.focus()
    visitor.page.keyboard.press("2")
    visitor.page.keyboard.press("[")
    visitor.page.keyboard.press("4")
    visitor.page.keyboard.press("]")
    visitor.on("player-region").click()
    expect(visitor.page.get_by_label("From second")).not_to_have_value("0")
    visitor.page.locator(".region__form [type=submit]").click()
    expect(visitor.page).to_have_url(CLIP_PAGE)
    expect(visitor.on("effect-card").first).to_be_visible()


def test_a_part_is_found_without_scripts(person: NewPerson) -> None:
    visitor = person("en", java_script_enabled=False)
    visitor.open(LIST)
    visitor.page.locator("main [data-title-link]").first.click()
    visitor.page.get_by_role("link", name="Similar to a part of it").click()
    visitor.page.get_by_label("To second").fill("3")
    visitor.page.locator(".region__form [type=submit]").click()
    expect(visitor.page).to_have_url(CLIP_PAGE)
    expect(visitor.on("effect-card").first).to_be_visible()  # the waiting page refreshes itself
    visitor.page.get_by_label("Pitch", exact=True).evaluate("slider => slider.value = 4")
    visitor.page.get_by_role("button", name="Show", exact=True).click()
    expect(visitor.page).to_have_url(re.compile("pitch=4"))
