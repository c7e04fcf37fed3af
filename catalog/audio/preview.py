"""The MP3 preview: 48 kHz, 192 kbit/s constant, mono or stereo, without any tag."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import lameenc
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from .blocks import Block, Planar, Stream

RATE_HZ = 48_000
KBPS = 192
# Above 7 LAME grows faster and audibly worse; below it costs more time than all measurements together.
QUALITY = 7
# Layouts whose downmix to stereo is standardised (ITU-R BS.775) and known to FFmpeg.
DOWNMIXED = frozenset(
    (
        *("2.1", "3.0", "3.0(back)", "3.1", "4.0", "quad", "quad(side)", "4.1"),
        *("5.0", "5.0(side)", "5.1", "5.1(side)", "6.0", "6.1", "7.0", "7.1"),
    )
)


class PreviewWriter:
    """Consumer and context manager: writes `path` as the blocks come."""

    def __init__(self, stream: Stream, path: Path) -> None:
        self._stream = stream
        self._layout = _fed_layout(stream)
        self._out = "mono" if stream.channels == 1 else "stereo"
        self._resampler = AudioResampler(format="s16", layout=self._out, rate=RATE_HZ)
        self._encoder = lameenc.Encoder()
        self._encoder.silence()
        self._encoder.set_channels(1 if self._out == "mono" else 2)
        self._encoder.set_in_sample_rate(RATE_HZ)
        self._encoder.set_bit_rate(KBPS)
        self._encoder.set_quality(QUALITY)
        self._file = path.open("wb")
        self._at = 0

    def feed(self, block: Block) -> None:
        samples = block.samples if self._layout == self._stream.layout else _fold(block.samples)
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=self._layout)
        frame.sample_rate, frame.pts = self._stream.sample_rate_hz, self._at
        frame.time_base = Fraction(1, self._stream.sample_rate_hz)
        self._at += block.frames
        self._encode(self._resampler.resample(frame))

    def finish(self) -> None:
        """Write what resampler and encoder still hold; call once, after the last block."""
        self._encode(self._resampler.resample(None))
        self._file.write(self._encoder.flush())

    def _encode(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            if frame.samples:
                self._file.write(self._encoder.encode(frame.to_ndarray().tobytes()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def _fed_layout(stream: Stream) -> str:
    if stream.channels <= 2 or stream.layout in DOWNMIXED:
        return stream.layout
    return "stereo"


def _fold(samples: Planar) -> Planar:
    """Channels without a known place: every other one to the left, the rest to the right, none lost."""
    return np.stack((samples[::2].mean(axis=0), samples[1::2].mean(axis=0)))
