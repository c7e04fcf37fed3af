"""The one decode: every sound as the same blocks, whichever reader its format needs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from . import compressed
from .blocks import Block, Stream
from .pcm import PcmReader
from .prescan import Outline, Source


class Decoder(Protocol):
    """An open sound: what its header says, then `blocks()` once; the counters are final after the last one.

    `codec` is FFmpeg's name; `bit_depth` is None for lossy codecs; `frames` counts what was decoded,
    `non_finite` the samples that were no numbers, `bad_packets` what had to be skipped.
    """

    codec: str
    stream: Stream
    bit_depth: int | None
    frames: int
    non_finite: int
    bad_packets: int

    def blocks(self, on_position: Callable[[float], None]) -> Iterator[Block]: ...


def opened(source: Source, outline: Outline) -> AbstractContextManager[Decoder]:
    """Open the sound which `outline` describes; nothing is decoded before `blocks()`.

    Raises Rejected, here or from `blocks()`, when the file is not what it says.
    """
    if outline.pcm is not None:
        return nullcontext(PcmReader(source, outline, outline.pcm))
    return compressed.opened(source, outline)
