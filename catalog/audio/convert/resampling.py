"""From the decoder's blocks to frames at the rate and with the channels of a format."""

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from ..blocks import Block, Stream
from .downmix import Matrix
from .requantising import Frames

# Steep, linear in phase and clean to 28 bits: two steps above soxr's HQ, and still a thousand times real time.
QUALITY = "VHQ"
FULL_SCALE = 2.0**31


def resampled(
    blocks: Iterable[Block], stream: Stream, rate_hz: int, matrix: Matrix | None
) -> Iterator[Frames]:
    """Yield (frames, channels) with full scale ±1.0: at `rate_hz`, mixed by `matrix` if there is one.

    Whole numbers at their own rate come through exact: float64 holds every int32. The frames yielded are
    those of the sound times the ratio of the rates, to within one.
    """
    mixed = (_mixed(_exact(block), matrix) for block in blocks)
    if rate_hz == stream.sample_rate_hz:
        yield from mixed
        return
    channels = stream.channels if matrix is None else len(matrix)
    resampler = soxr.ResampleStream(
        stream.sample_rate_hz, rate_hz, channels, dtype="float64", quality=QUALITY
    )
    for frames in mixed:
        yield resampler.resample_chunk(frames)
    yield resampler.resample_chunk(np.empty((0, channels)), last=True)


def _exact(block: Block) -> Frames:
    if block.canonical.dtype == np.int32:
        return np.multiply(block.canonical, 1 / FULL_SCALE, dtype=np.float64)
    # As decoded they may be no numbers.
    return block.samples.T.astype(np.float64)


def _mixed(frames: Frames, matrix: Matrix | None) -> Frames:
    return np.ascontiguousarray(frames if matrix is None else frames @ matrix.T)
