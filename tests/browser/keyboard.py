"""Going about with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.person import Person

MOST_STEPS = 160
# What shows where the keyboard is: an outline, or the ring that stands for one.
SHOWS_FOCUS = """element => {
  const shown = [element, element.closest("label"), element.parentElement].filter(Boolean);
  const isRinged = ({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  return element.matches(":focus-visible") && shown.some((each) => isRinged(getComputedStyle(each)));
}"""


def go_to(person: Person, target: Locator) -> None:
    """Press Tab until `target` has the focus; every stop on the way shows it."""
    expect(target).to_be_visible()
    for _step in range(MOST_STEPS):
        person.page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(SHOWS_FOCUS), f"no focus to be seen on {target}"
            return
    raise AssertionError(f"{MOST_STEPS} times Tab do not lead to {target} on {person.page.url}")


def press(person: Person, target: Locator, key: str = "Enter") -> None:
    go_to(person, target)
    person.page.keyboard.press(key)


def begins_in_content(person: Person) -> None:
    """After a swap the keyboard goes on in the new content, not somewhere in the old page."""
    expect(person.page.locator("#main:focus, #main :focus").first).to_be_attached()
