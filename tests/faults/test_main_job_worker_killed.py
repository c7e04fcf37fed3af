"""`kill -9` of whatever looks at or examines an upload: the file still ends, once, and nothing is left over."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from catalog.audio.outputs import Output
from ksound.demo.check import MainJob
from ksound.lib.embedded import process
from ksound.lib.embedded.process import wait_until
from tests.factories.sounds import wav
from tests.faults.main_job import Site, command_of, pausing_site

POINTS = (
    "look.started",
    "look.written",
    "probe.started",
    "probe.finished",
    "derivatives.stored_one",
    "derivatives.written",
    "examination.recorded",
    "examination.committed",
)
# In the ordinary run the whole worker and the file that kills everybody stand for these two.
SEEN_ELSEWHERE = ("probe.started", "derivatives.stored_one")
WITHIN_S = 60
# As a site has them that sets nothing.
USUAL = {"KSOUND_SWEEP_SECONDS": "15", "KSOUND_PROBE_LEASE_SECONDS": "30"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """One for all: each test lets everybody go but at the point it is about."""
    with pausing_site(",".join(POINTS)) as site:
        yield site


@pytest.fixture(scope="module")
def seller(site: Site) -> MainJob:
    return site.seller()


@contextmanager
def pausing_only_at(site: Site, *points: str) -> Iterator[None]:
    with site.nobody_pauses(*(name for name in POINTS if name not in points)):
        yield


def sent(site: Site, seller: MainJob, content: bytes | None = None) -> str:
    answer = site.upload(seller, content)
    assert answer.status_code == 201
    return str(answer.json()["files"][0]["public_id"])


def assert_ready_once(site: Site, public_id: str) -> None:
    """Ready, with one set of derivatives, and nothing in storage that no row names."""
    assert site.ended(public_id, seconds=WITHIN_S)["state"] == "ready", site.last_words
    named = site.query(
        "SELECT kind, d.storage_name FROM catalog_derivative d JOIN catalog_audiofile f"
        f" ON f.id = d.audio_file_id WHERE f.public_id = '{public_id}'"
    )
    assert sorted(kind for kind, _name in named) == sorted(str(output) for output in Output)
    names = {name for _kind, name in named}
    # The last act of whoever ends a job is to delete what the dead have left.
    assert wait_until(lambda: left_for(site, public_id) == names, seconds=5), (
        left_for(site, public_id) - names
    )
    assert site.query(
        "SELECT count(*) FROM catalog_effect e JOIN catalog_audiofile f ON f.id = e.file_id"
        f" WHERE f.public_id = '{public_id}'"
    ) == [(1,)]


def left_for(site: Site, public_id: str) -> set[str]:
    return {name for name in site.blobs("derivatives") if name.startswith(public_id)}


def workers(site: Site, point: str) -> list[int]:
    """The program that reaches `point`, with all its processes and their bounded children."""
    queue = "--queues=facts" if point.startswith("look") else "--queues=derivatives"
    of_the_queue = set(site.pids(queue))
    children = [seen.pid for seen in process.everything() if seen.parent in of_the_queue]
    return [*of_the_queue, *children]


def ready_after_a_kill(site: Site, seller: MainJob, point: str, *, of_all: bool) -> float:
    """Seconds from the kill at `point` to the end of the file."""
    # A look comes only to files that are not examined yet.
    held = "probe.started" if point.startswith("look") else point
    with pausing_only_at(site, point, held):
        public_id = sent(site, seller)
        paused = site.wait_for_pause(point)
        for pid in workers(site, point) if of_all else [paused]:
            process.send(pid, signal.SIGKILL)
        began = time.monotonic()
        with site.nobody_pauses(point, held):
            assert_ready_once(site, public_id)
    took = time.monotonic() - began
    print(f"{point:<24} {'worker' if of_all else 'process'}: {took:.1f} s")
    return took


@pytest.mark.parametrize(
    "point",
    [pytest.param(name, marks=pytest.mark.heavy) if name in SEEN_ELSEWHERE else name for name in POINTS],
)
def test_a_worker_process_killed_at_any_point_costs_a_try_and_not_the_file(
    site: Site, seller: MainJob, point: str
) -> None:
    assert ready_after_a_kill(site, seller, point, of_all=False) < WITHIN_S


def test_a_killed_worker_with_all_its_children_costs_a_try_and_not_the_file(
    site: Site, seller: MainJob
) -> None:
    assert ready_after_a_kill(site, seller, "derivatives.stored_one", of_all=True) < WITHIN_S


@pytest.mark.heavy
@pytest.mark.parametrize("point", POINTS)
def test_a_whole_worker_killed_at_any_point_costs_a_try_and_not_the_file(
    site: Site, seller: MainJob, point: str
) -> None:
    assert ready_after_a_kill(site, seller, point, of_all=True) < WITHIN_S


@pytest.mark.heavy
@pytest.mark.parametrize("point", ["probe.started", "derivatives.written"])
def test_a_site_that_sets_nothing_recovers_within_a_minute(point: str) -> None:
    with pausing_site(",".join(POINTS), **USUAL) as site:
        assert ready_after_a_kill(site, site.seller(), point, of_all=True) < WITHIN_S


def test_a_file_that_kills_every_worker_is_rejected_after_three_tries(site: Site, seller: MainJob) -> None:
    point, killed = "probe.started", set[int]()
    with pausing_only_at(site, point):
        public_id = sent(site, seller)
        while site.file(public_id)["state"] != "rejected":
            pid = site.paused(point)
            if pid is None or pid in killed:
                time.sleep(0.05)
                continue
            process.send(pid, signal.SIGKILL)
            killed.add(pid)
    assert len(killed) == 3
    file = site.file(public_id)
    assert (file["error_code"], file["attempt"]) == ("crashed", 3)
    assert left_for(site, public_id) == set()


def test_a_redis_killed_in_an_examination_costs_nothing(site: Site, seller: MainJob) -> None:
    point = "probe.finished"
    with pausing_only_at(site, point):
        public_id = sent(site, seller)
        site.wait_for_pause(point)
        site.kill_service("redis")
        began = time.monotonic()
        with site.nobody_pauses(point):
            assert_ready_once(site, public_id)
            print(f"redis: {time.monotonic() - began:.1f} s")
    assert wait_until(lambda: site.answers("/readyz"), seconds=30)


def reading(site: Site, original: Path) -> int | None:
    """The examination's bounded child that has `original` open."""
    workers = site.pids("--queues=derivatives")
    for seen in process.everything():
        if seen.parent not in workers or "catalog.audio.child" not in command_of(seen.pid):
            continue
        try:
            opened = {os.readlink(link) for link in Path(f"/proc/{seen.pid}/fd").iterdir()}
        except OSError:
            continue
        if str(original) in opened:
            return seen.pid
    return None


def killed_whenever_it_reads(site: Site, public_id: str, *, times: int) -> int:
    """Kill the bounded child in the middle of the file, until it was killed `times` times or the file ended."""
    original = site.data_dir / "media" / "originals" / site.file(public_id)["storage_name"]
    killed: list[int] = []
    while len(killed) < times and site.file(public_id)["state"] not in ("ready", "rejected"):
        pid = reading(site, original)
        if pid is not None and pid not in killed:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
    return len(killed)


@cache
def long_sound() -> bytes:
    """Long enough to be caught in the middle of its examination."""
    return wav(seconds=100, rate=96_000)


def test_a_killed_examining_child_costs_a_try_and_not_the_file(site: Site, seller: MainJob) -> None:
    with pausing_only_at(site):
        public_id = sent(site, seller, long_sound())
        assert killed_whenever_it_reads(site, public_id, times=1) == 1
        began = time.monotonic()
        assert_ready_once(site, public_id)
    print(f"child: {time.monotonic() - began:.1f} s")


def test_a_file_whose_child_dies_every_time_is_rejected_after_three_tries(
    site: Site, seller: MainJob
) -> None:
    with pausing_only_at(site):
        public_id = sent(site, seller, long_sound())
        assert killed_whenever_it_reads(site, public_id, times=4) == 3
        file = site.ended(public_id)
    assert (file["state"], file["error_code"], file["attempt"]) == ("rejected", "crashed", 3)
    assert left_for(site, public_id) == set()
