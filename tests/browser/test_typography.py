"""Korean words stay whole on a telephone, and nothing sticks out at the narrowest width people use."""

from __future__ import annotations

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

TELEPHONE = {"width": 390, "height": 844}
# WCAG 2.2, 1.4.10: what a page of 1280 pixels is at 400 % zoom.
NARROWEST = {"width": 320, "height": 640}

PAGES = (
    "/",
    "/search/",
    "/categories/",
    "/licences/",
    "/withdrawal/",
    "/cart/",
    "/accounts/login/",
    "/accounts/signup/",
)

# Every run of Hangul in every text that shows; one that has boxes on two lines was broken inside.
BROKEN_WORDS = """() => {
  const broken = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility()) continue;
    for (const word of text.data.matchAll(/[\\uac00-\\ud7a3]{2,}/g)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 4)));
      if (lines.size > 1) broken.push(`${word[0]} in “${text.data.trim().slice(0, 60)}”`);
    }
  }
  return broken;
}"""
STICKING_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_no_korean_word_breaks_and_no_page_is_wider_than_the_screen(person: NewPerson) -> None:
    reader = person(viewport=TELEPHONE)
    wrong = {path: said for path in pages(reader) if (said := faults(reader, path))}
    assert wrong == {}


def pages(reader: Person) -> tuple[str, ...]:
    """The fixed pages, and the page of a sound that is for sale."""
    reader.open("/search/?price=paid")
    return (*PAGES, reader.page.locator("main [data-title-link]").first.get_attribute("href") or "")


def faults(reader: Person, path: str) -> list[str]:
    found = []
    reader.page.set_viewport_size({"width": TELEPHONE["width"], "height": TELEPHONE["height"]})
    reader.open(path)
    for size in (TELEPHONE, NARROWEST):
        reader.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        found += [f"{size['width']}: {word}" for word in reader.page.evaluate(BROKEN_WORDS)]
        if surplus := reader.page.evaluate(STICKING_OUT):
            found.append(f"{size['width']}: {surplus} pixels wider than the screen")
    return found
