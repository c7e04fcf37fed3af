"""PostgreSQL dies in the middle of things: an honest answer, nothing half done, and the next try works."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests

from ksound.demo import check, sign_ins
from ksound.demo.visitor import find, wait_for
from ksound.lib.embedded.process import wait_until
from tests.faults.main_job import Site, pausing_site
from tests.faults.outside import addresses, meanwhile

PAUSES = ("upload.received", "checkout.attempt_saved")
TRACES = ("Traceback", "psycopg2", "django.db", "OperationalError", "postgres://")


def assert_says_it_is_away(answer: requests.Response, where: str = "") -> None:
    assert answer.status_code == 503, (where, answer.status_code)
    assert int(answer.headers["Retry-After"]) > 0
    assert not [trace for trace in TRACES if trace in answer.text]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    # Quiet: while its watch is suspended nobody reads what the programs say, and a full pipe would stop them.
    with pausing_site(",".join(PAUSES), KSOUND_LOG_LEVEL="CRITICAL") as site:
        yield site


def count(site: Site, what: str) -> int:
    return int(site.query(f"SELECT count(*) FROM {what}")[0][0])


def test_an_upload_that_loses_postgresql_leaves_nothing_and_the_next_one_works(site: Site) -> None:
    job = site.seller()
    files, blobs = count(site, "catalog_audiofile"), site.blobs("originals")
    with meanwhile(lambda: site.upload(job)) as outcome:
        site.wait_for_pause("upload.received")
        with site.watch_suspended():
            site.kill_service("postgres")
            with site.nobody_pauses("upload.received"):
                answer = outcome()
    assert isinstance(answer, requests.Response)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert not [trace for trace in TRACES if trace in answer.text]
    assert site.blobs("originals") == blobs
    assert wait_until(lambda: site.answers("/readyz"), seconds=60)
    assert count(site, "catalog_audiofile") == files
    with site.nobody_pauses("upload.received"):
        again = site.upload(job)
    assert again.status_code == 201
    assert site.ended(again.json()["files"][0]["public_id"])["state"] == "ready"


def on_sale(site: Site) -> check.MainJob:
    """A sound that went through upload, review and publication over HTTP, and a buyer with it in the cart."""
    for account in (sign_ins.BUYER, sign_ins.MODERATOR):
        arguments = ["--email", account.email, "--password", account.password, "--role", account.role]
        site.manage("make_user", *arguments)
    job = check.MainJob(base_url=site.url, mail=site.data_dir / "mail")
    check.sign_up_and_register(job)
    with site.nobody_pauses("upload.received"):
        public_id = site.upload(job).json()["files"][0]["public_id"]
    assert site.ended(public_id)["state"] == "ready"
    job.effect_id = site.query(
        "SELECT e.public_id FROM catalog_effect e JOIN catalog_audiofile f ON f.id = e.file_id"
        f" WHERE f.public_id = '{public_id}'"
    )[0][0]
    check.describe_and_submit(job)
    check.approve(job)
    who = {"login": sign_ins.BUYER.email, "password": sign_ins.BUYER.password}
    job.buyer.post("/accounts/login/", who)
    page = f"/sounds/{job.effect_id}/"
    job.buyer.post("/cart/add/", {"effect": job.effect_id, "licence": "creator"}, page=page)
    return job


def to_payment(site: Site, job: check.MainJob, total: str) -> requests.Response:
    session = job.buyer.session
    agreed = {"provider": "sandbox", "agree_terms": "on", "agree_withdrawal": "on", "total": total}
    headers = {"X-CSRFToken": session.cookies["csrftoken"], "Referer": site.url}
    return session.post(f"{site.url}/checkout/", data=agreed, headers=headers, timeout=90)


def test_a_checkout_that_loses_postgresql_charges_nothing_and_the_next_one_sells_once(site: Site) -> None:
    job = on_sale(site)
    total = find(r'name="total" value="(\d+)"', job.buyer.get("/checkout/").text, what="The total")
    with meanwhile(lambda: to_payment(site, job, total)) as outcome:
        site.wait_for_pause("checkout.attempt_saved")
        with site.watch_suspended():
            site.kill_service("postgres")
            with site.nobody_pauses("checkout.attempt_saved"):
                answer = outcome()
                assert isinstance(answer, requests.Response)
                assert_says_it_is_away(answer)
    assert wait_until(lambda: site.answers("/readyz"), seconds=60)
    assert count(site, "marketplace_licence") == 0
    with site.nobody_pauses("checkout.attempt_saved"):
        payment = to_payment(site, job, total)
        assert "/pay/sandbox/" in payment.url
        order = job.buyer.post(payment.url, {"action": "approve"})
    wait_for(lambda: str(count(site, "marketplace_licence") == 1 or ""), what="The licence")
    assert "/download/" in job.buyer.get(order.url).text
    assert count(site, "marketplace_order WHERE state = 'paid'") == 1


def test_every_page_of_a_signed_in_person_says_503_and_comes_back_unaided(site: Site) -> None:
    job = site.seller()
    get: Callable[[str], requests.Response] = lambda path: job.seller.session.get(site.url + path, timeout=60)  # noqa: E731
    pages = ["/", "/search/?q=x", "/en/", "/cart/", "/orders/", "/studio/effects/", "/studio/upload/"]
    assert {page: get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    with site.watch_suspended():
        site.kill_service("postgres")
        for address in addresses():
            if address in ("/healthz", "/readyz"):
                continue
            assert_says_it_is_away(get(address), address)
        assert get("/healthz").status_code == 200
        ready = get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["checks"]["database"] != "ok"
        assert ready.json()["checks"]["broker"] == "ok"
    assert wait_until(lambda: site.answers("/readyz"), seconds=60)
    assert {page: get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
