"""Fingerprints of bytes: the file as it is, and the sound inside it whatever the container."""

import hashlib
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from .blocks import Block, Stream

READ_BYTES = 256 * 1024


def file_sha256(file: BinaryIO) -> str:
    """Return the SHA-256 of an open file from its first byte, in hex."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(READ_BYTES):
        digest.update(piece)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class FileSums:
    """SHA-256 in hex of the whole file and of the sound inside it, and the sound's CRC-32 as zip counts it."""

    file_sha256: str
    payload_sha256: str
    payload_crc32: int


def file_sums(file: BinaryIO, payload_start: int, payload_stop: int) -> FileSums:
    """Return the sums of an open file whose sound lies at [payload_start, payload_stop), in one pass."""
    whole, payload, crc32 = hashlib.sha256(), hashlib.sha256(), 0
    file.seek(0)
    at = 0
    while piece := memoryview(file.read(READ_BYTES)):
        whole.update(piece)
        sound = piece[max(payload_start - at, 0) : max(payload_stop - at, 0)]
        payload.update(sound)
        crc32 = zlib.crc32(sound, crc32)
        at += len(piece)
    return FileSums(whole.hexdigest(), payload.hexdigest(), crc32)


class PcmHash:
    """Consumer. Equal for WAV, AIFF, FLAC, W64 and RF64 of the same samples, rate and channels.

    Integer sound is hashed as interleaved int32, left-justified, little endian; floats as decoded.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._kind = ""

    def feed(self, block: Block) -> None:
        if not self._kind:
            self._kind = str(block.canonical.dtype)
            head = f"{self._kind} {self._stream.sample_rate_hz} {self._stream.channels}\n"
            self._digest.update(head.encode())
        self._digest.update(np.ascontiguousarray(block.canonical).data)

    def hexdigest(self) -> str:
        return self._digest.hexdigest()
