"""The list under the search field: keyboard, Korean input method, screen reader, telephone, and without it."""

from __future__ import annotations

import re
from typing import Any, Literal

import pytest
from playwright.sync_api import CDPSession, Locator, Page, Request, ViewportSize, expect

from tests.browser import listening
from tests.browser.conftest import NewPerson
from tests.browser.person import Language, Person

pytestmark = pytest.mark.browser

TELEPHONE: ViewportSize = {"width": 390, "height": 844}
SAVES_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


def field(person: Person) -> Locator:
    return person.on("search-input")


def options(person: Person) -> Locator:
    return person.page.locator(".site-search [role=option]")


def pointed_at(person: Person) -> str:
    """The words of the option that a screen reader is at; "" while it is in the field."""
    return str(
        person.page.evaluate("""() => {
          const field = document.querySelector("[data-search-input]");
          const id = field.getAttribute("aria-activedescendant");
          return id ? document.getElementById(id).querySelector("span").textContent : "";
        }""")
    )


def type_in(person: Person, text: str) -> None:
    field(person).click()
    person.page.keyboard.type(text)
    expect(options(person).first).to_be_visible()


def suggestions_asked(person: Person) -> list[str]:
    """The addresses of suggestions asked for from now on."""
    asked: list[str] = []

    def hear(request: Request) -> None:
        if "/search/suggest" in request.url:
            asked.append(request.url)

    person.page.on("request", hear)
    return asked


class InputMethod:
    """A Korean input method at work, as the browser sees one."""

    def __init__(self, page: Page) -> None:
        self.line: CDPSession = page.context.new_cdp_session(page)

    def compose(self, text: str) -> None:
        self.line.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )

    def press(self, key: str) -> None:
        """A key that the input method takes for itself."""
        pressed: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": 229}
        self.line.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **pressed})
        self.line.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})

    def commit(self, text: str) -> None:
        self.line.send("Input.insertText", {"text": text})


@pytest.mark.parametrize(
    ("language", "typed", "word", "said"),
    [("ko", "발소", "발소리", r"\d+"), ("en", "foot", "footsteps", r"\d+ suggestions?\.")],
)
def test_a_word_is_chosen_with_the_keyboard(
    person: NewPerson, language: Language, typed: str, word: str, said: str
) -> None:
    visitor = person(language)
    visitor.open("/")
    expect(field(visitor)).to_have_attribute("aria-expanded", "false")
    type_in(visitor, typed)
    expect(field(visitor)).to_have_attribute("aria-expanded", "true")
    expect(visitor.page.locator(".site-search [role=status]")).to_have_text(re.compile(said))
    keyboard = visitor.page.keyboard
    keyboard.press("ArrowDown")
    assert pointed_at(visitor) == word
    expect(options(visitor).first).to_have_attribute("aria-selected", "true")
    keyboard.press("ArrowUp")
    assert pointed_at(visitor) == ""
    keyboard.press("ArrowUp")
    expect(options(visitor).last).to_have_attribute("aria-selected", "true")
    keyboard.press("Home")
    assert pointed_at(visitor) == ""
    assert field(visitor).evaluate("each => each.selectionStart") == 0
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"/search/\?q="))
    expect(field(visitor)).to_have_value(word)
    expect(options(visitor).first).to_be_hidden()
    expect(visitor.on("effect-card").first).to_be_visible()


def test_escape_closes_and_tab_leaves_without_choosing(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open("/")
    type_in(visitor, "foot")
    keyboard = visitor.page.keyboard
    keyboard.press("ArrowDown")
    keyboard.press("Escape")
    expect(options(visitor).first).to_be_hidden()
    expect(field(visitor)).to_have_value("foot")
    expect(field(visitor)).to_be_focused()
    keyboard.press("ArrowDown")
    expect(options(visitor).first).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("Tab")
    expect(options(visitor).first).to_be_hidden()
    expect(field(visitor)).not_to_be_focused()
    expect(field(visitor)).to_have_value("foot")
    assert visitor.page.url.endswith("/en/")


def test_enter_without_an_option_searches_for_what_was_typed(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open("/")
    type_in(visitor, "foot")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"\?q=foot$"))
    expect(options(visitor).first).to_be_hidden()


def test_a_syllable_being_composed_has_suggestions_and_its_enter_searches_nothing(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open("/")
    field(visitor).click()
    method = InputMethod(visitor.page)
    for shown in ("ㅂ", "바", "발"):
        method.compose(shown)
    expect(options(visitor).filter(has_text="발소리").first).to_be_visible()
    method.press("Enter")
    assert visitor.page.url.endswith("/")
    expect(field(visitor)).to_have_value("발")
    method.commit("발")
    method.compose("솔")
    expect(options(visitor).filter(has_text="발소리").first).to_be_visible()
    method.commit("소")
    visitor.page.keyboard.press("ArrowDown")
    assert pointed_at(visitor) == "발소리"


def test_a_category_and_a_seller_lead_to_their_sounds(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open("/")
    type_in(visitor, "문")
    category = options(visitor).filter(has_text="Doors › Wood")
    expect(category).to_contain_text("문 › 목재")
    category.click()
    expect(visitor.page).to_have_url(re.compile(r"cat=DOORWood"))
    expect(field(visitor)).to_have_value("")
    type_in(visitor, "달빛")
    options(visitor).filter(has_text="달빛폴리").first.click()
    expect(visitor.page).to_have_url(re.compile(r"seller="))
    expect(visitor.on("effect-card").first).to_be_visible()


def test_the_player_plays_on_when_a_suggestion_is_chosen(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open("/search/?dur=15..30")
    button = visitor.on("play").first
    listening.play(visitor, effect_id=str(button.get_attribute("data-effect")))
    type_in(visitor, "발소")
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"\?q="))
    listening.plays_on(visitor)


def test_only_the_last_of_what_was_typed_is_answered(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open("/")
    asked = suggestions_asked(visitor)
    field(visitor).click()
    visitor.page.keyboard.type("footste", delay=20)
    expect(options(visitor).first).to_be_visible()
    assert len(asked) <= 3
    assert asked[-1].endswith("q=footste")
    field(visitor).fill("")
    expect(options(visitor).first).to_be_hidden()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_list_fits_a_telephone_and_a_finger(
    person: NewPerson, language: Language, colours: Literal["light", "dark"]
) -> None:
    visitor = person(language, viewport=TELEPHONE, color_scheme=colours)
    visitor.open("/")
    type_in(visitor, "문" if language == "ko" else "d")
    for option in options(visitor).all():
        box = option.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= TELEPHONE["width"]
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def test_who_saves_data_is_sent_no_suggestions(person: NewPerson) -> None:
    visitor = person("en")
    visitor.page.add_init_script(SAVES_DATA)
    visitor.open("/")
    asked = suggestions_asked(visitor)
    field(visitor).click()
    visitor.page.keyboard.type("footsteps", delay=30)
    visitor.page.wait_for_timeout(400)
    assert asked == []
    assert field(visitor).get_attribute("role") is None
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"\?q=footsteps$"))


def test_without_scripts_it_is_a_plain_form(person: NewPerson) -> None:
    visitor = person("ko", java_script_enabled=False)
    visitor.open("/")
    assert field(visitor).get_attribute("role") is None
    expect(visitor.page.locator(".site-search [role=listbox]")).to_be_hidden()
    field(visitor).fill("발소리")
    field(visitor).press("Enter")
    expect(visitor.on("effect-card").first).to_be_visible()


def test_a_lost_connection_takes_the_list_away_and_nothing_else(person: NewPerson) -> None:
    visitor = person("en", provoking="/search/suggest/")
    visitor.open("/")
    type_in(visitor, "foot")
    visitor.page.route("**/search/suggest/**", lambda route: route.abort())
    visitor.page.keyboard.type("s")
    expect(options(visitor).first).to_be_hidden()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(r"\?q=foots$"))
