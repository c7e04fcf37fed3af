"""Redis dies or freezes before an upload is announced: the seller waits seconds, and the sound still ends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from ksound.lib.embedded import process
from ksound.lib.embedded.process import wait_until
from tests.faults.main_job import Site, running_site

ENOUGH_S = 5.0


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


def redis_pid(site: Site) -> int:
    return process.working_in(site.data_dir / "redis", program="redis-server")[0].pid


def test_a_redis_killed_before_the_announcement_loses_no_upload(site: Site) -> None:
    job = site.seller()
    with site.watch_suspended():
        site.kill_service("redis")
        began = time.monotonic()
        answer = site.upload(job)
        assert time.monotonic() - began <= ENOUGH_S
    assert answer.status_code == 201
    assert site.ended(answer.json()["files"][0]["public_id"])["state"] == "ready"


def test_a_frozen_redis_delays_an_upload_by_seconds_and_loses_nothing(site: Site) -> None:
    job = site.seller()
    frozen = redis_pid(site)
    os.kill(frozen, signal.SIGSTOP)
    try:
        began = time.monotonic()
        answer = site.upload(job)
        took = time.monotonic() - began
        home = job.visitor.get("/")
    finally:
        os.kill(frozen, signal.SIGCONT)
    assert answer.status_code == 201
    assert home.status_code == 200
    assert took <= ENOUGH_S
    assert site.ended(answer.json()["files"][0]["public_id"])["state"] == "ready"


def test_a_redis_emptied_before_the_worker_looked_loses_no_upload(site: Site) -> None:
    for pid in site.pids("celery", "worker"):
        os.kill(pid, signal.SIGSTOP)
    public_id = site.upload(site.seller()).json()["files"][0]["public_id"]
    site.holder.redis().flushall()
    for pid in site.pids("celery", "worker"):
        os.kill(pid, signal.SIGCONT)
    assert site.ended(public_id)["state"] == "ready"


def test_readiness_names_the_broker_while_it_is_frozen(site: Site) -> None:
    frozen = redis_pid(site)
    os.kill(frozen, signal.SIGSTOP)
    try:
        assert site.answers("/readyz", status=503)
        assert site.answers("/healthz")
    finally:
        os.kill(frozen, signal.SIGCONT)
    assert wait_until(lambda: site.answers("/readyz"), seconds=30)
