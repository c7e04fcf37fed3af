"""Fingerprints of bytes: the file as it is, and the sound inside it whatever the container."""

import hashlib
from typing import BinaryIO

import numpy as np

from .blocks import Block, Stream

READ_BYTES = 1 << 20


def file_sha256(file: BinaryIO) -> str:
    """Return the SHA-256 of an open file from its first byte, in hex."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(READ_BYTES):
        digest.update(piece)
    return digest.hexdigest()


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
