"""Alive is one thing, ready another; what is missing is named, and nothing else is told."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from django.core.files.storage import storages
from django.db import OperationalError
from django.test import Client

from ksound.core import health
from ksound.core.storage import StorageAway

SECRET = "db.internal:5432"
NAMES = {"database", "broker", "storage", "migrations"}


@pytest.mark.django_db
def test_a_complete_site_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": dict.fromkeys(NAMES, "ok")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("missing", "place", "error"),
    [
        ("database", "ksound.core.health.connection.cursor", OperationalError(SECRET)),
        ("broker", "redis.Redis.ping", redis.ConnectionError(SECRET)),
        ("storage", "django.core.files.storage.FileSystemStorage._save", StorageAway(SECRET)),
        (
            "migrations",
            "django.db.migrations.executor.MigrationExecutor.migration_plan",
            OperationalError(SECRET),
        ),
    ],
)
def test_what_is_missing_is_named_and_nothing_more_is_told(
    client: Client, monkeypatch: Any, missing: str, place: str, error: Exception
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(place, fails)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    checks = answer.json()["checks"]
    assert set(checks) == NAMES
    assert checks[missing] == type(error).__name__
    assert SECRET not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_code_that_is_newer_than_the_database_is_not_ready(client: Client, monkeypatch: Any) -> None:
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda *_: [("0002", False)])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "MigrationsMissing"


def test_being_alive_asks_nobody(client: Client, settings: Any) -> None:
    # Without the database mark any statement would be an error, the session's included.
    client.cookies[settings.SESSION_COOKIE_NAME] = "0" * 32
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_asking_leaves_nothing_in_storage(client: Client) -> None:
    client.get("/readyz")
    assert storages["derivatives"].listdir("readyz")[1] == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_every_promised_check_is_made() -> None:
    assert set(health.CHECKS) == NAMES
