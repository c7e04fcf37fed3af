"""Writing MP3: 48 kHz, 320 kbit/s constant, its length known to the sample, without any tag."""

from pathlib import Path

import lameenc
import numpy as np

from .. import gapless
from ..blocks import Stream
from ..closing import ClosesItsFile
from ..sniff import Container
from .requantising import Frames, Requantiser

KBPS = 320
# 2 takes twice the time and measures no better at this bit rate.
QUALITY = 3
# What the encoder takes.
DEPTH = 16


class Mp3Writer(ClosesItsFile):
    """Consumer of (frames, 1 or 2 channels) at 48 kHz and context manager."""

    container = Container.MP3

    def __init__(self, path: Path, stream: Stream, *, is_dithered: bool) -> None:
        self._requantised = Requantiser(DEPTH, is_dithered=is_dithered)
        self._layout = "mono" if stream.channels == 1 else "stereo"
        self._frame_bytes = KBPS * 1000 // 8 * gapless.FRAME_SAMPLES // stream.sample_rate_hz
        self._encoder = lameenc.Encoder()
        self._encoder.silence()
        self._encoder.set_channels(stream.channels)
        self._encoder.set_in_sample_rate(stream.sample_rate_hz)
        self._encoder.set_bit_rate(KBPS)
        self._encoder.set_quality(QUALITY)
        self._file = path.open("wb")
        self._file.write(bytes(self._frame_bytes))
        self._frames, self._header = 0, b""

    def write(self, frames: Frames) -> None:
        if not len(frames):
            return
        self._frames += len(frames)
        samples = (self._requantised(frames) >> 16).astype(np.int16)
        self._put(self._encoder.encode(samples.tobytes()))

    def finish(self) -> None:
        """Write what the encoder still holds, and the head; call once, after the last frame."""
        self._put(self._encoder.flush())
        head = gapless.info_frame(
            header=self._header,
            layout=self._layout,
            frame_bytes=self._frame_bytes,
            frames=self._file.tell() // self._frame_bytes - 1,
            samples=self._frames,
            kbps=KBPS,
        )
        self._file.seek(0)
        self._file.write(head)
        self._file.flush()

    def _put(self, encoded: bytes) -> None:
        self._header = self._header or bytes(encoded[: gapless.HEADER_BYTES])
        self._file.write(encoded)
