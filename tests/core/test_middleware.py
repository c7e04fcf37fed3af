"""While a service is away the site says so: 503, when to come back, and nothing of its inside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import InterfaceError, OperationalError
from django.template import Context, Template
from django.test import Client

from ksound.core.storage import StorageAway
from ksound.lib.embedded.process import wait_until
from ksound.up import free_port
from tests.faults.holding import ROOT, clean_environment
from tests.faults.outside import addresses

SECRET = "only-in-the-traceback"
AWAY = [OperationalError(SECRET), InterfaceError(SECRET), StorageAway(SECRET)]


def raising(error: Exception) -> Any:
    def fails(*_: object, **__: object) -> None:
        raise error

    return fails


@pytest.fixture
def patient_client() -> Client:
    """Gets what a browser would get, also for errors."""
    return Client(raise_request_exception=False)


def assert_says_it_is_away(answer: Any) -> None:
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    page = answer.content.decode()
    assert "잠시" in page
    assert "A short pause" in page
    assert SECRET not in page


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(
    "place",
    [
        "catalog.effects.queries.newest",
        "django.contrib.sessions.backends.db.SessionStore.load",
        "django.contrib.auth.middleware.get_user",
        "ksound.core.context.translate_url",
        "django.middleware.common.CommonMiddleware.process_request",
        "django.contrib.messages.middleware.MessageMiddleware.process_response",
        "marketplace.cart.queries.count",
    ],
)
def test_wherever_the_missing_service_is_met_the_page_is_the_same(
    place: str, error: Exception, debug: bool, patient_client: Client, monkeypatch: Any, settings: Any
) -> None:
    settings.DEBUG = debug
    patient_client.cookies[settings.SESSION_COOKIE_NAME] = "0" * 32
    monkeypatch.setattr(place, raising(error))
    assert_says_it_is_away(patient_client.get("/"))


@pytest.mark.django_db
def test_an_error_of_ours_is_not_dressed_up_as_a_missing_service(
    patient_client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr("catalog.effects.queries.newest", raising(ValueError(SECRET)))
    answer = patient_client.get("/")
    assert answer.status_code == 500
    assert SECRET not in answer.content.decode()


@pytest.mark.django_db
def test_a_service_that_is_back_is_not_remembered_as_away(patient_client: Client, monkeypatch: Any) -> None:
    with monkeypatch.context() as outage:
        outage.setattr("catalog.effects.queries.newest", raising(AWAY[0]))
        assert_says_it_is_away(patient_client.get("/"))
    assert patient_client.get("/").status_code == 200


def test_the_page_needs_nothing_that_may_be_away() -> None:
    assert "503" in Template('{% include "503.html" %}').render(Context())


@pytest.fixture(scope="module", params=["0", "1"], ids=["production", "development"])
def cut_off(request: Any, tmp_path_factory: Any) -> Iterator[str]:
    """The web server as it runs for real, with a database and a Redis at addresses where nobody listens."""
    folder: Path = tmp_path_factory.mktemp("cut-off")
    environment = clean_environment(
        KSOUND_DEBUG=request.param,
        KSOUND_SECRET_KEY="0123456789" * 6,
        KSOUND_ALLOWED_HOSTS="127.0.0.1",
        KSOUND_BEHIND_PROXY="1",
        KSOUND_DATA_DIR=str(folder),
        KSOUND_DATABASE_URL="postgres://ksound:secret@127.0.0.1:9/ksound",
        KSOUND_REDIS_URL="redis://127.0.0.1:9/0",
    )
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True, capture_output=True)
    port = free_port(0)
    command = [sys.executable, "-m", "gunicorn", "ksound.wsgi:application", f"--bind=127.0.0.1:{port}"]
    with (folder / "web.log").open("w") as log:
        web = subprocess.Popen(
            [*command, "--threads=4", "--no-control-socket"], cwd=ROOT, env=environment, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    try:
        assert wait_until(lambda: ask(url, "/healthz", session=False) is not None, seconds=60), (
            folder / "web.log"
        ).read_text()
        yield url
    finally:
        web.terminate()
        web.wait(timeout=30)


def ask(url: str, path: str, *, session: bool) -> requests.Response | None:
    headers = {"X-Forwarded-Proto": "https"} | ({"Cookie": f"sessionid={'0' * 32}"} if session else {})
    try:
        return requests.get(url + path, headers=headers, timeout=30, allow_redirects=False)
    except requests.RequestException:
        return None


@pytest.mark.parametrize("session", [True, False], ids=["with a session", "without"])
def test_every_address_of_a_cut_off_server_answers_calmly(cut_off: str, session: bool) -> None:
    for path in addresses():
        answer = ask(cut_off, path, session=session)
        assert answer is not None, path
        assert answer.status_code in {200, 204, 301, 302, 401, 404, 405, 503}, (path, answer.status_code)
        for inside in ("Traceback", "psycopg2", "django.db", "ksound:secret", "127.0.0.1:9/"):
            assert inside not in answer.text, path
        if answer.status_code == 503 and path != "/readyz":
            assert int(answer.headers["Retry-After"]) > 0, path


@pytest.mark.parametrize(
    "path", ["/", "/en/search/", "/cart/", "/orders/", "/studio/upload/", "/admin/", "/sell/"]
)
def test_a_page_that_needs_the_database_says_503(cut_off: str, path: str) -> None:
    answer = ask(cut_off, path, session=True)
    assert answer is not None
    assert answer.status_code == 503
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_cut_off_server_is_alive_but_not_ready(cut_off: str) -> None:
    alive, ready = (ask(cut_off, path, session=True) for path in ("/healthz", "/readyz"))
    assert alive is not None
    assert ready is not None
    assert alive.status_code == 200
    assert ready.status_code == 503
    checks = ready.json()["checks"]
    assert {name for name, state in checks.items() if state == "ok"} == {"storage"}


@pytest.mark.parametrize("asked_for", ["0", "1"])
def test_nobody_meets_a_traceback_in_the_browser_on_a_developers_machine_either(
    asked_for: str, tmp_path: Path
) -> None:
    program = "from django.conf import settings; print(settings.DEBUG, settings.DEVELOPMENT)"
    environment = clean_environment(
        KSOUND_DEBUG=asked_for, KSOUND_SECRET_KEY="0123456789" * 6, KSOUND_DATA_DIR=str(tmp_path)
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "ksound.settings"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == ["False", str(asked_for == "1")]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sounds/%00/", "/en/sellers/a%00b/", "/audio/%00/peaks", "/%00"])
def test_an_address_with_a_nul_is_nowhere(address: str, patient_client: Client) -> None:
    assert patient_client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address"),
    [("post", "/cart/add/"), ("get", "/search/"), ("get", "/projects/add/")],
)
def test_a_nul_in_what_is_sent_is_no_error_of_ours(method: str, address: str, patient_client: Client) -> None:
    sent = {"effect": "\x00", "licence": "creator", "seller": "\x00", "like": "\x00", "q": "\x00"}
    assert getattr(patient_client, method)(address, sent).status_code < 500


def test_a_request_for_another_host_is_refused_with_our_page(patient_client: Client) -> None:
    answer = patient_client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "<main" in answer.content.decode()
