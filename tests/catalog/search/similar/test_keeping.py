"""Vectors and neighbours follow what is on sale, in the same transaction."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from catalog.effects import operations as effects
from catalog.effects.models import Effect
from catalog.moderation import operations as moderation
from catalog.search import operations as index
from catalog.search.similar import refreshing
from catalog.search.similar.models import Neighbours, SoundVector
from catalog.search.similar.nearest import nearest
from catalog.search.similar.operations import STORED, renew
from catalog.search.similar.queries import near_features, neighbours
from catalog.search.similar.tasks import refresh_neighbours
from ksound.lib.money import Money
from tests.factories import people, sounds

from .conftest import PlaceSound, anchor, at_place


def near_ids() -> list[int]:
    return [pk for pk, _distance in near_features(at_place(), limit=50)]


def test_a_published_sound_is_near_to_others_at_once(on_sale):
    assert SoundVector.objects.filter(effect=on_sale).count() == 1
    found = [pk for pk, _ in near_features(on_sale.file.features, limit=5)]
    assert found == [on_sale.pk]


def test_its_neighbours_are_found_when_it_is_published(place_sound: PlaceSound):
    first = place_sound(at_place(1))
    second = place_sound(at_place())
    assert Neighbours.objects.get(effect_id=second.pk).effect_ids == [first.pk]
    assert neighbours(second, limit=6) == [first]


def test_at_most_24_neighbours_are_kept_the_nearest_first(place_sound: PlaceSound):
    others = [place_sound(at_place(1 + number, seed=number)) for number in range(STORED + 3)]
    asked = place_sound(at_place())
    kept = Neighbours.objects.get(effect_id=asked.pk).effect_ids
    assert kept == [near.effect_id for near in nearest(anchor(asked), limit=STORED)]
    assert len(kept) == STORED
    assert others[-1].pk not in kept


def test_a_withdrawn_sound_is_near_to_nothing(on_sale, at):
    effects.withdraw(effect=on_sale, by=on_sale.seller.user, at=at)
    assert near_features(on_sale.file.features, limit=5) == []
    assert not SoundVector.objects.exists()
    assert not Neighbours.objects.exists()


def test_a_suspended_sound_is_near_to_nothing(on_sale, moderator, at):
    moderation.suspend(effect=on_sale, by=moderator, reason="신고", at=at)
    assert near_features(on_sale.file.features, limit=5) == []


def test_a_withdrawn_sound_leaves_the_neighbours_that_others_keep(place_sound: PlaceSound, at):
    gone, asked = place_sound(at_place(1)), place_sound(at_place())
    effects.withdraw(effect=gone, by=gone.seller.user, at=at)
    assert Neighbours.objects.get(effect_id=asked.pk).effect_ids == [gone.pk]
    assert neighbours(asked, limit=6) == []


def test_a_refused_publication_leaves_nothing_near(place_sound: PlaceSound):
    effect = place_sound(at_place(), index=False)
    kept = transaction.savepoint()
    index.index(Effect.objects.with_facts().get(pk=effect.pk))
    assert near_ids() == [effect.pk]
    transaction.savepoint_rollback(kept)
    assert near_ids() == []
    assert not Neighbours.objects.exists()


def test_a_new_price_does_not_touch_the_vector(on_sale, at):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text FROM {SoundVector._meta.db_table}")
        before = cursor.fetchone()
        effects.reprice(effect=on_sale, by=on_sale.seller.user, price=Money.krw(9_000), at=at)
        cursor.execute(f"SELECT xmin::text FROM {SoundVector._meta.db_table}")
        assert cursor.fetchone() == before


def test_a_sound_measured_anew_moves(place_sound: PlaceSound):
    effect = place_sound(at_place(3))
    effect.file.features = at_place()
    effect.file.save()
    renew([effect.pk])
    assert near_features(at_place(), limit=1) == [(effect.pk, 0.0)]


def test_a_draft_measured_anew_stays_out(place_sound: PlaceSound):
    effect = place_sound(at_place(), index=False, state=Effect.State.DRAFT)
    renew([effect.pk])
    assert near_ids() == []


def test_a_sound_without_features_is_on_sale_and_near_to_nothing(make_effect):
    effect = make_effect("옛 소리")
    assert near_ids() == []
    assert neighbours(effect, limit=6) == []


def test_the_night_writes_what_is_missing_and_removes_what_is_too_much(place_sound: PlaceSound):
    missing, stale = place_sound(at_place(), index=False), place_sound(at_place(1))
    Effect.objects.filter(pk=stale.pk).update(state=Effect.State.WITHDRAWN)
    assert refresh_neighbours() == 1
    assert near_ids() == [missing.pk]
    assert list(Neighbours.objects.values_list("effect_id", flat=True)) == [missing.pk]


def test_the_night_finds_neighbours_that_came_later(place_sound: PlaceSound, at):
    early = place_sound(at_place())
    late = place_sound(at_place(1))
    assert neighbours(early, limit=6) == []
    assert list(refreshing.find_neighbours(before=at + timedelta(days=365), at=at)) == [2]
    assert neighbours(early, limit=6) == [late]


def test_an_interrupted_night_goes_on_where_it_ended(monkeypatch, place_sound: PlaceSound, at):
    monkeypatch.setattr(refreshing, "_BATCH", 2)
    for number in range(5):
        place_sound(at_place(number, seed=number))
    at += timedelta(days=365)
    night = refreshing.find_neighbours(before=at, at=at)
    assert next(night) == 2
    night.close()
    assert Neighbours.objects.filter(found_at=at).count() == 2
    assert list(refreshing.find_neighbours(before=at, at=at)) == [2, 3]
    assert Neighbours.objects.filter(found_at=at).count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_reader_in_another_connection_sees_a_withdrawal_the_moment_it_commits(at):
    """Before the commit the sound is there for everybody else, afterwards for nobody: also in kept lists."""
    seller = people.seller("reader@example.com", name="소리", creator_id="RDR")
    moderator = people.moderator("moderating@example.com")
    content = [sounds.wav(hz=hz) for hz in (440, 470)]
    asked, gone = (
        sounds.on_sale(seller=seller, moderator=moderator, at=at, content=each) for each in content
    )
    refresh_neighbours()
    Neighbours.objects.update_or_create(
        effect_id=asked.pk, defaults={"effect_ids": [gone.pk], "found_at": at}
    )
    seen: list[tuple[list[int], list[Effect]]] = []

    def read() -> None:
        near = nearest(anchor(asked), limit=5)
        seen.append(([one.effect_id for one in near], neighbours(asked, limit=6)))
        connection.close()

    def read_elsewhere() -> None:
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()

    with transaction.atomic():
        effects.withdraw(effect=gone, by=seller.user, at=at)
        read_elsewhere()
    read_elsewhere()
    assert seen == [([gone.pk], [gone]), ([], [])]
