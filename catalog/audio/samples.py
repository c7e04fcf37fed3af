"""Sound as arrays: whole frames, interleaved without loss, and planar float32."""

import numpy as np
import numpy.typing as npt
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from .blocks import BLOCK_FRAMES, Block, Stream
from .errors import ErrorCode, Rejected

# PyAV reads past the end of its table of planes from the eighth on: wider sound travels interleaved.
MAX_PLANES = 7
# Of this many channels a block has its full length.
FULL_BLOCK_CHANNELS = 8
# Floats may pass full scale, but +120 dB and −300 dB are no sound.
LOUDEST, QUIETEST = np.float32(1e6), np.float32(1e-15)


def block_frames_for(channels: int) -> int:
    """Blocks of wide sound are shorter, so that memory stays bounded; always whole peaks of 256 frames."""
    most = max(channels, FULL_BLOCK_CHANNELS)
    return BLOCK_FRAMES * FULL_BLOCK_CHANNELS // most // 256 * 256


class Interleaver:
    """Makes frames of more channels than PyAV has planes readable."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._resampler: AudioResampler | None = None

    def __call__(self, frame: AudioFrame) -> AudioFrame:
        if self._stream.channels <= MAX_PLANES or not frame.format.is_planar:
            return frame
        if self._resampler is None:
            self._resampler = AudioResampler(format=frame.format.packed.name)
        return self._resampler.resample(frame)[0]


def write(fifo: AudioFifo, frame: AudioFrame, stream: Stream) -> None:
    frame.pts = None
    if frame.sample_rate != stream.sample_rate_hz or frame.layout.nb_channels != stream.channels:
        raise Rejected(ErrorCode.CORRUPT, "sample rate or channels change in the middle of the sound")
    try:
        fifo.write(frame)
    except ValueError as error:
        raise Rejected(ErrorCode.CORRUPT, f"the sound changes its format: {error}") from error


def canonical_array(frame: AudioFrame, channels: int) -> npt.NDArray[np.generic]:
    """Return (frames, channels): int32 left-justified for integer formats, else the floats as decoded."""
    raw = frame.to_ndarray()
    sound = raw.T if frame.format.is_planar else raw.reshape(-1, channels)
    if sound.dtype == np.uint8:
        return (sound.astype(np.int32) - 128) << 24
    if sound.dtype == np.int16:
        return sound.astype(np.int32) << 16
    return np.ascontiguousarray(sound)


def block(start: int, canonical: npt.NDArray[np.generic]) -> tuple[Block, int]:
    """Return the block of (frames, channels) and how many of its samples were not numbers."""
    sound, non_finite = planar(canonical), 0
    if canonical.dtype.kind == "f":
        non_finite = zero_non_finite(sound)
        tame(sound)
    return Block(start, sound, canonical), non_finite


def planar(canonical: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
    samples = np.empty(canonical.shape[::-1], np.float32)
    if canonical.dtype.kind == "f":
        with np.errstate(over="ignore", invalid="ignore"):
            samples[:] = canonical.T
    else:
        np.multiply(canonical.T, np.float32(2.0**-31), out=samples, dtype=np.float32, casting="unsafe")
    return samples


def tame(samples: npt.NDArray[np.float32]) -> None:
    """Keep, in place, to numbers whose squares are float32 too, and out of denormal ones: a hundred times slower."""
    np.clip(samples, -LOUDEST, LOUDEST, out=samples)
    samples *= np.abs(samples) > QUIETEST


def zero_non_finite(samples: npt.NDArray[np.float32]) -> int:
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(samples.sum()):
            return 0
    bad = ~np.isfinite(samples)
    samples[bad] = 0.0
    return int(bad.sum())
