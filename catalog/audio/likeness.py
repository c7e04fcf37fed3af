"""What a passage of a sound is like, and no more: for those who look for others like it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from . import decode
from .blocks import Block, Consumer, Stream
from .deriving import Wanted
from .errors import Rejected
from .limits import Limits
from .outputs import Output
from .prescan import Source, prescan
from .report import Report
from .sources import opened
from .truepeak import decibels

# From and to in milliseconds.
Passage = tuple[int, int]


class _Peak:
    """The highest absolute sample."""

    def __init__(self) -> None:
        self.value, self.frames = 0.0, 0

    def feed(self, block: Block) -> None:
        self.value = max(self.value, float(np.abs(block.samples).max(initial=0.0)))
        self.frames += block.frames


def describe(path: Path, out_dir: Path, limits: Limits, passage: Passage | None = None) -> Report:
    """Write the features of the file at `path`, or of a passage of it, into `out_dir`.

    The Report tells the duration of what was heard and its sample peak (None for silence). A bad file gives one with
    `ok` False. Raises OSError when the machine fails, and MemoryError.
    """
    with opened(path, limits) as source:
        try:
            return _described(source, out_dir, passage)
        except Rejected as rejected:
            return Report.of_rejection(rejected, byte_size=source.size)


def _described(source: Source, out_dir: Path, passage: Passage | None) -> Report:
    with decode.opened(source, prescan(source)) as decoder, ExitStack() as open_files:
        stream, peak = decoder.stream, _Peak()
        wanted = Wanted(out_dir, [Output.FEATURES])
        derived = wanted.started(stream, open_files)
        consumers: list[Consumer] = [peak, *derived.consumers]
        blocks = decoder.blocks(lambda _share: None)
        for block in _between(blocks, stream, passage) if passage else blocks:
            for consumer in consumers:
                consumer.feed(block)
        if peak.frames:
            derived.finish()
        return Report(
            ok=True,
            codec=decoder.codec,
            sample_rate_hz=stream.sample_rate_hz,
            channels=stream.channels,
            duration_ms=round(peak.frames * 1000 / stream.sample_rate_hz),
            sample_peak_dbfs=decibels(peak.value),
            byte_size=source.size,
            outputs=wanted.names if peak.frames else {},
        )


def _between(blocks: Iterable[Block], stream: Stream, passage: Passage) -> Iterator[Block]:
    """The part of the blocks that lies in the passage; what comes after it is not decoded."""
    first, last = (round(ms * stream.sample_rate_hz / 1000) for ms in passage)
    start = 0
    for block in blocks:
        begin, end = max(first - start, 0), min(last - start, block.frames)
        if begin < end:
            samples = np.ascontiguousarray(block.samples[:, begin:end])
            yield Block(max(start - first, 0), samples, block.canonical[begin:end])
        start += block.frames
        if start >= last:
            return
