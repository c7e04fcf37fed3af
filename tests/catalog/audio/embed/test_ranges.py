"""Resuming a download, and what two buyers' copies have in common."""

import hashlib
import random
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.audio.embed import Delivery, compose, payload_range
from catalog.audio.embed.windows import WINDOW_BYTES, Windows

from .. import sounds
from . import originals
from .originals import DELIVERY, Memory, composed, delivered, read_back

ANOTHER = replace(
    DELIVERY, licence_id="KSL-2026-999999", licence_url="https://ksound.example/licences/77AAAA"
)
LICENCE_KEYS = {
    "OriginatorReference", "UserComments", "LicenseID", "URL", "userData", "ICOP", "TXXX:LicenseID", "TCOP",
    "WCOP", "LICENSE", "COPYRIGHT", "License", "Copyright", "cprt", "(c)",
}  # fmt: skip


@pytest.mark.parametrize("kind", originals.MAKERS)
def test_fifty_random_ranges_make_the_same_file(kind: str, tmp_path: Path):
    data = originals.MAKERS[kind](tmp_path)
    composition, whole = composed(data), delivered(data)
    chance = random.Random(7)
    cuts = sorted(chance.sample(range(1, composition.size), 49))
    pieces = list(zip([0, *cuts], [*cuts, composition.size], strict=True))
    chance.shuffle(pieces)
    got = {start: b"".join(composed(data).stream(Memory(data), start, stop)) for start, stop in pieces}

    joined = b"".join(got[start] for start in sorted(got))
    assert hashlib.sha256(joined).digest() == hashlib.sha256(whole).digest()


def test_every_single_byte_and_every_seam_can_be_asked_for():
    data = sounds.simple_wav(frames=20)
    composition, whole = composed(data), delivered(data)

    for at in range(composition.size):
        assert b"".join(composition.stream(Memory(data), at, at + 1)) == whole[at : at + 1]
    assert (
        b"".join(composition.stream(Memory(data), composition.size - 3, composition.size + 50)) == whole[-3:]
    )
    assert list(composition.read(composition.size, composition.size + 1)) == []
    assert list(composition.read(5, 5)) == []


@pytest.mark.parametrize("kind", originals.MAKERS)
def test_the_same_delivery_gives_the_same_bytes(kind: str, tmp_path: Path):
    data = originals.MAKERS[kind](tmp_path)

    assert delivered(data) == delivered(data)
    assert composed(data).etag_source == composed(data).etag_source
    assert composed(data).etag_source != composed(data, ANOTHER).etag_source


@pytest.mark.parametrize("kind", originals.MAKERS)
def test_two_buyers_files_differ_in_the_licence_alone(kind: str, tmp_path: Path):
    data = originals.MAKERS[kind](tmp_path)
    one, other = delivered(data), delivered(data, ANOTHER)
    first, second = read_back(one), read_back(other)
    differing = {(a.container, a.key) for a, b in zip(first.values, second.values, strict=True) if a != b}

    assert {key for _, key in differing} <= LICENCE_KEYS
    assert {name for name in first.fields if first.fields[name] != second.fields[name]} == {
        "licence_id",
        "licence_url",
        "copyright",
    }
    payload = composed(data).payload
    assert payload == composed(data, ANOTHER).payload
    assert data[payload.start : payload.stop] in one
    assert data[payload.start : payload.stop] in other


class Counting:
    """An original that remembers what was asked of it."""

    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)
        self.asked: list[int] = []

    def read(self, offset: int, length: int) -> bytes:
        self.asked.append(length)
        return self.data[offset : offset + length]


@pytest.mark.parametrize(
    ("form", "subtype"),
    [
        ("WAV", "PCM_24"),
        ("W64", "PCM_24"),
        ("AIFF", "PCM_24"),
        ("FLAC", "PCM_24"),
        ("OGG", "VORBIS"),
        ("MP3", None),
    ],
)
def test_only_the_head_and_the_tail_of_the_original_are_read_before_sending(form: str, subtype: str | None):
    data = originals.by_soundfile(form, subtype, frames=15 * 48_000)
    original = Counting(data)
    composition = compose(original=original, delivery=DELIVERY)

    assert composition.is_stamped
    assert len(data) > 3 * WINDOW_BYTES
    assert len(original.asked) <= 3
    assert sum(original.asked) <= 3 * WINDOW_BYTES


def test_windows_read_like_a_file():
    data = random.Random(3).randbytes(300_000)
    file = Windows(Memory(data))
    chance = random.Random(4)
    for _ in range(200):
        at, length = chance.randrange(len(data) + 10), chance.choice([0, 1, 17, 70_000, 200_000])
        file.seek(at)
        assert file.read(length) == data[at : at + length]
        assert file.tell() == max(at, min(at + length, len(data))) or at > len(data)


@pytest.mark.parametrize("kind", originals.MAKERS)
def test_where_the_sound_lies_does_not_depend_on_what_is_written_around_it(kind: str, tmp_path: Path):
    data = originals.MAKERS[kind](tmp_path)
    wordy = replace(DELIVERY, description_en="long " * 700, keywords_ko=tuple(map(str, range(150))))
    assert payload_range(Memory(data)) == composed(data).payload == composed(data, wordy).payload


@pytest.mark.parametrize("kind", ["wav-24", "aiff", "mp3", "flac", "m4a", "wavpack"])
def test_without_a_page_of_the_licence_no_address_is_written(kind: str, tmp_path: Path):
    bare: Delivery = replace(DELIVERY, licence_url="")
    data = delivered(originals.MAKERS[kind](tmp_path), bare)
    said = read_back(data).fields
    assert "licence_url" not in said
    assert said["licence_id"] == DELIVERY.licence_id
    assert b"WCOP" not in data
