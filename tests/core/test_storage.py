"""Media in S3: the whole way of a sound through a bucket, and what happens when the bucket is silent."""

from __future__ import annotations

import copy
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from catalog.effects import originals
from catalog.effects.models import AudioFile, Derivative, Effect
from catalog.effects.tasks import examine_original
from ksound.core.models import User
from ksound.core.storage import PrivateS3Storage, StorageAway, names_after, read_range
from ksound.settings.storage import private_storage
from sellers.registration.models import Seller
from tests.factories import sounds

BUCKET = "ksound-media"
REGION = "ap-northeast-2"
XHR = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def credentials(monkeypatch: Any) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def media_in(settings: Any, address: str, **options: Any) -> None:
    """What `KSOUND_MEDIA_URL=s3://…` makes of the settings."""
    changed = copy.deepcopy(settings.STORAGES)
    for folder in ("originals", "derivatives"):
        changed[folder] = private_storage(f"s3://{BUCKET}?endpoint={address}&region={REGION}", folder)
        changed[folder]["OPTIONS"] |= options
    settings.STORAGES = changed


@pytest.fixture
def bucket(s3_address: str, settings: Any) -> Iterator[Any]:
    bucket = boto3.resource("s3", endpoint_url=s3_address, region_name=REGION).Bucket(BUCKET)
    bucket.create(CreateBucketConfiguration={"LocationConstraint": REGION})
    media_in(settings, s3_address)
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


@contextmanager
def silent_server() -> Iterator[str]:
    """Takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(listening.accept()[0])
                except OSError:
                    return

        taking = threading.Thread(target=take)
        taking.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            taking.join()
            for connection in taken:
                connection.close()


IMPATIENT = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 2})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_sound_goes_the_whole_way_through_a_bucket(
    bucket: Any, seller: Seller, moderator: User, buyer: User, at: datetime, client: Client
) -> None:
    content = sounds.wav(seconds=8)
    effect = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=content)
    keys = {item.key for item in bucket.objects.all()}
    assert f"originals/{effect.file.storage_name}" in keys
    made = {f"derivatives/{name}" for name in effect.file.derivatives.values_list("storage_name", flat=True)}
    assert {key for key in keys if key.startswith("derivatives/")} == made

    preview = client.get(effect.preview_url, follow=True)
    heard = body(preview)
    assert hashlib.sha256(heard).hexdigest() == effect.file.derivatives.get(kind="preview").sha256
    part = client.get(effect.preview_url, follow=True, headers={"Range": "bytes=100-199"})
    assert (part.status_code, body(part)) == (206, heard[100:200])

    kept = originals.storage()
    whole = b"".join(read_range(kept, effect.file.storage_name, 0, effect.file.byte_size))
    assert hashlib.sha256(whole).hexdigest() == effect.file.sha256 == hashlib.sha256(content).hexdigest()
    middle = b"".join(read_range(kept, effect.file.storage_name, 300_000, 600_000))
    assert middle == content[300_000:600_000]


def test_nothing_in_the_bucket_is_public(bucket: Any, seller: Seller, at: datetime) -> None:
    sounds.uploaded(seller=seller, at=at)
    for item in bucket.objects.all():
        grants = item.Object().Acl().grants
        assert [grant["Permission"] for grant in grants if "URI" in grant["Grantee"]] == []


def test_a_missing_object_is_a_missing_file(bucket: Any) -> None:
    with pytest.raises(FileNotFoundError):
        read_range(storages["originals"], "aa/nothing", 0, 10)


def test_a_bucket_is_looked_through_in_slices(bucket: Any) -> None:
    kept = storages["derivatives"]
    names = [kept.save(f"0{number}/one", ContentFile(b"x")) for number in range(5)]
    first = names_after(kept, "", limit=3)
    assert [one.name for one in first] == names[:3]
    assert [one.name for one in names_after(kept, first[-1].name, limit=3)] == names[3:]
    assert abs((datetime.now(UTC) - first[0].modified_at).total_seconds()) < 60


def test_a_folder_is_looked_through_in_slices(tmp_path: Any) -> None:
    kept = FileSystemStorage(tmp_path / "kept")
    names = sorted(
        kept.save(f"{a}/{b}", ContentFile(b"x")) for a in ("0", "0a", "b") for b in ("1", "2", "3")
    )
    seen, after = [], ""
    while batch := names_after(kept, after, limit=2):
        seen += [one.name for one in batch]
        after = seen[-1]
    assert sorted(seen) == names
    assert len(seen) == len(names)
    assert names_after(FileSystemStorage(tmp_path / "nothing"), "", limit=2) == []


def test_a_bucket_that_refuses_is_away_and_not_an_unknown_error(s3_address: str, settings: Any) -> None:
    media_in(settings, s3_address)
    with pytest.raises(StorageAway):
        storages["originals"].save("aa/file", ContentFile(b"x"))


def test_the_waits_of_a_real_bucket_are_bounded() -> None:
    config = PrivateS3Storage.client_config
    assert config.connect_timeout == 3
    assert config.read_timeout == 10
    assert config.retries == {"total_max_attempts": 2}


def test_an_upload_to_a_silent_bucket_is_given_up_with_a_sentence(
    seller: Seller, signed_in: Any, settings: Any
) -> None:
    with silent_server() as address:
        media_in(settings, address, client_config=IMPATIENT)
        began = time.monotonic()
        answer = signed_in(seller.user).post(
            reverse("studio-upload"), {"files": SimpleUploadedFile("문.wav", sounds.wav())}, headers=XHR
        )
        assert time.monotonic() - began < 15
    assert answer.status_code in (422, 503)
    assert "문.wav" in answer.json()["errors"][0]["name"]
    assert answer.json()["errors"][0]["message"]
    assert not AudioFile.objects.exists()


@pytest.mark.heavy
def test_a_silent_bucket_holds_an_upload_for_less_than_a_minute(
    seller: Seller, signed_in: Any, settings: Any
) -> None:
    with silent_server() as address:
        media_in(settings, address)
        began = time.monotonic()
        signed_in(seller.user).post(
            reverse("studio-upload"), {"files": SimpleUploadedFile("문.wav", sounds.wav())}, headers=XHR
        )
        assert time.monotonic() - began < 60


def test_a_bucket_that_falls_silent_in_the_examination_makes_nothing_ready(
    bucket: Any, s3_address: str, seller: Seller, at: datetime, settings: Any
) -> None:
    file = sounds.uploaded(seller=seller, at=at)
    with silent_server() as address:
        media_in(settings, address, client_config=IMPATIENT)
        examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    assert (file.state, file.error_code, file.attempt) == ("received", "", 0)
    assert file.trouble_since
    assert not Effect.objects.exists()
    assert not Derivative.objects.exists()
    AudioFile.objects.update(due_at=at)
    media_in(settings, s3_address)
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    assert file.state == "ready"


def test_a_preview_from_a_silent_bucket_is_503_and_not_a_broken_answer(
    bucket: Any, seller: Seller, moderator: User, at: datetime, client: Client, settings: Any
) -> None:
    effect = sounds.on_sale(seller=seller, moderator=moderator, at=at)
    with silent_server() as address:
        media_in(settings, address, client_config=IMPATIENT)
        answer = client.get(effect.preview_url, follow=True)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
