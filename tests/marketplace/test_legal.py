"""What anyone may read before agreeing to it."""

import pytest
from django.conf import settings
from django.test import Client

NAMES = ["terms", "privacy", "withdrawal", "licences"]
HANGUL = range(0xAC00, 0xD7A4)

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index('<article class="legal">') : page.index("</article>")]


@pytest.mark.parametrize("name", NAMES)
def test_each_text_is_there_in_both_languages_with_its_version(client: Client, name: str) -> None:
    korean, english = text_of(client, f"/{name}/"), text_of(client, f"/en/{name}/")
    assert settings.TERMS_VERSION in korean
    assert settings.TERMS_VERSION in english
    assert sum(ord(letter) in HANGUL for letter in korean) > 200
    names = f"{settings.OPERATOR['representative']}{settings.OPERATOR['name']}"
    assert not [letter for letter in english if ord(letter) in HANGUL and letter not in names]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_leads_to_each_text(client: Client, name: str) -> None:
    assert f'href="/{name}/"' in client.get("/").content.decode()
    assert f'href="/en/{name}/"' in client.get("/en/").content.decode()


@pytest.mark.parametrize("name", ["terms", "privacy"])
def test_whoever_opens_an_account_can_read_what_they_agree_to(client: Client, name: str) -> None:
    form = client.get("/accounts/signup/").content.decode().split("<main")[1].split("</main>")[0]
    assert f'href="/{name}/"' in form
