"""An editor's evening: fifty sounds by the keyboard or by the finger, three of them kept, bought, and found again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import auditioning, buying
from tests.browser.conftest import NewPerson
from tests.browser.person import Language, Person
from tests.browser.stack import Stack
from tests.browser.stocking import more_sounds
from tests.browser.test_pages import TELEPHONE, fits

pytestmark = pytest.mark.browser

NAME, COUNT, AUDITIONED = "Cedar latch", 54, 50
LIST = "/search/?q=cedar+latch"


@pytest.fixture(scope="module", autouse=True)
def stocked(stack: Stack) -> Iterator[None]:
    with more_sounds(stack, count=COUNT, name=NAME):
        yield


@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.heavy)])
def test_fifty_are_heard_by_keyboard_three_are_kept_bought_and_found(
    person: NewPerson, language: Language
) -> None:
    editor = person(language, viewport={"width": 1440, "height": 900})
    page, keyboard = editor.page, editor.page.keyboard
    editor.sign_up("editor")
    editor.open(LIST)
    page.evaluate("window.notReloaded = true")
    auditioning.watch(page)
    editor.on("search-input").focus()
    keyboard.press("ArrowDown")
    for heard in range(1, AUDITIONED):
        auditioning.wait_for(page, heard)
        if heard in (24, 48):  # nobody is faster than the list grows, but a busy machine's test
            expect(editor.on("effect-card")).to_have_count(min(COUNT, heard + 24))
        keyboard.press("j" if heard % 2 else "ArrowDown")
    auditioning.wait_for(page, AUDITIONED)
    assert len(set(auditioning.heard_effects(page))) == AUDITIONED
    for place in range(3):
        keyboard.press("p")
        if place == 0:
            page.locator("#project-dialog [name=name]").fill("Reel")
        expect(page.locator("#project-dialog")).to_be_visible()
        keyboard.press("Enter")
        expect(page.locator("#project-dialog")).to_be_hidden()
        keyboard.press("k")
    assert page.evaluate("window.notReloaded")
    keeps_what_was_chosen(editor)


@pytest.mark.heavy
def test_fifty_are_heard_by_the_finger_three_are_kept_bought_and_found(person: NewPerson) -> None:
    editor = person("ko", viewport=TELEPHONE, has_touch=True)
    page, rows = editor.page, editor.on("effect-card")
    editor.sign_up("finger")
    editor.open(LIST)
    page.evaluate("window.notReloaded = true")
    auditioning.watch(page)
    for place in range(AUDITIONED):
        if place in (24, 48):
            page.locator("[data-more]").tap()
        rows.nth(place).get_by_test_id("play").tap()
        auditioning.wait_for(page, place + 1)
    assert len(set(auditioning.heard_effects(page))) == AUDITIONED
    fits(editor)
    for place in range(3):
        rows.nth(place).get_by_test_id("add-to-project").tap()
        if place == 0:
            page.locator("#project-dialog [name=name]").fill("Reel")
        editor.on("project-choose").tap()
        expect(page.locator("#project-dialog")).to_be_hidden()
    assert page.evaluate("window.notReloaded")
    keeps_what_was_chosen(editor)


def keeps_what_was_chosen(editor: Person) -> None:
    """Three sounds are in the only project: its cue sheet, its purchase, and the library of what is bought."""
    page = editor.page
    page.locator("#flash").get_by_role("link").last.click()
    expect(editor.on("project-item")).to_have_count(3)
    page.locator("main a[href$='/cue-sheet/']").click()
    with page.expect_download() as coming:
        editor.on("cue-sheet-csv").click()
    lines = coming.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert [NAME in line for line in lines] == [False, True, True, True]
    page.go_back()
    page.locator("[name=licence][value=creator]").check()
    editor.on("buy-missing").click()
    expect(editor.on("cart-count")).to_have_text("3")
    buying.pay(editor, provider="sandbox")
    buying.is_paid(editor)
    editor.open("/library/")
    expect(editor.on("library-row")).to_have_count(3)
    search = editor.on("library-search")
    search.fill(NAME)
    search.press("Enter")
    expect(editor.on("library-row")).to_have_count(3)
    expect(editor.on("library-row").first).to_contain_text(NAME)
