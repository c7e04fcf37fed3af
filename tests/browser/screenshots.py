"""Pictures of the main job's pages: `python -m tests.browser.screenshots OUT_DIR [--base URL] [--only PAGE…]`.

Against a running `manage.py demo`, with its sign-ins. Files are named `<page>-<language>-<theme>-<width>.png` and show
whole pages. What the pages need (an order, a full cart, uploads in several states) is made where it is missing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from tests.browser import buying, selling
from tests.browser.chromium import ARGUMENTS, PATIENCE_MS, program
from tests.browser.person import Language, Person
from tests.browser.stack import Account, Stack
from tests.browser.views import BUYER, MODERATOR, SELLER, VIEWS, View

Theme = Literal["light", "dark"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
THEMES: tuple[Theme, ...] = ("light", "dark")
HEIGHTS = {1440: 900, 390: 844}

# Waveforms are fetched when they come near; a picture of the whole page wants them all.
WALK_DOWN = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
    scrollTo(0, y);
    await new Promise(next => setTimeout(next, 60));
  }
  scrollTo(0, 0);
}"""


@dataclass
class Photographer:
    """`cookies` holds who is signed in, by account."""

    browser: Browser
    stack: Stack
    folder: Path
    cookies: dict[str, StorageState] = field(default_factory=dict)

    @contextmanager
    def visiting(
        self, account: Account | None, *, language: Language = "ko", theme: Theme = "light", width: int = 1440
    ) -> Iterator[Person]:
        context = self.browser.new_context(
            base_url=self.stack.base,
            locale={"ko": "ko-KR", "en": "en-GB"}[language],
            color_scheme=theme,
            viewport={"width": width, "height": HEIGHTS[width]},
            storage_state=self.cookies.get(account.email) if account else None,
        )
        context.set_default_timeout(PATIENCE_MS)
        person = Person(page=context.new_page(), stack=self.stack, language=language, account=account)
        try:
            yield person
        finally:
            context.close()

    def sign_in(self, account: Account) -> None:
        with self.visiting(None) as person:
            person.sign_in(account)
            self.cookies[account.email] = person.page.context.storage_state()

    def take(self, name: str, view: View) -> None:
        for language, theme, width in product(LANGUAGES, THEMES, HEIGHTS):
            with self.visiting(view.account, language=language, theme=theme, width=width) as person:
                view.reach(person)
                settle(person.page)
                person.page.screenshot(
                    path=self.folder / f"{name}-{language}-{theme}-{width}.png", full_page=True
                )
                view.leave(person)


def settle(page: Page) -> None:
    page.evaluate(WALK_DOWN)
    page.wait_for_timeout(700)  # the last waveforms; an upload under way never leaves the line idle


def prepare_shop(photographer: Photographer) -> None:
    """A sound of the seller's is bought, and two more lie in the buyer's cart."""
    with photographer.visiting(SELLER) as seller:
        seller.open("/sell/dashboard/")
        is_sold = bool(seller.page.locator("main tbody tr").count())
        seller.open("/studio/effects/?state=published")
        studio_page = seller.page.locator("main .line__title").first.get_attribute("href") or ""
    with photographer.visiting(BUYER) as buyer:
        if not is_sold:
            put_into_cart(buyer, studio_page.replace("/studio/effects/", "/sounds/"))
            buying.pay(buyer, provider="sandbox")
            buying.is_paid(buyer)
        buyer.open("/cart/")
        if not buyer.on("checkout").count():
            buyer.open("/search/?price=paid&dur=5..15")
            links = buyer.page.locator("main [data-title-link]").all()
            for path in [link.get_attribute("href") or "" for link in links[:2]]:
                put_into_cart(buyer, path)


def put_into_cart(buyer: Person, path: str) -> None:
    buyer.page.goto(path)
    buyer.page.locator("[name=licence]:enabled").last.check()
    buyer.on("add-to-cart").click()
    expect(buyer.on("flash").first).to_be_visible()


def prepare_studio(photographer: Photographer) -> None:
    """Files of the seller's that are ready, refused, and in review."""
    with photographer.visiting(SELLER) as seller:
        seller.open("/studio/upload/")
        states = {each.get_attribute("data-state") for each in seller.on("upload-row").all()}
        if "rejected" not in states:
            seller.on("upload-input").set_input_files([selling.file("take 7.wav", b"not a sound\n" * 90)])
            expect(selling.row(seller, "take 7.wav")).to_have_attribute("data-state", "rejected")
        seller.open("/studio/effects/?state=in_review")
        if not seller.on("effect-card").count():
            describe_new(seller, "heavy rain on tin roof final.wav", submit=True)
        seller.open("/studio/effects/?state=draft")
        if not seller.on("effect-card").count():
            describe_new(seller, "door creak old wood 02.wav", submit=False)


def describe_new(seller: Person, name: str, *, submit: bool) -> None:
    seller.open("/studio/upload/")
    seller.on("upload-input").set_input_files([selling.file(name, selling.noise(seconds=9))])
    expect(selling.row(seller, name)).to_have_attribute("data-state", "ready")
    if submit:
        selling.describe(seller, name=name)
        seller.page.locator("button[data-cat-id]").first.click()
        selling.submit(seller, titles=selling.new_titles())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--only", nargs="*", choices=[*VIEWS], default=[*VIEWS])
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    nowhere = Path("/nonexistent")
    stack = Stack(given.base.rstrip("/"), nowhere, nowhere, "", MODERATOR, MODERATOR)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        photographer = Photographer(browser, stack, given.folder)
        for account in (BUYER, SELLER, MODERATOR):
            photographer.sign_in(account)
        prepare_shop(photographer)
        prepare_studio(photographer)
        for name in VIEWS:
            if name in given.only:
                print(name, flush=True)
                photographer.take(name, VIEWS[name])
        browser.close()


if __name__ == "__main__":
    main()
