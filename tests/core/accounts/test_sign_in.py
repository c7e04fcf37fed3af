"""Opening an account and coming in by e-mail and password."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from ksound.core.models import AuditEvent, User
from tests.core.accounts.acting import CONFIRMATION, confirm, mailed_path, sign_in, sign_up
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/en/accounts/signup/", "/en/accounts/login/", "/en/accounts/password/reset/"]
)
def test_nothing_inside_a_field_repeats_its_label(client: Client, path: str) -> None:
    form = client.get(path).content.decode().split("<main")[1].split("</main>")[0]
    assert "placeholder" not in form
    assert "E-mail" in form
    assert "Email" not in form


def test_opening_an_account_needs_both_required_consents_and_not_the_optional_one(client: Client) -> None:
    refused = sign_up(client, "new@example.com", agree_privacy="")
    assert refused.status_code == 200
    assert not User.objects.exists()
    sign_up(client, "new@example.com")
    opened = User.objects.get()
    assert opened.terms_accepted_at
    assert opened.marketing_consent_at is None


def test_the_session_gets_a_new_key_when_somebody_signs_in(client: Client, buyer: User) -> None:
    planted = client.session
    planted["cart"] = "something"
    planted.save()
    before = str(planted.session_key)
    client.cookies["sessionid"] = before
    sign_in(client, buyer.email)
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_an_address_is_confirmed_before_anybody_is_in(client: Client) -> None:
    sign_up(client, "new@example.com")
    assert client.get("/account/").status_code == 302
    client.post(mailed_path("new@example.com", CONFIRMATION))
    assert client.get("/account/").status_code == 200
    names = set(AuditEvent.objects.values_list("name", flat=True))
    assert {"account.opened", "account.email_confirmed"} <= names


def test_a_taken_address_is_answered_like_a_free_one_and_told_only_to_its_owner(
    client: Client, buyer: User
) -> None:
    free, taken = sign_up(client, "new@example.com"), sign_up(Client(), buyer.email)
    assert (free.status_code, free.headers["Location"]) == (taken.status_code, taken.headers["Location"])
    assert User.objects.filter(email=buyer.email).count() == 1
    assert [message.to for message in mail.outbox] == [["new@example.com"], [buyer.email]]


@pytest.mark.parametrize(("language", "home"), [("ko", "/"), ("en", "/en/")])
def test_signing_in_leads_to_the_pages_in_ones_own_language(client: Client, language: str, home: str) -> None:
    people.person("reader@example.com", language=language)
    assert sign_in(client, "reader@example.com").headers["Location"] == home
    assert sign_in(Client(), "reader@example.com", address="/en/accounts/login/").headers["Location"] == home


def test_a_way_to_another_site_is_not_followed(client: Client, buyer: User) -> None:
    answer = sign_in(client, buyer.email, address="/accounts/login/?next=https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_mails_come_in_ones_own_language_whichever_page_asked_for_them(client: Client) -> None:
    people.person("korean@example.com", language="ko")
    people.person("english@example.com", language="en")
    client.post("/en/accounts/password/reset/", {"email": "korean@example.com"})
    client.post("/accounts/password/reset/", {"email": "english@example.com"})
    korean, english = mail.outbox
    assert "Choose a new password" in english.subject
    assert "Choose a new password" not in korean.subject


def test_a_new_address_asks_who_is_there_and_the_old_one_is_told_of_a_new_password(
    client: Client, buyer: User
) -> None:
    sign_in(client, buyer.email)
    asked = client.post("/accounts/email/", {"action_add": "", "email": "second@example.com"})
    assert "/accounts/reauthenticate/" in asked.headers["Location"]
    assert not EmailAddress.objects.filter(user=buyer, email="second@example.com").exists()
    confirm(client)
    client.post("/accounts/email/", {"action_add": "", "email": "second@example.com"})
    assert EmailAddress.objects.filter(user=buyer, email="second@example.com", verified=False).exists()
    new = "another long sentence 5"
    client.post(
        "/accounts/password/change/",
        {"oldpassword": people.PASSWORD, "password1": new, "password2": new},
    )
    assert AuditEvent.objects.filter(name="account.password_changed", by=buyer).exists()
    assert mail.outbox[-1].to == [buyer.email]


def test_all_other_devices_are_signed_out_at_once(client: Client, buyer: User) -> None:
    elsewhere = Client(headers={"user-agent": "A telephone"})
    sign_in(elsewhere, buyer.email)
    sign_in(client, buyer.email)
    page = client.get("/accounts/sessions/").content.decode()
    assert page.count('data-testid="session"') == 2
    assert "A telephone" in page
    client.post("/accounts/sessions/")
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_news_are_agreed_to_and_withdrawn_each_with_its_time(client: Client, buyer: User) -> None:
    sign_in(client, buyer.email)
    before = timezone.now()
    client.post("/account/news/", {"agree_marketing": "on"})
    buyer.refresh_from_db()
    assert buyer.marketing_consent_at
    assert before <= buyer.marketing_consent_at <= timezone.now()
    client.post("/account/news/", {"agree_marketing": "on"})
    client.post("/account/news/", {})
    buyer.refresh_from_db()
    assert buyer.marketing_consent_at is None
    assert buyer.marketing_withdrawn_at
    names = list(AuditEvent.objects.filter(by=buyer).order_by("pk").values_list("name", flat=True))
    assert names == ["account.news_agreed", "account.news_withdrawn"]


def test_a_language_is_chosen_once_and_an_unknown_one_changes_nothing(client: Client, buyer: User) -> None:
    sign_in(client, buyer.email)
    assert client.post("/account/language/", {"language": "en"}).headers["Location"] == "/en/account/"
    client.post("/account/language/", {"language": "tlh"})
    client.post("/account/language/", {})
    buyer.refresh_from_db()
    assert buyer.language == "en"
    assert AuditEvent.objects.filter(name="account.language_chosen").count() == 1


@pytest.mark.parametrize("path", ["/account/", "/account/export/", "/account/erase/", "/accounts/2fa/"])
def test_a_visitor_is_asked_to_sign_in_for_settings(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
