"""What a seller sees of a file that is no sound."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ksound.demo import sign_ins
from tests.browser import selling
from tests.browser.conftest import NewPerson
from tests.browser.person import Language
from tests.browser.stack import Account

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_text_named_wav_is_rejected_with_its_reason_and_may_be_tried_again(
    person: NewPerson, language: Language
) -> None:
    seller = person(language)
    seller.sign_in(Account(sign_ins.SELLER.email, sign_ins.PASSWORD))
    seller.open("/studio/upload/")
    name = f"shopping list {language}.wav"
    seller.on("upload-input").set_input_files([selling.file(name, b"two eggs, one bell\n" * 50)])
    row = selling.row(seller, name)
    expect(row).to_have_attribute("data-state", "rejected")
    reason = row.get_by_test_id("upload-error").inner_text()
    assert len(reason) > 10

    row.evaluate("row => { row.dataset.seen = '' }")
    row.locator("[id^=retry-]").click()
    expect(row).not_to_have_attribute("data-seen", "")
    expect(row).to_have_attribute("data-state", "rejected")
    expect(row.get_by_test_id("upload-error")).to_have_text(reason)
    row.locator("[id^=discard-]").click()
    expect(row).to_have_count(0)
    expect(seller.on("flash")).to_contain_text(name)
