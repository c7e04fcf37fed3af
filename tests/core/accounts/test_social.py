"""Coming in through Kakao, Naver or Google."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from ksound.core.models import AuditEvent, User
from tests.core.accounts import social_services
from tests.core.accounts.acting import CONFIRMATION, CONSENTS, confirm, mailed_path, sign_in
from tests.core.accounts.social_services import Service, come_back

NAMES = ("kakao", "naver", "google")
pytestmark = pytest.mark.django_db


@pytest.fixture
def configured(settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        name: {"APPS": [{"client_id": "our-id", "secret": "our-secret"}]} for name in NAMES
    }


@pytest.fixture(params=NAMES)
def service(
    request: pytest.FixtureRequest, configured: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    with social_services.running(request.param, monkeypatch) as running:
        yield running


def test_the_buttons_appear_only_when_configured(client: Client, settings: Any) -> None:
    for path in ("/accounts/login/", "/accounts/signup/"):
        assert "data-provider" not in client.get(path).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"naver": {"APPS": [{"client_id": "id", "secret": "secret"}]}}
    for path in ("/accounts/login/", "/accounts/signup/"):
        page = client.get(path).content.decode()
        assert 'data-provider="naver"' in page
        assert 'data-provider="kakao"' not in page
    assert client.post("/accounts/google/login/").status_code == 404


def test_nobody_has_an_account_before_agreeing_to_the_terms(client: Client, service: Service) -> None:
    service.describe(uid="77", email="new@example.com")
    assert come_back(client, service).headers["Location"] == "/accounts/3rdparty/signup/"
    assert not User.objects.exists()
    refused = client.post("/accounts/3rdparty/signup/", {"email": "new@example.com", "agree_terms": "on"})
    assert refused.status_code == 200
    assert not User.objects.exists()
    client.post("/accounts/3rdparty/signup/", {"email": "new@example.com", **CONSENTS})
    opened = User.objects.get()
    assert opened.terms_accepted_at
    assert opened.marketing_consent_at is None
    assert AuditEvent.objects.filter(name="account.opened", by=opened).exists()
    assert not SocialAccount.objects.get().socialtoken_set.exists()


def test_only_a_confirmed_address_is_in_at_once(client: Client, service: Service) -> None:
    service.describe(uid="77", email="new@example.com")
    come_back(client, service)
    client.post("/accounts/3rdparty/signup/", {"email": "new@example.com", **CONSENTS})
    is_in = client.get("/account/").status_code == 200
    # Naver does not say whether it ever confirmed the address.
    assert is_in is (service.name != "naver")
    if not is_in:
        client.post(mailed_path("new@example.com", CONFIRMATION))
        assert client.get("/account/").status_code == 200
    later = Client()
    come_back(later, service)
    assert later.get("/account/").status_code == 200


def test_an_address_the_service_does_not_vouch_for_needs_our_mail(client: Client, service: Service) -> None:
    service.describe(uid="77", email="new@example.com", vouched=False)
    come_back(client, service)
    client.post("/accounts/3rdparty/signup/", {"email": "new@example.com", **CONSENTS})
    assert client.get("/account/").status_code == 302
    assert not EmailAddress.objects.get().verified
    assert mail.outbox[-1].to == ["new@example.com"]


@pytest.mark.parametrize("vouched", [True, False])
def test_the_same_address_never_leads_into_somebodys_account(
    client: Client, service: Service, buyer: User, vouched: bool
) -> None:
    service.describe(uid="77", email=buyer.email, vouched=vouched)
    come_back(client, service)
    client.post("/accounts/3rdparty/signup/", {"email": buyer.email, **CONSENTS})
    assert client.get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_another_address_typed_into_the_form_is_not_taken_for_confirmed(
    client: Client, service: Service
) -> None:
    service.describe(uid="77", email="new@example.com")
    come_back(client, service)
    client.post("/accounts/3rdparty/signup/", {"email": "victim@example.com", **CONSENTS})
    assert not EmailAddress.objects.filter(email="victim@example.com", verified=True).exists()
    if client.get("/account/").status_code == 200:
        assert User.objects.get().email == "new@example.com"


def test_an_account_is_connected_and_disconnected_by_its_owner_only(
    client: Client, service: Service, buyer: User
) -> None:
    service.describe(uid="77", email="elsewhere@example.com")
    sign_in(client, buyer.email)
    confirm(client)
    come_back(client, service, process="connect")
    account = SocialAccount.objects.get(user=buyer)
    stranger = Client()
    come_back(stranger, service)
    assert stranger.get("/account/").status_code == 200  # it is the same person
    client.post("/accounts/3rdparty/", {"account": account.pk})
    assert not SocialAccount.objects.exists()
    names = set(AuditEvent.objects.filter(by=buyer).values_list("name", flat=True))
    assert {"account.connected", "account.disconnected"} <= names


def test_a_code_without_our_question_signs_nobody_in(client: Client, service: Service) -> None:
    service.describe(uid="77", email="new@example.com")
    answer = client.get(f"/accounts/{service.name}/login/callback/", {"code": "a-code", "state": "forged"})
    assert answer.status_code == 401
    assert not service.asked
    assert client.get("/account/").status_code == 302
