"""Two-step sign-in with an app, and the codes for the day the phone is lost."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client

from ksound.core.models import AuditEvent, User
from tests.core.accounts.acting import code_of, confirm, sign_in, with_app
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)  # told on commit
def test_the_app_is_set_up_with_recovery_codes_after_saying_again_who_one_is(
    client: Client, buyer: User
) -> None:
    sign_in(client, buyer.email)
    assert "/accounts/reauthenticate/" in client.get("/accounts/2fa/totp/activate/").headers["Location"]
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.findall(r">\s*([A-Z2-7]{32})\s*<", page)[0]
    refused = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert refused.status_code == 200
    assert not Authenticator.objects.exists()
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert codes.count('<li class="code">') == 10
    assert AuditEvent.objects.filter(name="account.second_step_added", by=buyer).count() == 2
    assert mail.outbox[-1].to == [buyer.email]


def test_the_password_alone_no_longer_signs_in(client: Client, buyer: User) -> None:
    secret = with_app(buyer)
    assert sign_in(client, buyer.email).headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/account/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": "123456"})
    assert client.get("/account/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/account/").status_code == 200


def test_a_recovery_code_signs_in_once(client: Client, buyer: User) -> None:
    with_app(buyer)
    code = RecoveryCodes.activate(buyer).get_unused_codes()[0]
    for browser, is_in in ((client, True), (Client(), False)):
        sign_in(browser, buyer.email)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert (browser.get("/account/").status_code == 200) is is_in


def test_codes_are_not_guessed_without_end(client: Client, buyer: User) -> None:
    with_app(buyer)
    sign_in(client, buyer.email)
    for _try in range(6):
        page = client.post("/accounts/2fa/authenticate/", {"code": "111111"}).content.decode()
    assert "너무 많" in page
    assert client.get("/account/").status_code == 302


def test_the_staff_page_does_not_let_a_second_step_be_skipped(client: Client, moderator: User) -> None:
    said = {"username": moderator.email, "password": people.PASSWORD}
    secret = with_app(moderator)
    assert client.post("/admin/login/", said).status_code == 200
    assert client.get("/admin/").status_code == 302
    sign_in(client, moderator.email)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200


def test_the_staff_page_still_signs_in_whoever_has_no_second_step(client: Client, moderator: User) -> None:
    client.post("/admin/login/", {"username": moderator.email, "password": people.PASSWORD})
    assert client.get("/admin/").status_code == 200
