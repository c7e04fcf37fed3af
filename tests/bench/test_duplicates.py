"""What one question to the index of fingerprints costs, beside a lookup by hash, as the library grows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from django.db import connection

from catalog.audio.fingerprint import Fingerprint, to_bytes
from catalog.audio.outputs import VERSIONS, Output
from catalog.audio.telling import probes
from catalog.duplicates.candidates import candidates
from catalog.duplicates.finding import Sought, resembling
from catalog.duplicates.models import AcousticPrint, PrintSegment
from catalog.duplicates.operations import segments
from catalog.effects.models import AudioFile
from tests.catalog.audio.recordings import RATE, fingerprint, mp3, unrelated
from tests.catalog.duplicates.conftest import filed  # noqa: F401  the rows of many sounds

SIZES = (500, 1_000, 5_000)
ASKED = 40


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def varied(one: Fingerprint, number: int) -> Fingerprint:
    """Another sound with the statistics of this one: all its words with the same bits turned round."""
    turned = np.random.default_rng(number).integers(0, 1 << 24, dtype=np.uint32) if number else np.uint32(0)
    return Fingerprint(one.signs ^ turned, one.strong, one.finer)


def add(files: list[AudioFile], prints: list[Fingerprint]) -> None:
    version, pairs = VERSIONS[Output.FINGERPRINT], list(zip(files, prints, strict=True))
    AcousticPrint.objects.bulk_create(
        [AcousticPrint(file=file, version=version, content=to_bytes(one)) for file, one in pairs], 500
    )
    rows = [row for file, one in pairs for row in segments(file_id=file.pk, fingerprint=one)]
    PrintSegment.objects.bulk_create(rows, 500)


@pytest.mark.bench
@pytest.mark.django_db
def test_a_question_against_the_size_of_the_library(filed: Callable[[int], list[AudioFile]]) -> None:  # noqa: F811
    heard = list(unrelated(250))
    prints = [fingerprint(*sound) for sound in heard]
    copies = [fingerprint(*mp3(*heard[number])) for number in range(0, 250, 250 // ASKED)]
    files, table = filed(max(SIZES)), PrintSegment._meta.db_table
    everything = [varied(prints[number % 250], number // 250) for number in range(len(files))]
    print(
        "\n sounds    lookup by hash   candidates   × lookup   with comparison   × lookup   found of",
        len(copies),
    )
    done = 0
    for size in SIZES:
        add(files[done:size], everything[done:size])
        done = size
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")
        floor = statistics.median(
            milliseconds(lambda: AudioFile.objects.filter(sha256="-").first()) for _ in range(100)
        )
        asked = statistics.median(milliseconds(partial(candidates, one)) for one in copies)
        whole, found = [], 0
        for number, one in enumerate(copies):
            sought = Sought(sha256="-", pcm_sha256="", fingerprint=one)
            whole.append(milliseconds(partial(resembling, sought)))
            original = files[number * (250 // ASKED)]
            found += original in [one.original for one in resembling(sought)]
        full = statistics.median(whole)
        print(
            f"{size:7}   {floor:11.2f} ms {asked:9.1f} ms {asked / floor:10.0f} {full:14.1f} ms"
            f" {full / floor:10.0f} {found:10}"
        )
    seconds = sum(sound.shape[1] / rate for sound, rate in heard) * len(files) / 250
    with connection.cursor() as cursor:
        for name in (table, AcousticPrint._meta.db_table):
            cursor.execute("SELECT pg_total_relation_size(%s)", [name])
            print(f"{name}: {cursor.fetchone()[0] / seconds:.0f} bytes per second of sound")
    words = [len(probes(one)) for one in copies]
    print(
        f"words asked: median {statistics.median(words):.0f}, most {max(words)}; sounds at {RATE} Hz, 0.3–2 s"
    )
