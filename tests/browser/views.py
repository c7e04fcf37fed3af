"""The pages worth a picture: as whom and how to come there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser import selling
from tests.browser.person import Person
from tests.browser.stack import Account

# As `ksound.demo.sign_ins` has them; importing that would need a database.
PASSWORD = "ksound-demo-2026"
DOMAIN = "demo.ksound.example"
BUYER = Account(f"buyer@{DOMAIN}", PASSWORD)
SELLER = Account(f"soridam@{DOMAIN}", PASSWORD)
MODERATOR = Account(f"moderator@{DOMAIN}", PASSWORD)


@dataclass(frozen=True)
class View:
    """How to come to a page, and as whom."""

    reach: Callable[[Person], object]
    account: Account | None = None
    leave: Callable[[Person], object] = lambda person: None


def open_first(person: Person, path: str, link: str) -> None:
    person.open(path)
    person.page.goto(person.page.locator(link).first.get_attribute("href") or "")


def playing(person: Person) -> None:
    person.open("/search/?dur=15..30")
    person.on("play").first.click()
    expect(person.on("play").first).to_have_attribute("data-state", "playing")


def half_sent(person: Person) -> None:
    """The upload page while a file is on its way over a slow line."""
    person.open("/studio/upload/")
    line = person.page.context.new_cdp_session(person.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 40_000}
    line.send("Network.emulateNetworkConditions", slow)
    content = selling.noise(seconds=15)
    person.on("upload-input").set_input_files([selling.file("RAINMetl_Awning Rain_SRDM_YARD.wav", content)])
    expect(person.on("upload-progress").first).not_to_have_js_property("value", 0)


def cancel_sending(person: Person) -> None:
    """Closing the page alone would let the file arrive after all."""
    person.page.locator("[data-cancel]").first.click()
    expect(person.on("upload-progress")).to_have_count(0)


def storefront(person: Person) -> None:
    open_first(person, "/search/?price=paid", "main [data-title-link]")
    person.page.locator("main a[href*='/sellers/']").first.click()
    expect(person.page.locator("main [data-queue]")).to_be_visible()


def pack(person: Person) -> None:
    storefront(person)
    person.page.goto(person.on("pack-card").locator("a").first.get_attribute("href") or "")


def receipt(person: Person) -> None:
    open_first(person, "/orders/", "tr:has(.badge--ok) a[href*='/orders/']")
    person.on("receipt").click()


def draft(person: Person) -> None:
    open_first(person, "/studio/effects/?state=draft", "main .line__title")


def payment(person: Person) -> None:
    """The sandbox's page, left unpaid."""
    person.open("/checkout/")
    person.page.locator("[name=agree_terms]").check()
    person.page.locator("[name=agree_withdrawal]").check()
    person.on("pay-sandbox").click()
    expect(person.on("sandbox-approve")).to_be_visible()


def review(person: Person) -> None:
    person.open("/admin/catalog/effectinreview/")
    person.page.locator("#result_list a[href*='/change/']").first.click()
    expect(person.on("waveform").locator("canvas")).to_be_visible()


VIEWS = {
    "home": View(lambda person: person.open("/")),
    "search": View(lambda person: person.open("/search/")),
    "search-nothing": View(lambda person: person.open("/search/?q=qqqqqq")),
    "playing": View(playing),
    "effect": View(lambda person: open_first(person, "/search/?price=paid", "main [data-title-link]")),
    "storefront": View(storefront),
    "sign-up": View(lambda person: person.open("/accounts/signup/")),
    "sign-in": View(lambda person: person.open("/accounts/login/")),
    "account": View(lambda person: person.open("/account/"), BUYER),
    "two-steps": View(lambda person: person.open("/accounts/2fa/"), BUYER),
    "devices": View(lambda person: person.open("/accounts/sessions/"), BUYER),
    "password": View(lambda person: person.open("/accounts/password/change/"), BUYER),
    "cart": View(lambda person: person.open("/cart/"), BUYER),
    "checkout": View(lambda person: person.open("/checkout/"), BUYER),
    "orders": View(lambda person: person.open("/orders/"), BUYER),
    "order": View(
        lambda person: open_first(person, "/orders/", "tr:has(.badge--ok) a[href*='/orders/']"), BUYER
    ),
    "library": View(lambda person: person.open("/library/"), BUYER),
    "pack": View(pack),
    "following": View(lambda person: person.open("/following/"), BUYER),
    "notifications": View(lambda person: person.open("/notifications/"), BUYER),
    "notification-settings": View(lambda person: person.open("/account/notifications/"), BUYER),
    "receipt": View(receipt, BUYER),
    "register": View(lambda person: person.open("/sell/"), BUYER),
    "upload": View(half_sent, SELLER, leave=cancel_sending),
    "studio": View(lambda person: person.open("/studio/effects/"), SELLER),
    "studio-packs": View(lambda person: person.open("/studio/packs/"), SELLER),
    "studio-pack": View(lambda person: open_first(person, "/studio/packs/", "main .line__title"), SELLER),
    "profile": View(lambda person: person.open("/studio/profile/"), SELLER),
    "form": View(draft, SELLER),
    "dashboard": View(lambda person: person.open("/sell/dashboard/"), SELLER),
    "payouts": View(lambda person: person.open("/sell/payouts/"), SELLER),
    "statement": View(lambda person: person.open("/sell/statements/"), SELLER),
    "gallery": View(lambda person: person.open("/staff/gallery/"), MODERATOR),
    "admin-queue": View(lambda person: person.open("/admin/catalog/effectinreview/"), MODERATOR),
    "admin-review": View(review, MODERATOR),
    # Last: it empties the cart of whoever pays.
    "payment": View(payment, BUYER),
}
