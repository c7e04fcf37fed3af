"""An upload whose commit goes wrong in the rarest way: the row counts, but the web process never hears so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, connection

from catalog.effects import originals
from catalog.effects.models import AudioFile
from catalog.effects.tasks import examine_original
from sellers.registration.models import Seller
from tests.factories import people, sounds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seller() -> Seller:
    return people.seller("seller@example.com", name="달빛소리", creator_id="DALB")


def originals_kept(private_media: Any) -> int:
    return len([path for path in (private_media / "originals").rglob("*") if path.is_file()])


def test_a_commit_whose_answer_is_lost_keeps_the_bytes_of_its_row(
    seller: Seller, at: datetime, monkeypatch: Any
) -> None:
    really_commit = getattr(connection, "_commit")  # noqa: B009  the hook between COMMIT and its answer

    def commit_unheard() -> None:
        really_commit()
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as outage:
        outage.setattr(connection, "_commit", commit_unheard)
        with pytest.raises(OperationalError):
            sounds.uploaded(seller=seller, at=at)
    file = AudioFile.objects.get()
    assert originals.storage().exists(file.storage_name)
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    assert file.state == "ready"


def test_a_commit_that_failed_leaves_neither_row_nor_bytes(
    seller: Seller, at: datetime, monkeypatch: Any, private_media: Any
) -> None:
    def commit_refused() -> None:
        raise OperationalError("disk full")

    with monkeypatch.context() as outage:
        outage.setattr(connection, "_commit", commit_refused)
        with pytest.raises(OperationalError):
            sounds.uploaded(seller=seller, at=at)
    assert not AudioFile.objects.exists()
    assert originals_kept(private_media) == 0


def test_an_announcement_that_fails_in_an_unknown_way_is_no_reason_to_lose_the_upload(
    seller: Seller, at: datetime, monkeypatch: Any
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("a bug in the broker's client")

    monkeypatch.setattr(examine_original, "apply_async", broken)
    file = sounds.uploaded(seller=seller, at=at)
    assert originals.storage().exists(file.storage_name)
    assert AudioFile.objects.get().state == "received"
