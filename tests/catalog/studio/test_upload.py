"""Uploading in the browser."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error as DatabaseError
from django.test import Client
from django.urls import reverse

from catalog.effects import originals
from catalog.effects.models import AudioFile, Effect
from catalog.effects.tasks import examine_original
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories import sounds

Browser = Callable[[User], Client]
XHR = {"X-Requested-With": "XMLHttpRequest"}


def send(browser: Client, *files: SimpleUploadedFile) -> Any:
    return browser.post(reverse("studio-upload"), {"files": list(files)}, headers=XHR)


def test_several_files_are_taken_in_at_once(seller: Seller, signed_in: Browser) -> None:
    answer = send(
        signed_in(seller.user),
        SimpleUploadedFile("하나.wav", sounds.wav()),
        SimpleUploadedFile("둘.wav", sounds.wav(hz=880)),
    )
    assert answer.status_code == 201
    assert [file["name"] for file in answer.json()["files"]] == ["하나.wav", "둘.wav"]
    assert AudioFile.objects.filter(seller=seller, state="received", due_at__isnull=False).count() == 2


def test_the_bytes_are_private_and_unchanged(seller: Seller, signed_in: Browser) -> None:
    content = sounds.wav()
    send(signed_in(seller.user), SimpleUploadedFile("문.wav", content))
    with originals.storage().open(AudioFile.objects.get().storage_name) as kept:
        assert kept.read() == content


def test_an_upload_survives_a_broker_that_is_away(
    seller: Seller, signed_in: Browser, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    from kombu.exceptions import OperationalError

    def away(**ids: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(examine_original, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(signed_in(seller.user), SimpleUploadedFile("문.wav", sounds.wav()))
    assert answer.status_code == 201
    assert AudioFile.objects.get().state == "received"


def test_a_database_that_fails_leaves_no_orphan_and_says_so(
    seller: Seller, signed_in: Browser, monkeypatch, private_media
) -> None:
    def fails(**fields: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(AudioFile.objects, "create", fails)
    answer = send(signed_in(seller.user), SimpleUploadedFile("문.wav", sounds.wav()))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["errors"][0]["name"] == "문.wav"
    assert [path for path in (private_media / "originals").rglob("*") if path.is_file()] == []


def test_a_file_that_is_too_large_is_refused_by_name(
    seller: Seller, signed_in: Browser, settings: Any
) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000
    answer = send(signed_in(seller.user), SimpleUploadedFile("큰.wav", sounds.wav()))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "큰.wav"
    assert not AudioFile.objects.exists()


def test_nothing_chosen_is_explained(seller: Seller, signed_in: Browser) -> None:
    answer = signed_in(seller.user).post(reverse("studio-upload"), {}, headers=XHR)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"]


def test_a_suspended_seller_uploads_nothing(seller: Seller, signed_in: Browser) -> None:
    Seller.objects.filter(pk=seller.pk).update(state="suspended")
    answer = send(signed_in(seller.user), SimpleUploadedFile("문.wav", sounds.wav()))
    assert answer.status_code == 422
    assert not AudioFile.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.wav", "a\u202etxt.wav", "e\u0301\u0000\ud800.wav".replace("\ud800", ""), "ㄱ" * 300],
)
def test_hostile_names_are_only_names(seller: Seller, at: datetime, name: str) -> None:
    file = sounds.examined(seller=seller, at=at, name=name)
    assert file.state == "ready"
    assert "\u202e" not in file.original_name
    assert len(file.original_name) <= 255


def test_people_who_do_not_sell_are_sent_to_registration(buyer: User, signed_in: Browser) -> None:
    answer = signed_in(buyer).get(reverse("studio-upload"))
    assert answer.headers["Location"] == reverse("seller-register")


def test_the_rows_follow_the_worker(upload: AudioFile, signed_in: Browser) -> None:
    browser = signed_in(upload.seller.user)
    rows = reverse("studio-upload-rows")
    assert 'data-state="received"' in browser.get(rows).content.decode()
    examine_original(audio_file_id=upload.pk)
    page = browser.get(rows).content.decode()
    assert 'data-state="ready"' in page
    assert reverse("studio-effect", args=[upload.effect.public_id]) in page


def test_a_rejected_file_says_why_and_offers_another_try(
    seller: Seller, at: datetime, signed_in: Browser
) -> None:
    file = sounds.examined(seller=seller, at=at, content=b"not a sound")
    browser = signed_in(seller.user)
    page = browser.get(reverse("studio-upload")).content.decode()
    assert 'data-testid="upload-error"' in page
    assert reverse("studio-upload-retry") in page
    browser.post(reverse("studio-upload-retry"), {"file": file.public_id})
    file.refresh_from_db()
    assert file.state == "received"


def test_a_discarded_upload_is_gone_with_its_bytes(seller: Seller, at: datetime, signed_in: Browser) -> None:
    file = sounds.examined(seller=seller, at=at)
    signed_in(seller.user).post(reverse("studio-upload-discard"), {"file": file.public_id})
    assert not AudioFile.objects.exists()
    assert not Effect.objects.exists()
    assert not originals.storage().exists(file.storage_name)


def test_what_was_submitted_cannot_be_discarded(seller: Seller, at: datetime, signed_in: Browser) -> None:
    effect = sounds.submitted(seller=seller, at=at)
    signed_in(seller.user).post(reverse("studio-upload-discard"), {"file": effect.file.public_id})
    assert Effect.objects.filter(pk=effect.pk, state="in_review").exists()
    assert originals.storage().exists(effect.file.storage_name)


def test_somebody_elses_upload_does_not_exist(seller: Seller, at: datetime, signed_in: Browser) -> None:
    from tests.factories import people

    stranger = people.seller("stranger@example.com", name="남", creator_id="NAM")
    file = sounds.examined(seller=seller, at=at, content=b"nothing")
    for name in ("studio-upload-retry", "studio-upload-discard"):
        answer = signed_in(stranger.user).post(reverse(name), {"file": file.public_id})
        assert answer.status_code == 404
    file.refresh_from_db()
    assert file.state == "rejected"


def test_the_upload_page_needs_the_same_statements_for_1_and_24_files(
    seller: Seller, at: datetime, signed_in: Browser, django_assert_max_num_queries
) -> None:
    browser = signed_in(seller.user)
    sounds.examined(seller=seller, at=at)
    browser.get(reverse("studio-upload"))
    with django_assert_max_num_queries(20) as one:
        browser.get(reverse("studio-upload"))
    for number in range(23):
        sounds.examined(seller=seller, at=at, content=sounds.wav(hz=300 + number, seconds=0.05))
    with django_assert_max_num_queries(len(one.captured_queries)):
        browser.get(reverse("studio-upload"))
