"""The staff site in a browser: every list and the page of its first entry, without a word in the console."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from ksound.demo import check
from tests.browser.conftest import NewPerson
from tests.browser.stack import Stack

pytestmark = pytest.mark.browser


def test_staff_pages_report_no_errors(person: NewPerson, stack: Stack) -> None:
    job = check.MainJob(base_url=f"{stack.base}/", mail=stack.data_dir / "mail")
    for step in (check.sign_up_and_register, check.upload, check.describe_and_submit):
        step(job)
    moderator = person("en")
    moderator.sign_in_as_staff(stack.moderator)
    moderator.open(f"/admin/catalog/effectinreview/?q={job.effect_id}")
    moderator.page.locator("#result_list a[href*='/change/']").first.click()
    expect(moderator.on("waveform").locator("canvas")).to_be_visible()
    expect(moderator.on("review-reject")).to_be_visible()

    check.approve(job)
    check.buy(job)
    administrator = person("en")
    administrator.sign_in_as_staff(stack.administrator)
    page = administrator.page
    links = page.locator("a[href]").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    lists = sorted({link for link in links if re.fullmatch(r"/en/admin/\w+/\w+/", link)})
    for wanted in ("marketplace/order", "payments/entry", "catalog/effectinreview", "core/auditevent"):
        assert f"/en/admin/{wanted}/" in lists
    for path in lists:
        page.goto(path)
        expect(page.locator("#changelist")).to_be_visible()
        first = page.locator("#result_list a[href*='/change/']").first
        if first.count():
            first.click()
            expect(page).to_have_url(re.compile(r"/change/"))
            expect(page.locator("#content")).to_be_visible()


def test_a_refusal_reaches_the_seller_with_its_words(person: NewPerson, stack: Stack) -> None:
    job = check.MainJob(base_url=f"{stack.base}/", mail=stack.data_dir / "mail")
    for step in (check.sign_up_and_register, check.upload, check.describe_and_submit):
        step(job)
    moderator = person("ko")
    moderator.sign_in_as_staff(stack.moderator)
    moderator.open(f"/admin/catalog/effectinreview/?q={job.effect_id}")
    moderator.page.locator("#result_list a[href*='/change/']").first.click()
    moderator.page.locator("#review-message").fill("끝이 잘렸습니다.")
    moderator.on("review-reject").click()
    expect(moderator.page.locator("#review-message")).to_have_count(0)
    assert "끝이 잘렸습니다." in job.seller.get("/studio/effects/?state=rejected").text
