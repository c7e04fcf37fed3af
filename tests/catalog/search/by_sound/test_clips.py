"""Finding by a sound of one's own: what it finds, whose it is, and that it is forgotten in time."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.audio.childprocess import SandboxUnavailable
from catalog.effects import operations as effects
from catalog.search.by_sound import bounds, clips, examining, problems
from catalog.search.by_sound.models import Clip
from catalog.search.by_sound.tasks import clip_sandbox, examine_clip, tidy_clips
from tests.catalog.search.similar.conftest import at_place, place_sound  # noqa: F401  the rows of a small library
from tests.factories import sounds

from .conftest import Bring, address, sound

State = Clip.State


def stored() -> list[Path]:
    return [path for path in Path(clips.storage().path("")).rglob("*") if path.is_file()]


def test_a_brought_file_finds_the_sound_it_is_a_copy_of(client, bring: Bring, on_sale):
    clip = bring(sounds.wav(), browser=client)
    response = client.get(address(clip))
    assert clip.state == State.READY
    assert response.context["near"].effects == [on_sale]
    assert response.context["near"].distances == [pytest.approx(0, abs=0.01)]


@pytest.mark.parametrize("form", ["WAV", "FLAC", "OGG", "MP3"])
def test_the_usual_formats_are_understood(client, bring: Bring, form: str):
    clip = bring(sound(form=form), browser=client, name=f"clip.{form.lower()}")
    assert (clip.state, clip.error_code) == (State.READY, "")


def test_the_bytes_are_gone_as_soon_as_they_are_compared(client, bring: Bring):
    waiting = bring(sound(), browser=client, worker=False)
    assert len(stored()) == 1
    examine_clip(clip_id=waiting.pk)
    assert stored() == []


def test_a_withdrawn_sound_is_found_by_no_clip(client, bring: Bring, on_sale, at):
    clip = bring(sounds.wav(), browser=client)
    effects.withdraw(effect=on_sale, by=on_sale.seller.user, at=at)
    assert client.get(address(clip)).context["near"].effects == []


def test_results_are_narrowed_by_filters_and_weights(client, bring: Bring, place_sound):  # noqa: F811
    clip = bring(sound(), browser=client)
    rain = place_sound(at_place(), cat_id="RAIN", title_ko="비")
    place_sound(at_place(1), cat_id="DOORWood")
    near = client.get(address(clip), {"category": "RAIN", "pitch": "4"}).context["near"]
    assert near.effects == [rain]
    assert near.weights.pitch == 4


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (sound(seconds=31), "too_long"),
        (sound(seconds=0.02), problems.TOO_SHORT),
        (sound(peak=0.0), problems.SILENT),
        (sound(peak=0.0002), problems.SILENT),
        (b"not a sound\n" * 99, "not_audio"),
        (sound()[:2_000], "truncated"),
        (b"RIFF\0\0\0\0WAVE", "no_audio_stream"),
    ],
    ids=["long", "short", "silent", "nearly silent", "text", "cut", "no sound"],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_clip_that_cannot_be_compared_says_why_and_what_to_do(
    client, bring: Bring, content: bytes, code: str, language: str
):
    clip = bring(content, browser=client)
    assert clip.state == State.FAILED
    assert (clip.features, stored()) == (None, [])
    page = client.get(language + address(clip))
    assert page.status_code == 200
    assert page.context["problem"] == problems.sentence(clip.error_code)
    if code in problems.SENTENCES:
        assert clip.error_code == code


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({}, 422, problems.NOTHING),
        ({"clip": "only text"}, 422, problems.NOTHING),
        ({"clip": SimpleUploadedFile("a.wav", b"")}, 422, problems.NOTHING),
    ],
    ids=["nothing", "text", "empty file"],
)
def test_nothing_brought_is_said_at_once(db, client, sent, status: int, code: str):
    response = client.post(reverse("search-by-sound"), sent)
    assert response.status_code == status
    assert response.context["problem"]
    assert not Clip.objects.exists()


def test_a_file_beyond_the_limit_is_refused_and_not_kept(monkeypatch, client, db):
    monkeypatch.setattr("catalog.search.by_sound.receiving.MOST_BYTES", 1_000)
    response = client.post(reverse("search-by-sound"), {"clip": SimpleUploadedFile("a.wav", sound())})
    assert response.status_code == 422
    assert response.context["problem"] == problems.sentence("too_large")
    assert (Clip.objects.count(), stored()) == (0, [])


def test_a_body_far_too_large_is_refused_before_it_is_read(client, db):
    body = "x" * 100
    response = client.generic(
        "POST", reverse("search-by-sound"), body, CONTENT_LENGTH=str(bounds.MOST_BYTES * 2)
    )
    assert response.status_code == 413
    assert response.context["problem"] == problems.sentence("too_large")


def test_the_form_is_protected_against_forgery(db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("search-by-sound"), {"clip": SimpleUploadedFile("a.wav", sound())})
    assert response.status_code == 403
    assert not Clip.objects.exists()


def test_another_visitor_cannot_see_a_clip_nor_tell_that_it_is_there(
    client, bring: Bring, on_sale, other, signed_in
):
    clip = bring(sounds.wav(), browser=client)
    invented = reverse("search-by-sound-clip", args=["01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    for stranger in (Client(), signed_in(other)):
        theirs, nobodys = stranger.get(address(clip)), stranger.get(invented)
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert "near" not in theirs.context
        assert stranger.post(address(clip)).status_code == 404
    assert Clip.objects.filter(pk=clip.pk).exists()


def test_a_visitor_who_brought_another_clip_sees_only_that(bring: Bring, on_sale):
    first, second = Client(), Client()
    mine, theirs = bring(sound(), browser=first), bring(sound(), browser=second)
    assert first.get(address(mine)).status_code == 200
    assert first.get(address(theirs)).status_code == 404


def test_signing_in_keeps_ones_clip(client, bring: Bring, buyer):
    clip = bring(sound(), browser=client)
    client.force_login(buyer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address(clip)).status_code == 200


def test_a_clip_is_over_in_time_and_its_bytes_are_deleted(client, bring: Bring):
    compared, waiting = bring(sound(), browser=client), bring(sound(), browser=client, worker=False)
    with time_machine.travel(timezone.now() + bounds.LIFETIME):
        response = client.get("/en" + address(compared))
        assert response.status_code == 404
        assert "This search is over" in response.content.decode()
        assert tidy_clips() == 2
    assert (Clip.objects.count(), stored()) == (0, [])
    assert waiting.pk != compared.pk


def test_nothing_is_kept_longer_than_ten_minutes_even_when_one_tidying_is_missed():
    from django.conf import settings

    every_s = settings.CELERY_BEAT_SCHEDULE["tidy-clips"]["schedule"]
    assert bounds.LIFETIME + 2 * timedelta(seconds=every_s) <= timedelta(minutes=10)


def test_a_young_clip_outlives_the_tidying(client, bring: Bring):
    clip = bring(sound(), browser=client, worker=False)
    assert tidy_clips() == 0
    assert Clip.objects.filter(pk=clip.pk).exists()
    assert len(stored()) == 1


def test_bytes_whose_row_was_never_written_are_deleted(db):
    path = Path(clips.storage().path(f"{clips.FOLDER}/left"))
    path.parent.mkdir(parents=True)
    path.write_bytes(sound())
    tidy_clips()
    assert stored() == [path]
    long_ago = time.time() - bounds.LIFETIME.total_seconds() - 1
    os.utime(path, (long_ago, long_ago))
    tidy_clips()
    assert stored() == []


def test_a_clip_can_be_forgotten_at_once(client, bring: Bring):
    clip = bring(sound(), browser=client, worker=False)
    assert client.post(address(clip)).status_code == 302
    assert (Clip.objects.count(), stored()) == (0, [])
    examine_clip(clip_id=clip.pk)
    assert Clip.objects.count() == 0


def test_a_clip_forgotten_while_it_is_compared_stays_forgotten(client, bring: Bring, monkeypatch):
    clip = bring(sound(), browser=client, worker=False)
    describe = clip_sandbox().describe

    def forgotten_meanwhile(*given):
        report = describe(*given)
        clips.forget(clip=Clip.objects.get(pk=clip.pk))
        return report

    monkeypatch.setattr(clip_sandbox(), "describe", forgotten_meanwhile)
    examine_clip(clip_id=clip.pk)
    assert (Clip.objects.count(), stored()) == (0, [])


def test_the_waiting_page_asks_until_the_whole_result_takes_its_place(client, bring: Bring):
    clip = bring(sound(), browser=client, worker=False)
    headers = {"HX-Request": "true", "HX-Target": "clip-state"}
    page = client.get(address(clip)).content.decode()
    assert f'hx-get="{address(clip)}"' in page
    assert '<meta http-equiv="refresh"' in page
    waiting = client.get(address(clip), headers=headers)
    assert "<html" not in waiting.content.decode()
    examine_clip(clip_id=clip.pk)
    done = client.get(address(clip), headers=headers)
    assert (done["HX-Retarget"], done["HX-Reselect"]) == ("#main", "#main")
    assert 'id="near-results"' in done.content.decode()


def test_a_lost_wake_up_is_made_good_by_the_tidying(client, bring: Bring):
    clip = bring(sound(), browser=client, worker=False)
    assert examining.due(at=timezone.now()) == [clip.pk]


def test_one_clip_delivered_twice_is_compared_once(client, bring: Bring):
    clip = bring(sound(), browser=client)
    before = clip.features
    examine_clip(clip_id=clip.pk)
    clip.refresh_from_db()
    assert (clip.attempt, clip.features) == (1, before)


def test_a_clip_that_a_worker_left_behind_is_taken_up_once_more_and_then_fails(client, bring: Bring):
    clip = bring(sound(), browser=client, worker=False)
    at = timezone.now()
    assert examining.claim(clip_id=clip.pk, at=at)
    assert examining.claim(clip_id=clip.pk, at=at) is None
    at += bounds.LEASE * 2
    assert examining.claim(clip_id=clip.pk, at=at)
    assert examining.claim(clip_id=clip.pk, at=at + bounds.LEASE * 2) is None
    clip.refresh_from_db()
    assert (clip.state, clip.error_code) == (State.FAILED, "crashed")


def test_trouble_of_our_own_is_told_and_keeps_no_bytes(client, bring: Bring, monkeypatch):
    clip = bring(sound(), browser=client, worker=False)

    def unavailable(*_given):
        raise SandboxUnavailable

    monkeypatch.setattr(clip_sandbox(), "describe", unavailable)
    examine_clip(clip_id=clip.pk)
    assert client.get(address(clip)).context["problem"] == problems.sentence("unavailable")
    assert stored() == []


def test_many_clips_in_an_hour_are_too_many(client, bring: Bring, settings):
    settings.CLIPS_PER_HOUR = 1
    bring(sound(), browser=client)
    response = client.post(reverse("search-by-sound"), {"clip": SimpleUploadedFile("a.wav", sound())})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3_600
    assert (Clip.objects.count(), stored()) == (1, [])


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.wav", "노래 😀.wav", "x" * 300])
def test_any_name_will_do(client, bring: Bring, name: str):
    clip = bring(sound(), browser=client, name=name)
    assert clip.state == State.READY
    assert len(clip.name) <= 120
    assert client.get(address(clip)).status_code == 200
