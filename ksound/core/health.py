"""`/healthz`: the process is alive. `/readyz`: everything it needs is there, each thing named."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    found = {name: _problem(check) for name, check in CHECKS.items()}
    is_ready = not any(found.values())
    return JsonResponse(
        {"ready": is_ready, "checks": {name: problem or "ok" for name, problem in found.items()}},
        status=200 if is_ready else 503,
    )


def _problem(check: Callable[[], None]) -> str:
    """Empty when the check passes; the kind of failure otherwise (no addresses: the page is public)."""
    try:
        check()
    except Exception as error:  # whatever the client library raises means "not ready"
        return type(error).__name__
    return ""


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1) as client:
        client.ping()


def storage() -> None:
    stored = storages["derivatives"].save("readyz/probe", ContentFile(b"ok"))
    storages["derivatives"].delete(stored)


class MigrationsMissing(Exception):
    """The code is newer than the database."""


def migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsMissing


CHECKS: dict[str, Callable[[], None]] = {
    "database": database,
    "broker": broker,
    "storage": storage,
    "migrations": migrations,
}
