"""`kill -9` of the web process in the middle of an upload: a row and its bytes exist together, or neither."""

from __future__ import annotations

import os
import signal
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


@pytest.mark.parametrize("point", ["upload.received", "upload.committed"])
def test_a_web_process_killed_in_an_upload_leaves_row_and_bytes_or_neither(point: str) -> None:
    with pausing_site(point) as site:
        job = site.seller()
        with meanwhile(lambda: site.upload(job)) as outcome:
            os.kill(site.wait_for_pause(point), signal.SIGKILL)
            assert isinstance(outcome(), requests.RequestException)
        rows = site.query("SELECT public_id FROM catalog_audiofile")
        assert_every_row_has_its_bytes(site)
        assert len(rows) == len(site.blobs("originals")) == (point == "upload.committed")
        if rows:
            assert site.ended(rows[0][0])["state"] == "ready"
        with site.nobody_pauses(point):
            again = site.upload(job)
        assert again.status_code == 201
        assert site.ended(again.json()["files"][0]["public_id"])["state"] == "ready"
