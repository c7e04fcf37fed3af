"""axe finds nothing on any page, and none is wider than 320 pixels: in both languages and both themes.

By default each page is seen once, language and theme taking turns; `-m heavy` sees each in all four.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.urls import Resolver404, get_resolver, resolve
from playwright.sync_api import ViewportSize

from ksound.management.commands.show_urls import rows_of
from tests.browser import buying
from tests.browser.conftest import NewPerson
from tests.browser.person import Language, Person
from tests.browser.stack import Stack
from tests.browser.views import SELLER

pytestmark = pytest.mark.browser

Theme = Literal["light", "dark"]
COMBINATIONS: list[tuple[Language, Theme]] = [
    ("ko", "light"),
    ("en", "dark"),
    ("ko", "dark"),
    ("en", "light"),
]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The staff site's theme is somebody else's: its frame has no landmarks, its sort marks are
# 18 pixels, and its links are faint in the dark.
OF_THE_STAFF_THEME = ["landmark-one-main", "landmark-unique", "region", "target-size", "color-contrast"]
FAULTS = """async ({tags, disabled}) => {
  const rules = Object.fromEntries(disabled.map((id) => [id, {enabled: false}]));
  const found = await axe.run(document, {runOnly: tags, rules, resultTypes: ["violations"], preload: false});
  return found.violations.flatMap((fault) => fault.nodes.slice(0, 3).map((node) =>
    `${fault.id}: ${node.html.slice(0, 140)} (${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""})`));
}"""
NARROW: ViewportSize = {"width": 320, "height": 800}
WIDE: ViewportSize = {"width": 1280, "height": 900}

VISITOR_PAGES = (
    "/",
    "/search/",
    "/search/?q=qqqqqq",
    "/cart/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/inactive/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/3rdparty/login/error/",
    "/terms/",
    "/privacy/",
    "/withdrawal/",
    "/licences/",
    "/categories/",
    "/search/by-sound/",
    "/an-error/",
)
BUYER_PAGES = (
    "/cart/",
    "/checkout/",
    "/orders/",
    "/favourites/",
    "/projects/",
    "/sell/",
    "/library/",
    "/following/",
    "/notifications/",
    "/account/",
    "/account/notifications/",
    "/account/export/",
    "/account/erase/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/totp/activate/",
    "/accounts/3rdparty/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
)
SELLER_PAGES = (
    "/studio/upload/",
    "/studio/effects/",
    "/studio/packs/",
    "/studio/packs/new/",
    "/studio/profile/",
    "/sell/dashboard/",
    "/sell/statements/",
    "/sell/payouts/",
    "/sell/payouts/account/",
)
STAFF_PAGES = ("/admin/", "/admin/catalog/effectinreview/", "/admin/core/auditevent/", "/staff/gallery/")

# Files, fragments, answers to programs, and addresses that only lead on.
NO_PAGES = re.compile(
    "healthz|readyz|preview|peaks|spectrogram|listen|sitemap.*|robots|.*-picture|profile-image|download|"
    "download-order|order-receipt-pdf|order-status|payment-return|seller-statement-file|notification|"
    "notifications-unread|project-cue-file|project-credit-table|project-archive|search-counts|search-feed|"
    "suggest|suggest-json|studio|studio-upload-rows|studio-names|studio-suggest|mfa_download_recovery_codes|"
    "mfa_login_webauthn|(kakao|naver|google)_.*|.*_callback|api-.*|openapi-.*|"
    # The same templates as pages that are looked at, in a state that only a link in a mail or a second person makes.
    "account_confirm_email|account_reset_password_from_key|account_confirm_login_code|account_set_password|"
    "account_email_verification_sent|socialaccount_.*|mfa_authenticate|mfa_.*reauthenticate.*|mfa_remove_webauthn|"
    "mfa_edit_webauthn|mfa_deactivate_totp|.*recovery_codes|payment-window|sandbox-payment|search-by-sound-clip|"
    "project-item|project-import|project-shared|review-reply|review-report|studio-pack|pack-detail|licence-verify"
)


@dataclass
class Walk:
    """One person's way through their pages; `faults` gathers what was met."""

    person: Person
    turns: Iterator[list[tuple[Language, Theme]]]
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def look(self, path: str) -> None:
        plain = path.removeprefix("/en/") if path.startswith("/en/") else path.removeprefix("/")
        self.seen.append(f"/{plain}")
        for language, theme in next(self.turns):
            self.person.page.emulate_media(color_scheme=theme)
            self.person.page.goto(f"/{'en/' if language == 'en' else ''}{plain}")
            self._judge(f"{language} {theme} /{plain}")

    def _judge(self, what: str) -> None:
        page = self.person.page
        disabled = OF_THE_STAFF_THEME if "/admin/" in page.url else []
        page.evaluate(AXE)
        found = page.evaluate(FAULTS, {"tags": TAGS, "disabled": disabled})
        page.set_viewport_size(NARROW)
        width = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(WIDE)
        self.faults += [f"{what}: {fault}" for fault in found]
        if width > NARROW["width"] and "/admin/" not in page.url:
            self.faults.append(f"{what}: {width} pixels wide on a screen of {NARROW['width']}")

    def link(self, on: str, selector: str) -> str:
        """Where the first such link on a page leads."""
        return self.links(on, selector)[0]

    def links(self, on: str, selector: str) -> list[str]:
        self.person.page.goto(on)
        return [str(each.get_attribute("href")) for each in self.person.page.locator(selector).all()]


def walk_everywhere(person: NewPerson, stack: Stack, *, everything: bool) -> list[Walk]:
    turns = cycle([COMBINATIONS] if everything else [[one] for one in COMBINATIONS])
    walks = []
    for visit in (as_visitor, as_buyer, as_seller, as_staff):
        walk = Walk(person("ko", bypass_csp=True, viewport=WIDE, provoking="error/"), turns)
        visit(walk, stack)
        walks.append(walk)
    return walks


def as_visitor(walk: Walk, stack: Stack) -> None:
    for path in VISITOR_PAGES:
        walk.look(path)
    sound = walk.link("/search/?price=paid", "main [data-title-link]")
    walk.look(sound)
    walk.look(f"{sound}similar/")
    walk.look(f"{sound}reviews/")
    walk.look(walk.link(sound, "main a[href*='/sellers/']"))
    category = walk.link("/categories/", "main a[href^='/categories/']")
    walk.look(category)
    walk.look(walk.link(category, f"main a[href^='{category}']"))


def as_buyer(walk: Walk, stack: Stack) -> None:
    buyer = walk.person
    buyer.sign_up("axe")
    bought, wanted = (walk.links("/search/?price=paid", "main [data-title-link]"))[:2]
    buyer.page.goto(bought)
    buying.add_to_cart(buyer)
    buying.pay(buyer, provider="sandbox")
    buying.is_paid(buyer)
    order = urlsplit(buyer.page.url).path
    buyer.page.goto(wanted)
    buying.add_to_cart(buyer)
    say_again_who(buyer)
    for path in (*BUYER_PAGES, order, f"{order}receipt/", f"{bought}review/"):
        walk.look(path)
    effect = wanted.rstrip("/").rsplit("/", 1)[-1]
    walk.look(f"/projects/add/?effect={effect}")
    buyer.page.goto(f"/projects/add/?effect={effect}")
    buyer.page.locator("main [name=name]").fill("Book 1")
    with buyer.page.expect_navigation():
        buyer.on("project-choose").click()
    project = walk.link("/projects/", "main a[href^='/projects/0']")
    for path in ("", "edit/", "cue-sheet/", "credits/"):
        walk.look(f"{project}{path}")


def say_again_who(buyer: Person) -> None:
    """As the pages of the account's keys ask."""
    assert buyer.account
    buyer.open("/accounts/reauthenticate/")
    buyer.page.locator("main [name=password]").fill(buyer.account.password)
    with buyer.page.expect_navigation():
        buyer.page.locator("main form [type=submit]").click()


def as_seller(walk: Walk, stack: Stack) -> None:
    walk.person.sign_in(SELLER)
    for path in SELLER_PAGES:
        walk.look(path)
    walk.look(walk.link("/studio/effects/", "main .line__title"))


def as_staff(walk: Walk, stack: Stack) -> None:
    walk.person.sign_in_as_staff(stack.moderator)
    for path in STAFF_PAGES:
        walk.look(path)


def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_a_small_telephone(
    person: NewPerson, stack: Stack
) -> None:
    walks = walk_everywhere(person, stack, everything=False)
    assert [fault for walk in walks for fault in walk.faults] == []

    seen = {_name_of(path) for walk in walks for path in walk.seen}
    pages = {row["name"] for row in rows_of(get_resolver()) if _is_page(row)}
    assert sorted(name for name in pages - seen if not NO_PAGES.fullmatch(name)) == []


def _is_page(row: dict[str, str]) -> bool:
    is_seen_at_all = row["methods"] == "any" or "GET" in row["methods"]
    return bool(row["name"]) and is_seen_at_all and not row["pattern"].startswith(("/admin/", "/api/"))


def _name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""


@pytest.mark.heavy
def test_the_same_in_both_languages_and_both_themes(person: NewPerson, stack: Stack) -> None:
    walks = walk_everywhere(person, stack, everything=True)
    assert [fault for walk in walks for fault in walk.faults] == []
