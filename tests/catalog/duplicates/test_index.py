"""The index finds copies among many sounds, by its words and not by reading everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from pytest_django import DjangoAssertNumQueries

from catalog.audio.fingerprint import Fingerprint, to_bytes
from catalog.audio.outputs import VERSIONS, Output
from catalog.duplicates.candidates import SHARED, candidates
from catalog.duplicates.finding import Sought, resembling
from catalog.duplicates.models import AcousticPrint, PrintSegment
from catalog.duplicates.operations import segments
from catalog.effects.models import AudioFile
from tests.catalog.audio.recordings import RATE, fingerprint, mp3, unrelated

Filed = Callable[[int], list[AudioFile]]
VERSION = VERSIONS[Output.FINGERPRINT]


def put_in(files: list[AudioFile], prints: list[Fingerprint]) -> None:
    pairs = list(zip(files, prints, strict=True))
    AcousticPrint.objects.bulk_create(
        AcousticPrint(file=file, version=VERSION, content=to_bytes(one)) for file, one in pairs
    )
    PrintSegment.objects.bulk_create(
        row for file, one in pairs for row in segments(file_id=file.pk, fingerprint=one)
    )


def random_fingerprint(seed: int, words: int = 150) -> Fingerprint:
    return Fingerprint(*np.random.default_rng(seed).integers(0, 1 << 24, (3, words), dtype=np.uint32))


def sought(one: Fingerprint, file_id: int = 0) -> Sought:
    return Sought(sha256="-", pcm_sha256="", fingerprint=one, file_id=file_id)


@pytest.mark.django_db
@pytest.mark.parametrize("sounds", [150, pytest.param(500, marks=pytest.mark.heavy)])
def test_unrelated_sounds_raise_no_alarm_and_the_copy_of_one_does(filed: Filed, sounds: int) -> None:
    heard = list(unrelated(sounds))
    prints = [fingerprint(*sound) for sound in heard]
    files = filed(len(prints))
    put_in(files, prints)
    alarms = [
        (file.original_name, found.original.original_name)
        for file, one in zip(files, prints, strict=True)
        for found in resembling(sought(one, file.pk))
    ]
    assert alarms == []
    # The 41st is a door; the shortest of all lasts 0.3 s.
    for number in (40, min(range(80, sounds), key=lambda n: (heard[n][0].shape[1], n))):
        copy = fingerprint(*mp3(*heard[number]))
        assert [found.original for found in resembling(sought(copy))] == [files[number]]


@pytest.mark.django_db
@pytest.mark.parametrize("sounds", [20, 1_000])
def test_candidates_come_from_the_index_of_words(
    filed: Filed, monkeypatch: pytest.MonkeyPatch, sounds: int
) -> None:
    """As it is asked, in a small table without statistics and in a larger one."""
    put_in(filed(sounds), [random_fingerprint(number, 40) for number in range(sounds)])
    plans: list[str] = []

    def explained(cursor: CursorWrapper, sql: str, params: Any = None) -> None:
        if sql == SHARED:
            ask(cursor, f"EXPLAIN {sql}", params)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
        ask(cursor, sql, params)

    ask = CursorWrapper.execute
    monkeypatch.setattr(CursorWrapper, "execute", explained)
    assert len(candidates(random_fingerprint(7, 40))) >= 1
    (plan,) = plans
    assert "Bitmap Index Scan on print_segment_words" in plan
    assert "Seq Scan" not in plan
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)


@pytest.mark.django_db
def test_the_statements_are_as_many_for_one_sound_as_for_24(
    filed: Filed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = random_fingerprint(1)
    put_in(filed(1), [one])
    with django_assert_num_queries(9):
        assert len(resembling(sought(one))) == 1
    put_in(filed(23), [one] * 23)
    with django_assert_num_queries(9):
        assert len(resembling(sought(one))) == 10


@pytest.mark.django_db
def test_a_long_sound_is_in_segments_and_found_by_its_last_second(filed: Filed) -> None:
    hour = random_fingerprint(2, 170_000)
    file, other = filed(2)
    put_in([file, other], [hour, random_fingerprint(3)])
    assert PrintSegment.objects.filter(file=file).count() == 333
    last = Fingerprint(hour.signs[-47:], hour.strong[-47:], hour.finer[-47:])
    assert candidates(last)[0].file_id == file.pk
    assert [one.original for one in resembling(sought(last))] == [file]


@pytest.mark.django_db
def test_a_sound_that_says_nothing_costs_no_search(
    filed: Filed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put_in(filed(1), [random_fingerprint(1)])
    with django_assert_num_queries(0):
        assert candidates(fingerprint(np.zeros((1, RATE), "f4"))) == []


@pytest.mark.django_db
def test_fingerprints_of_older_code_are_not_compared(filed: Filed) -> None:
    one = random_fingerprint(1)
    put_in(filed(1), [one])
    PrintSegment.objects.update(version=VERSION + 1)
    AcousticPrint.objects.update(version=VERSION + 1)
    assert candidates(one) == []
