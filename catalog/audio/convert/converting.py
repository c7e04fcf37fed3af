"""One sound into one format, inside the bounded child process: streaming, in constant memory."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log10
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np

from .. import decode
from ..blocks import Stream
from ..errors import ErrorCode, Rejected
from ..limits import Limits
from ..prescan import Source, prescan
from ..report import Report
from ..sniff import Container
from ..sources import opened
from .downmix import to_stereo
from .flac_writer import FlacWriter
from .formats import FILES, RECIPES, Format, fits
from .mp3_writer import Mp3Writer
from .requantising import Frames
from .resampling import resampled
from .wav_writer import WavWriter

OnProgress = Callable[[int], None]

# A sound that must be made quieter is made twice; the second time is told as the rest.
FIRST_PER_CENT = 90
# Below full scale is room for rounding and dither: 0.0005 dB.
CEILING = 1 - 2.0**-14


class Writer(Protocol):
    """Takes frames with full scale ±1.0, and completes its file with `finish`."""

    container: Container

    def write(self, frames: Frames) -> None: ...
    def finish(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sound becomes: its stream in the format, and the bits of a sample, None if lossy."""

    stream: Stream
    depth: int | None
    is_dithered: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What came out: `peak` is what the format was asked to hold, with full scale 1.0."""

    plan: Plan
    container: Container
    frames: int
    peak: float


def convert(path: Path, folder: Path, kind: Format, limits: Limits, on_progress: OnProgress) -> Report:
    """Write the sound at `path` as `kind` into `folder` (`FILES`); return the facts of the new file.

    A sound that would pass full scale, because it is float or because resampling overshoots, is made quieter
    as a whole by just as much (`level_change_db`): nothing is clipped. A bad file gives a Report with `ok`
    False. Raises OSError when the machine fails; never leaves a half-written file. `on_progress` hears 0–100.
    """
    target = folder / FILES[kind]
    with opened(path, limits) as source:
        try:
            return _converted(source, target, kind, on_progress)
        except BaseException as error:
            target.unlink(missing_ok=True)
            if isinstance(error, Rejected):
                return Report.of_rejection(error, byte_size=source.size)
            raise


def _converted(source: Source, target: Path, kind: Format, on_progress: OnProgress) -> Report:
    def at_first(share: float) -> None:
        on_progress(int(share * FIRST_PER_CENT))

    def again(share: float) -> None:
        on_progress(int(FIRST_PER_CENT + share * (100 - FIRST_PER_CENT)))

    gain, written = 1.0, _written(source, target, kind, 1.0, at_first)
    if written.peak > 1:
        gain = CEILING / written.peak
        written = _written(source, target, kind, gain, again)
    stream = written.plan.stream
    return Report(
        ok=True,
        is_complete=True,
        container=str(written.container),
        sample_rate_hz=stream.sample_rate_hz,
        bit_depth=written.plan.depth,
        channels=stream.channels,
        channel_layout=stream.layout,
        frames=written.frames,
        duration_ms=round(written.frames * 1000 / stream.sample_rate_hz),
        level_change_db=round(20 * log10(gain), 2),
        byte_size=target.stat().st_size,
        outputs={str(kind): FILES[kind]},
    )


def _written(
    source: Source, target: Path, kind: Format, gain: float, on_position: Callable[[float], None]
) -> Written:
    outline = prescan(source)
    with decode.opened(source, outline) as decoder:
        given, plan = decoder.stream, _plan(kind, decoder, gain)
        _check_size(plan, outline.frames, given, source.limits)
        is_narrower = plan.stream.channels < given.channels
        matrix = to_stereo(given.channels, given.layout) if is_narrower else None
        frames, peak = 0, 0.0
        with _writer(kind, plan, target) as writer:
            blocks = decoder.blocks(on_position)
            for part in resampled(blocks, given, plan.stream.sample_rate_hz, matrix):
                scaled = part if gain == 1 else part * gain
                peak = max(peak, float(np.abs(scaled).max(initial=0.0)))
                writer.write(scaled)
                frames += len(part)
            writer.finish()
        return Written(plan, writer.container, frames, peak)


def _plan(kind: Format, decoder: decode.Decoder, gain: float) -> Plan:
    recipe, given, given_depth = RECIPES[kind], decoder.stream, decoder.bit_depth
    if not fits(kind, channels=given.channels):
        raise Rejected(ErrorCode.TOO_MANY_CHANNELS, f"{given.channels} channels do not fit into {kind}")
    channels = min(given.channels, recipe.most_heard or given.channels)
    rate = recipe.sample_rate_hz or given.sample_rate_hz
    stream = Stream(rate, channels, given.layout if channels == given.channels else "stereo")
    depth = recipe.bit_depth
    if kind is Format.FLAC and given_depth is not None and given_depth <= 16:
        depth = 16
    # Bits that go are dithered, bits that are all there are not touched.
    is_exact = gain == 1 and stream == given and given_depth is not None and given_depth <= recipe.fed_depth
    return Plan(stream, depth, is_dithered=recipe.is_dithered and not is_exact)


def _check_size(plan: Plan, frames: int | None, given: Stream, limits: Limits) -> None:
    """Raise TOO_LARGE before hours are spent on a file that may not be written to its end."""
    seconds = (frames or 0) / given.sample_rate_hz
    size = seconds * plan.stream.sample_rate_hz * plan.stream.channels * (plan.depth or 0) / 8
    if size > limits.file_size:
        raise Rejected(ErrorCode.TOO_LARGE, f"the new file would have {size:.0f} bytes")


def _writer(kind: Format, plan: Plan, target: Path) -> Writer:
    if plan.depth is None:
        return Mp3Writer(target, plan.stream, is_dithered=plan.is_dithered)
    maker = FlacWriter if kind is Format.FLAC else WavWriter
    return maker(target, plan.stream, depth=plan.depth, is_dithered=plan.is_dithered)
