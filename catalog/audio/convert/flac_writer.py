"""Writing FLAC through FFmpeg: with the checksum of the sound, and where its channels belong."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.stream import AudioStream

from ..blocks import Stream
from ..closing import ClosesItsFile
from ..sniff import Container
from .requantising import Frames, Requantiser

# 24 bits travel in the upper part of 32.
SAMPLE_FORMATS = {16: "s16", 24: "s32"}
# Places that FLAC has by itself, one layout for each number of channels (RFC 9639, 9.1.3).
BY_COUNT = ("mono", "stereo", "3.0", "quad", "5.0", "5.1", "6.1", "7.1")
# What every decoder takes: by default FFmpeg makes blocks of a tenth of a second, too large for its own reader.
BLOCK_FRAMES = 4_096


class FlacWriter(ClosesItsFile):
    """Consumer of (frames, channels) and context manager: 16 or 24 bits."""

    container = Container.FLAC

    def __init__(self, path: Path, stream: Stream, *, depth: int, is_dithered: bool) -> None:
        self._requantised = Requantiser(depth, is_dithered=is_dithered)
        self._format, self._layout = SAMPLE_FORMATS[depth], _layout(stream)
        self._rate = stream.sample_rate_hz
        # A file of Python's, and not its name: what goes wrong with it comes back as what it is.
        self._file = path.open("wb+")
        self._container = av.open(self._file, "w", format="flac", options={"fflags": "+bitexact"})
        self._stream: AudioStream = self._container.add_stream(
            "flac", rate=self._rate, options={"frame_size": str(BLOCK_FRAMES)}
        )
        context = self._stream.codec_context
        context.format, context.layout = self._format, self._layout
        context.thread_count = 1
        self._at = 0

    def write(self, frames: Frames) -> None:
        samples = self._requantised(frames)
        if self._format == "s16":
            samples = (samples >> 16).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format=self._format, layout=self._layout)
        frame.sample_rate, frame.pts = self._rate, self._at
        frame.time_base = Fraction(1, self._rate)
        self._at += len(samples)
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Write what the encoder still holds, and the head; call once, after the last frame."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
        self._file.flush()


def _layout(stream: Stream) -> str:
    """FFmpeg writes down what is not FLAC's own layout."""
    try:
        if AudioLayout(stream.layout).nb_channels == stream.channels:
            return stream.layout
    except ValueError:
        pass
    return BY_COUNT[stream.channels - 1]
