"""Somebody with a browser of their own: signs up, signs in, goes about in one language."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, WebError, expect

from tests.browser.stack import Account, Stack

Language = Literal["ko", "en"]
CONFIRMATION = r"/[\w/]*confirm-email/[\w:~.-]+/"


@dataclass
class Complaints:
    """Console errors (violations of the content policy are among them), uncaught errors, answers with 5xx.

    Only of the site at `base`: the payment company's pages are not ours. `expected` are parts of addresses of which
    a test provokes complaints.
    """

    base: str
    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        is_bad = message.type == "error" or "Content Security Policy" in message.text
        is_provoked = any(part in place for part in self.expected)
        if is_bad and not is_provoked and (not place or place.startswith(self.base)):
            self.heard.append(f"{place}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.heard.append(f"uncaught: {error.error}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 and response.url.startswith(self.base):
            self.heard.append(f"{response.status} {response.request.method} {response.url}")


@dataclass
class Person:
    """One browser context with one page."""

    page: Page
    stack: Stack
    language: Language
    account: Account | None = None

    def open(self, path: str) -> None:
        """Open `path` in this person's language."""
        self.page.goto(self.path(path))
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def path(self, path: str) -> str:
        return f"/en{path}" if self.language == "en" else path

    def on(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    def sign_up(self, name: str) -> Account:
        """Open an account and follow the link in the mail, which signs in."""
        account = Account(f"{name}-{secrets.token_hex(4)}@people.ksound.example", secrets.token_urlsafe(12))
        self.open("/accounts/signup/")
        form = self.page.locator("main form.form")
        form.locator("[name=email]").fill(account.email)
        form.locator("[name=password1]").fill(account.password)
        form.locator("[name=password2]").fill(account.password)
        form.locator("[name=agree_terms]").check()
        form.locator("[name=agree_privacy]").check()
        form.locator("[type=submit]").click()
        expect(self.page).not_to_have_url(f"{self.stack.base}{self.path('/accounts/signup/')}")
        self.page.goto(self.stack.mailed_path(account.email, CONFIRMATION))
        self.page.locator("main form [type=submit]").click()
        expect(self.page.locator("#account-menu .menu__head")).to_have_text(account.email)
        self.account = account
        return account

    def sign_in(self, account: Account) -> None:
        self.open("/accounts/login/")
        form = self.page.locator("main form.form")
        form.locator("[name=login]").fill(account.email)
        form.locator("[name=password]").fill(account.password)
        form.locator("[type=submit]").click()
        expect(self.page.locator("#account-menu .menu__head")).to_have_text(account.email)
        self.account = account

    def sign_in_as_staff(self, account: Account) -> None:
        self.open("/admin/")
        self.page.locator("[name=username]").fill(account.email)
        self.page.locator("[name=password]").fill(account.password)
        self.page.locator("form [type=submit]").click()
        expect(self.page).to_have_url(f"{self.stack.base}{self.path('/admin/')}")
        self.account = account
