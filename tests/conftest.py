"""What every test stands on: private folders, an empty cache, and people to act."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation

from catalog.conversions.tasks import sandbox as converting_sandbox
from catalog.effects.models import AudioFile, Effect
from catalog.effects.tasks import looking_sandbox, sandbox
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories import people, sounds

pytest_plugins = ["tests.fakes.fixtures"]

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A password that is dear to guess is dear to set: half of all the time of tests went into making people."""
    cheap = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[cheap, *settings.PASSWORD_HASHERS]):
        yield


@pytest.fixture(autouse=True)
def private_media(settings: Any, tmp_path: Path) -> Path:
    """Every test keeps its files in a folder of its own."""
    storages = copy.deepcopy(settings.STORAGES)
    for name in ("default", "originals", "derivatives", "conversions"):
        storages[name]["OPTIONS"]["location"] = tmp_path / "media" / name
    settings.STORAGES = storages
    # Else a test that looks for abandoned folders would take those of a neighbouring process.
    settings.WORK_DIR = tmp_path / "work"
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def empty_cache(settings: Any) -> None:
    """Rate limits of one test must not reach another, nor be emptied by one in a neighbouring process."""
    caches = copy.deepcopy(settings.CACHES)
    caches["default"]["KEY_PREFIX"] = f"test-{uuid4().hex}"
    settings.CACHES = caches


@pytest.fixture(autouse=True)
def korean() -> None:
    """Every test begins in the site's own language, whatever page the one before asked for."""
    translation.activate("ko")


@pytest.fixture(scope="session", autouse=True)
def sandbox_ends() -> Iterator[None]:
    """The children of looks, examinations and conversions live as long as the tests of this process."""
    yield
    for one in (sandbox, looking_sandbox, converting_sandbox):
        if one.cache_info().currsize:
            one().close()


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def buyer(db: None) -> User:
    return people.person("buyer@example.com")


@pytest.fixture
def other(db: None) -> User:
    """Somebody else: whoever should see and change nothing."""
    return people.person("other@example.com")


@pytest.fixture
def seller(db: None) -> Seller:
    return people.seller("seller@example.com", name="달빛소리", creator_id="DALB")


@pytest.fixture
def moderator(db: None) -> User:
    return people.moderator("moderator@example.com")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


@pytest.fixture
def upload(seller: Seller, at: datetime) -> AudioFile:
    """A WAV that has arrived and waits for a worker."""
    return sounds.uploaded(seller=seller, at=at)


@pytest.fixture
def draft(seller: Seller, at: datetime) -> Effect:
    """An examined, described sound that was not submitted yet."""
    return sounds.draft(seller=seller, at=at)


@pytest.fixture
def on_sale(seller: Seller, moderator: User, at: datetime) -> Effect:
    """A sound that went through the real pipeline and review."""
    return sounds.on_sale(seller=seller, moderator=moderator, at=at)
