"""`kill -9` of whatever examines an upload: the file still ends, once, and nothing is left over."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ksound.lib.embedded.process import wait_until
from tests.factories.sounds import wav
from tests.faults.main_job import Site, command_of, pausing_site, running_site


def assert_ready_once(site: Site, public_id: str) -> None:
    """Ready, with one set of derivatives, and nothing in storage that no row names."""
    assert site.ended(public_id)["state"] == "ready", site.last_words
    named = site.query(
        "SELECT kind, d.storage_name FROM catalog_derivative d JOIN catalog_audiofile f"
        f" ON f.id = d.audio_file_id WHERE f.public_id = '{public_id}' ORDER BY kind"
    )
    assert [kind for kind, _name in named] == ["peaks", "preview"]
    mine = {name for name in site.blobs("derivatives") if name.startswith(public_id)}
    assert mine == {name for _kind, name in named}
    assert site.query(
        "SELECT count(*) FROM catalog_effect e JOIN catalog_audiofile f ON f.id = e.file_id"
        f" WHERE f.public_id = '{public_id}'"
    ) == [(1,)]


@pytest.fixture(scope="module")
def at_the_start() -> Iterator[Site]:
    with pausing_site("probe.started") as site:
        yield site


def sent(site: Site) -> str:
    answer = site.upload(site.seller())
    assert answer.status_code == 201
    return str(answer.json()["files"][0]["public_id"])


def test_a_killed_worker_process_costs_a_try_and_not_the_file(at_the_start: Site) -> None:
    public_id = sent(at_the_start)
    os.kill(at_the_start.wait_for_pause("probe.started"), signal.SIGKILL)
    with at_the_start.nobody_pauses("probe.started"):
        assert_ready_once(at_the_start, public_id)
    assert at_the_start.file(public_id)["attempt"] >= 2


def test_a_killed_worker_with_all_its_children_costs_a_try_and_not_the_file(at_the_start: Site) -> None:
    public_id = sent(at_the_start)
    at_the_start.wait_for_pause("probe.started")
    for pid in at_the_start.pids("celery", "worker"):
        os.kill(pid, signal.SIGKILL)
    with at_the_start.nobody_pauses("probe.started"):
        assert_ready_once(at_the_start, public_id)


def test_a_file_that_kills_every_worker_is_rejected_after_three_tries(at_the_start: Site) -> None:
    public_id = sent(at_the_start)
    killed: set[int] = set()
    while at_the_start.file(public_id)["state"] != "rejected":
        pid = at_the_start.paused("probe.started")
        if pid is None or pid in killed:
            assert wait_until(
                lambda: (
                    at_the_start.paused("probe.started") not in (None, *killed)
                    or at_the_start.file(public_id)["state"] == "rejected"
                ),
                seconds=60,
            ), at_the_start.last_words
            continue
        os.kill(pid, signal.SIGKILL)
        killed.add(pid)
    assert len(killed) == 3
    file = at_the_start.file(public_id)
    assert (file["error_code"], file["attempt"]) == ("crashed", 3)
    assert not [name for name in at_the_start.blobs("derivatives") if name.startswith(public_id)]


def test_a_worker_killed_between_storing_and_committing_leaves_no_orphan() -> None:
    with pausing_site("derivatives.written") as site:
        public_id = sent(site)
        pid = site.wait_for_pause("derivatives.written")
        assert len(site.blobs("derivatives")) == 2
        os.kill(pid, signal.SIGKILL)
        with site.nobody_pauses("derivatives.written"):
            assert_ready_once(site, public_id)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


def reading(site: Site, original: Path) -> int | None:
    """The bounded child that has `original` open."""
    for pid in site.pids("catalog.audio.child"):
        try:
            opened = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
        except OSError:
            continue
        if str(original) in opened and "catalog.audio.child" in command_of(pid):
            return pid
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


def long_sound() -> bytes:
    return wav(seconds=150, rate=96_000)


def test_a_killed_examining_child_costs_a_try_and_not_the_file(site: Site) -> None:
    public_id = site.upload(site.seller(), long_sound()).json()["files"][0]["public_id"]
    assert killed_whenever_it_reads(site, public_id, times=1) == 1
    assert_ready_once(site, public_id)


def test_a_file_whose_child_dies_every_time_is_rejected_after_three_tries(site: Site) -> None:
    public_id = site.upload(site.seller(), long_sound()).json()["files"][0]["public_id"]
    assert killed_whenever_it_reads(site, public_id, times=4) == 3
    file = site.ended(public_id)
    assert (file["state"], file["error_code"], file["attempt"]) == ("rejected", "crashed", 3)
    assert not [name for name in site.blobs("derivatives") if name.startswith(public_id)]
