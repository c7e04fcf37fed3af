"""`kill -9` of the web process in the middle of an upload: a row and its bytes exist together, or neither."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from hashlib import sha256

import pytest
import requests

from tests.faults.main_job import Site, pausing_site
from tests.faults.outside import meanwhile


def assert_every_row_has_its_bytes(site: Site) -> None:
    rows = site.query("SELECT storage_name, sha256 FROM catalog_audiofile")
    folder = site.data_dir / "media" / "originals"
    for name, digest in rows:
        assert sha256((folder / name).read_bytes()).hexdigest() == digest


POINTS = ("upload.received", "upload.committed")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with pausing_site(",".join(POINTS)) as site:
        yield site


@pytest.mark.parametrize("point", POINTS)
def test_a_web_process_killed_in_an_upload_leaves_row_and_bytes_or_neither(site: Site, point: str) -> None:
    job = site.seller()
    blobs = site.blobs("originals")
    before = set(site.query("SELECT public_id FROM catalog_audiofile"))
    others = [name for name in POINTS if name != point]
    with site.nobody_pauses(*others), meanwhile(lambda: site.upload(job)) as outcome:
        os.kill(site.wait_for_pause(point), signal.SIGKILL)
        assert isinstance(outcome(), requests.RequestException)
    rows = set(site.query("SELECT public_id FROM catalog_audiofile")) - before
    assert_every_row_has_its_bytes(site)
    assert len(rows) == len(site.blobs("originals") - blobs) == (point == "upload.committed")
    for (public_id,) in rows:
        assert site.ended(public_id)["state"] == "ready"
    with site.nobody_pauses(*POINTS):
        again = site.upload(job)
    assert again.status_code == 201
    assert site.ended(again.json()["files"][0]["public_id"])["state"] == "ready"
