"""What composing a delivered file costs, beside reading the plain file in the same run."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog.audio.embed import compose
from catalog.effects import originals
from catalog.effects.models import AudioFile, Effect
from ksound.core.models import User
from ksound.core.serving import StoredFile, serve
from marketplace.orders.models import Order
from tests.catalog.audio.embed.originals import DELIVERY
from tests.catalog.audio.sounds import fmt
from tests.factories import orders

MB = 1_000_000
CHUNK_BYTES = 256 * 1024
ROUNDS = 7


@dataclass(frozen=True)
class Stored:
    """An original in a folder."""

    file: BinaryIO
    size: int

    def read(self, offset: int, length: int) -> bytes:
        self.file.seek(offset)
        return self.file.read(length)


def wav(path: Path, size: int, *, sparse: bool) -> Path:
    """A stereo 24-bit WAV of about that many bytes; a sparse one takes no room on the disk."""
    form, data = fmt(channels=2, bits=24), size // 6 * 6
    with path.open("wb") as file:
        file.write(
            b"RIFF" + (36 + data).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little") + form
        )
        file.write(b"data" + data.to_bytes(4, "little"))
        if sparse:
            file.truncate(44 + data)
        else:
            for start in range(0, data, MB):
                file.write(bytes(range(250)) * 4_000 if start + MB <= data else bytes(data - start))
    return path


def composed(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        original = Stored(file, path.stat().st_size)
        yield from compose(original=original, delivery=DELIVERY).stream(original)


def plain(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def sent(pieces: Iterator[bytes]) -> int:
    return sum(map(len, pieces))


def peak_bytes(path: Path) -> int:
    tracemalloc.start()
    sent(composed(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.bench
def test_composed_throughput_beside_the_plain_file(tmp_path: Path) -> None:
    path = wav(tmp_path / "x.wav", 400 * MB, sparse=False)
    assert sent(composed(path)) > sent(plain(path))
    pairs = [
        (seconds(lambda: sent(plain(path))), seconds(lambda: sent(composed(path)))) for _ in range(ROUNDS)
    ]
    floor, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(
        f"\nplain file {0.4 / floor:5.1f} GB/s, composed {0.4 / ours:5.1f} GB/s: ratio {floor / ours:.2f} (bar 0.8)"
    )


@pytest.mark.bench
def test_memory_at_10_mb_and_at_2_gb(tmp_path: Path) -> None:
    small = peak_bytes(wav(tmp_path / "small.wav", 10 * MB, sparse=False))
    large = peak_bytes(wav(tmp_path / "large.wav", 2_000 * MB, sparse=True))
    print(f"\nmemory of a composed download: 10 MB {small / 1024:.0f} KiB, 2 GB {large / 1024:.0f} KiB")


@pytest.mark.bench
def test_time_to_plan(tmp_path: Path) -> None:
    path = wav(tmp_path / "x.wav", 2_000 * MB, sparse=True)
    with path.open("rb", buffering=0) as file:
        original = Stored(file, path.stat().st_size)
        times = [seconds(lambda: compose(original=original, delivery=DELIVERY)) for _ in range(200)]
        composition = compose(original=original, delivery=DELIVERY)
        ranges = [seconds(lambda: list(composition.read(MB, 2 * MB))) for _ in range(1_000)]
    print(f"\nplan a 2 GB WAV: {statistics.median(times) * 1e6:.0f} µs, of {composition.size} bytes")
    print(f"find a range in it: {statistics.median(ranges) * 1e6:.1f} µs")


@pytest.fixture
def order(on_sale: Effect, buyer: User, at: datetime) -> Order:
    """Four sounds, all of them one stored file."""
    return orders.paid(buyer=buyer, effects=[on_sale, *orders.copies(on_sale, 3)], at=at)


@pytest.fixture
def browser(buyer: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(buyer)


def put_in_place(size: int, *, sparse: bool) -> AudioFile:
    """Make the stored sound one of about that many bytes."""
    name = AudioFile.objects.values_list("storage_name", flat=True)[0]
    path = wav(Path(originals.storage().path(name)), size, sparse=sparse)
    AudioFile.objects.update(byte_size=path.stat().st_size, payload_sha256="", payload_crc32=None)
    return AudioFile.objects.all()[0]


def sent_by(response: HttpResponseBase) -> int:
    assert isinstance(response, StreamingHttpResponse)
    return sum(len(chunk) for chunk in cast("Iterator[bytes]", response.streaming_content))


def plainly_served(file: AudioFile) -> HttpResponseBase:
    stored = StoredFile(
        storage=originals.storage(),
        name=file.storage_name,
        byte_size=file.byte_size,
        sha256="00" * 32,
        content_type="audio/wav",
        file_name="x.wav",
        attachment=True,
        cache_control="no-store",
    )
    return serve(RequestFactory().get("/"), stored)


@pytest.mark.bench
def test_the_download_page_beside_a_plain_file(order: Order, browser: Client) -> None:
    file, address = put_in_place(400 * MB, sparse=False), orders.licences(order)[0].download_url
    assert sent_by(browser.get(address)) > sent_by(plainly_served(file))
    pairs = [
        (
            seconds(lambda: sent_by(plainly_served(file))),
            seconds(lambda: sent_by(browser.get(address))),
        )
        for _ in range(ROUNDS)
    ]
    floor, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(
        f"\nserved plain {0.4 / floor:5.1f} GB/s, with its licence {0.4 / ours:5.1f} GB/s, sign-in and record"
        f" included: ratio {floor / ours:.2f} (bar 0.8)"
    )


@pytest.mark.bench
def test_memory_of_a_download_and_of_an_archive(order: Order, browser: Client) -> None:
    file = orders.licences(order)[0].download_url
    archive = reverse("download-order", args=[order.public_id])
    for address, name in ((file, "download"), (archive, "archive of four")):
        peaks = []
        for size, sparse in ((10 * MB, False), (2_000 * MB, True)):
            put_in_place(size, sparse=sparse)
            sent_by(browser.get(archive, headers={"Range": "bytes=0-0"}))
            tracemalloc.start()
            sent_by(browser.get(address))
            peaks.append(tracemalloc.get_traced_memory()[1] / 1024)
            tracemalloc.stop()
        print(f"\nmemory of a {name}: of 10 MB sounds {peaks[0]:.0f} KiB, of 2 GB {peaks[1]:.0f} KiB")
