"""Hostile files and the real worker: rejected in time, and nothing else is opened or called for them."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator

import pytest

from tests.catalog.audio.hostile import CORPUS
from tests.catalog.audio.hostile.playlists import HLS
from tests.catalog.audio.watching import opened_names
from tests.catalog.effects.test_hostile_uploads import EARNED
from tests.factories.sounds import wav
from tests.faults.main_job import Site, running_site

WITHIN_S = 30


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


def test_each_hostile_file_is_rejected_with_its_own_reason_within_half_a_minute(site: Site) -> None:
    job = site.seller()
    began = time.monotonic()
    sent = {
        code: site.upload(job, CORPUS[what].make(), name="sound.wav").json()["files"][0]["public_id"]
        for code, what in EARNED.items()
    }
    ended = {code: site.ended(public_id, seconds=WITHIN_S) for code, public_id in sent.items()}
    assert time.monotonic() - began < WITHIN_S
    assert {code: file["error_code"] for code, file in ended.items()} == {code: code for code in EARNED}
    assert site.blobs("derivatives") == set()


def test_the_worker_opens_no_neighbour_of_a_playlist(site: Site) -> None:
    content = f"ffconcat version 1.0\nfile neighbour.wav\n# {time.monotonic_ns()}\n".encode()
    digest = hashlib.sha256(content).hexdigest()
    folder = site.data_dir / "media" / "originals" / digest[:2] / digest
    folder.mkdir(parents=True)
    (folder / "neighbour.wav").write_bytes(wav())
    job = site.seller()
    with opened_names(folder) as names:
        public_id = site.upload(job, content, name="sound.wav").json()["files"][0]["public_id"]
        assert site.ended(public_id, seconds=WITHIN_S)["error_code"] == "playlist"
    assert names == {public_id}


def test_the_worker_calls_no_address_a_playlist_names(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.5)
        port = listening.getsockname()[1]
        content = HLS.replace(b"127.0.0.1:9/", f"127.0.0.1:{port}/".encode())
        public_id = site.upload(site.seller(), content, name="sound.wav").json()["files"][0]["public_id"]
        assert site.ended(public_id, seconds=WITHIN_S)["error_code"] == "playlist"
        with pytest.raises(TimeoutError):
            listening.accept()
