"""Files beyond 4 GiB, by the arithmetic of their composition: no such file is written."""

import io
import struct
from typing import BinaryIO, cast

import numpy as np
import pytest
import wavinfo

from catalog.audio.embed import Range, compose
from catalog.audio.limits import Limits
from catalog.audio.prescan import Source, prescan

from .. import sounds
from ..sounds import chunk
from .originals import DELIVERY, delivered, samples

GIB = 1 << 30


class Sparse:
    """A file of gigabytes: a head, and silence behind it."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.size = head, size

    def read(self, offset: int, length: int) -> bytes:
        stop = min(offset + length, self.size)
        return self.head[offset:stop].ljust(max(stop - offset, 0), b"\0")


class Sent:
    """A composed file as an original of its own, to be read again."""

    def __init__(self, original: Sparse) -> None:
        self.original = original
        self.composition = compose(original=original, delivery=DELIVERY)
        self.size = self.composition.size
        self.at = 0

    def seek(self, offset: int) -> None:
        self.at = offset

    def read(self, length: int) -> bytes:
        data = b"".join(self.composition.stream(self.original, self.at, self.at + length))
        self.at += len(data)
        return data


def wav_of(data_bytes: int) -> Sparse:
    head = sounds.wav(chunk(b"fmt ", sounds.fmt(channels=2, rate=192_000, bits=24)))
    size = len(head) + 8 + data_bytes
    head = b"RIFF" + struct.pack("<I", size - 8) + head[8:] + b"data" + struct.pack("<I", data_bytes)
    return Sparse(head, size)


def rf64_of(data_bytes: int, magic: bytes = b"RF64") -> Sparse:
    form = chunk(b"fmt ", sounds.fmt(channels=2, rate=192_000, bits=24))
    size = 12 + 36 + len(form) + 8 + data_bytes
    ds64 = chunk(b"ds64", struct.pack("<QQQI", size - 8, data_bytes, data_bytes // 6, 0))
    return Sparse(magic + b"\xff" * 4 + b"WAVE" + ds64 + form + b"data" + b"\xff" * 4, size)


def test_a_wav_that_grows_beyond_4_gib_becomes_rf64():
    data_bytes = (4 * GIB - 2_000) // 6 * 6
    sent = Sent(wav_of(data_bytes))
    head = b"".join(sent.composition.stream(sent.original, 0, 48))

    assert head[:20] == b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0"
    assert struct.unpack_from("<QQQI", head, 20) == (sent.size - 8, data_bytes, data_bytes // 6, 0)
    outline = prescan(Source(cast(BinaryIO, sent), sent.size, Limits(max_bytes=sent.size)))
    assert outline.frames == data_bytes // 6
    assert [part.name for part in outline.chunks] == ["ds64", "bext", "fmt ", "data", "iXML", "LIST", "id3 "]


def test_a_wav_just_under_4_gib_stays_riff():
    sent = Sent(wav_of((4 * GIB - 20_000) // 6 * 6))
    head = b"".join(sent.composition.stream(sent.original, 0, 8))

    assert head == b"RIFF" + struct.pack("<I", sent.size - 8)


@pytest.mark.parametrize("magic", [b"RF64", b"BW64"])
def test_an_rf64_of_six_gigabytes_is_composed_from_its_head_alone(magic: bytes):
    data_bytes = 6 * GIB
    sent = Sent(rf64_of(data_bytes, magic))
    composition = sent.composition
    head = b"".join(composition.stream(sent.original, 0, 48))

    assert head[:4] == magic
    assert struct.unpack_from("<QQ", head, 20) == (sent.size - 8, data_bytes)
    assert (
        prescan(Source(cast(BinaryIO, sent), sent.size, Limits(max_bytes=sent.size))).frames
        == data_bytes // 6
    )
    far = 5 * GIB
    parts = list(composition.read(far, far + 100))
    begins = next(len(part) for part in composition.segments if isinstance(part, bytes))
    assert parts == [
        Range(far - begins + composition.payload.start, far - begins + composition.payload.start + 100)
    ]


def test_a_small_rf64_is_read_by_wavinfo_and_ffmpeg():
    sparse = rf64_of(6_000)
    data = sparse.read(0, sparse.size)
    result = delivered(data)

    assert result[:4] == b"RF64"
    assert wavinfo.WavInfoReader(io.BytesIO(result)).data.byte_count == 6_000
    assert np.array_equal(samples(result), samples(data))
