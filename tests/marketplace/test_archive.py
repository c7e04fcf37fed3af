"""The archive that is never written: what unpackers make of it, and every range of it."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime

import pytest

from ksound.lib.crc32 import combined
from marketplace.downloads.archive import Archive, Entry

AT = datetime(2026, 5, 1, 3, 4, 5)
NAMES = ("DOORWood_옷장 문 닫기_DALB_KSOUND.wav", "sounds.csv", "licences/KSL-1.txt")
GIGABYTE = 1 << 30


def entry(name: str, content: bytes) -> Entry:
    return Entry(name, len(content), zlib.crc32(content), lambda start, stop: iter((content[start:stop],)))


def zeros(name: str, size: int) -> Entry:
    """An entry of zeros, made while it is read."""

    def read(start: int, stop: int) -> Iterator[bytes]:
        while start < stop:
            yield bytes(min(1 << 20, stop - start))
            start += 1 << 20

    crc, power, length, left = 0, zlib.crc32(b"\0"), 1, size
    while left:
        crc = combined(crc, power, length) if left & 1 else crc
        power, length, left = combined(power, power, length), length * 2, left >> 1
    return Entry(name, size, crc, read)


class Opened(io.RawIOBase):
    """An archive as a file to seek in."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.at = archive, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.archive.size}[whence]
        return self.at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = b"".join(self.archive.read(self.at, min(self.at + len(buffer), self.archive.size)))
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


def opened(archive: Archive) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BufferedReader(Opened(archive)))


@pytest.fixture
def contents() -> dict[str, bytes]:
    chance = random.Random(1)
    return {name: chance.randbytes(size) for name, size in zip(NAMES, (9_001, 0, 77), strict=True)}


@pytest.fixture
def archive(contents: dict[str, bytes]) -> Archive:
    return Archive([entry(name, content) for name, content in contents.items()], at=AT)


def test_python_unpacks_it_with_korean_names(archive: Archive, contents: dict[str, bytes]) -> None:
    whole = b"".join(archive.read(0, archive.size))
    assert len(whole) == archive.size
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        assert file.testzip() is None
        assert {name: file.read(name) for name in file.namelist()} == contents
        assert file.infolist()[0].date_time == (2026, 5, 1, 3, 4, 4)


def test_every_range_is_the_slice_of_the_whole(archive: Archive) -> None:
    whole, chance = b"".join(archive.read(0, archive.size)), random.Random(2)
    for _ in range(500):
        start = chance.randrange(archive.size)
        stop = chance.randrange(start, archive.size) + 1
        assert b"".join(archive.read(start, stop)) == whole[start:stop]


def test_a_range_opens_only_the_entries_it_lies_in(contents: dict[str, bytes]) -> None:
    touched: list[str] = []

    def watched(name: str, content: bytes) -> Entry:
        def read(start: int, stop: int) -> Iterator[bytes]:
            touched.append(name)
            yield content[start:stop]

        return Entry(name, len(content), zlib.crc32(content), read)

    archive = Archive([watched("a", b"a" * 1_000), watched("b", b"b" * 1_000)], at=AT)
    assert b"".join(archive.read(1_500, 1_600)) == b"b" * 100
    assert touched == ["b"]


def test_the_etag_is_that_of_the_content(contents: dict[str, bytes]) -> None:
    entries = [entry(name, content) for name, content in contents.items()]
    same, other = Archive(entries, at=AT), Archive([*entries[:2], entry(NAMES[2], b"x" * 77)], at=AT)
    assert Archive(entries, at=AT).etag == same.etag != other.etag


def test_what_is_larger_than_4_gib_is_found_again() -> None:
    archive = Archive([zeros("large.wav", 5 * GIGABYTE), entry("behind.wav", b"behind")], at=AT)
    with opened(archive) as file:
        large, behind = file.infolist()
        assert (large.file_size, behind.header_offset > 5 * GIGABYTE) == (5 * GIGABYTE, True)
        assert file.read("behind.wav") == b"behind"
        with file.open("large.wav") as inside:
            assert inside.read(1_000) == bytes(1_000)


def test_many_of_less_than_4_gib_reach_beyond_it() -> None:
    archive = Archive([zeros(f"{number}.wav", GIGABYTE) for number in range(5)] + [entry("z", b"z")], at=AT)
    with opened(archive) as file:
        assert file.read("z") == b"z"
        assert [info.file_size for info in file.infolist()[:5]] == [GIGABYTE] * 5


def test_a_size_that_is_the_sign_of_zip64_itself_is_no_trap() -> None:
    for size in (0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000):
        with opened(Archive([zeros("a.wav", size), entry("z", b"z")], at=AT)) as file:
            assert file.read("z") == b"z"
            assert file.infolist()[0].file_size == size


def test_more_than_65535_entries_are_counted() -> None:
    archive = Archive([entry(f"{number}.txt", b"") for number in range(65_536)], at=AT)
    with opened(archive) as file:
        assert len(file.infolist()) == 65_536


@pytest.mark.heavy
def test_five_gigabytes_are_unpacked_without_a_fault() -> None:
    with opened(Archive([zeros("large.wav", 5 * GIGABYTE), entry("z", b"z")], at=AT)) as file:
        assert file.testzip() is None
