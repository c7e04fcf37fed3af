"""The MP3 preview: 48 kHz, 192 kbit/s constant, mono or stereo, without any tag but its length."""

from fractions import Fraction
from pathlib import Path

import lameenc
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from . import gapless
from .blocks import Block, Planar, Stream
from .closing import ClosesItsFile
from .samples import MAX_PLANES

RATE_HZ = 48_000
KBPS = 192
FRAME_BYTES = KBPS * 1000 // 8 * gapless.FRAME_SAMPLES // RATE_HZ
# Above 7 LAME grows faster and audibly worse; below it costs more time than all measurements together.
QUALITY = 7
# LAME scales its input by 0.97 at this bit rate, against clipping in players.
GAIN = np.float32(1 / 0.97)
# Layouts whose downmix to stereo is standardised (ITU-R BS.775) and known to FFmpeg.
DOWNMIXED = frozenset(
    (
        *("2.1", "3.0", "3.0(back)", "3.1", "4.0", "quad", "quad(side)", "4.1"),
        *("5.0", "5.0(side)", "5.1", "5.1(side)", "6.0", "6.1", "7.0", "7.1"),
    )
)


class PreviewWriter(ClosesItsFile):
    """Consumer and context manager: writes `path` as the blocks come."""

    def __init__(self, stream: Stream, path: Path) -> None:
        self._stream = stream
        self._layout = _fed_layout(stream)
        self._channels = min(stream.channels, 2)
        self._out = "mono" if self._channels == 1 else "stereo"
        self._resampler = AudioResampler(format="s16", layout=self._out, rate=RATE_HZ)
        self._encoder = lameenc.Encoder()
        self._encoder.silence()
        self._encoder.set_channels(self._channels)
        self._encoder.set_in_sample_rate(RATE_HZ)
        self._encoder.set_bit_rate(KBPS)
        self._encoder.set_quality(QUALITY)
        self._file = path.open("wb")
        self._file.write(bytes(FRAME_BYTES))
        self._at = self._encoded = 0
        self._header = b""

    def feed(self, block: Block) -> None:
        samples = block.samples if self._layout == self._stream.layout else _fold(block.samples)
        is_packed = len(samples) > MAX_PLANES
        sound = np.multiply(samples.T if is_packed else samples, GAIN, order="C")
        frame = AudioFrame.from_ndarray(
            sound.reshape(1, -1) if is_packed else sound,
            format="flt" if is_packed else "fltp",
            layout=self._layout,
        )
        frame.sample_rate, frame.pts = self._stream.sample_rate_hz, self._at
        frame.time_base = Fraction(1, self._stream.sample_rate_hz)
        self._at += block.frames
        self._encode(self._resampler.resample(frame))

    def finish(self) -> None:
        """Write what resampler and encoder still hold, and the head; call once, after the last block."""
        self._encode(self._resampler.resample(None))
        if not self._encoded:
            # Of a few samples the resampler may leave none, and the encoder cannot end what never began.
            self._encode_samples(np.zeros((1, self._channels), np.int16))
        self._write(self._encoder.flush())
        frames = self._file.tell() // FRAME_BYTES - 1
        self._file.seek(0)
        self._file.write(
            gapless.info_frame(
                header=self._header,
                layout=self._out,
                frame_bytes=FRAME_BYTES,
                frames=frames,
                samples=self._encoded,
                kbps=KBPS,
            )
        )

    def _encode(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            if frame.samples:
                self._encode_samples(frame.to_ndarray())

    def _encode_samples(self, samples: npt.NDArray[np.generic]) -> None:
        """Encode (1, frames · channels), interleaved."""
        self._encoded += samples.shape[1] // self._channels
        self._write(self._encoder.encode(samples.tobytes()))

    def _write(self, encoded: bytes) -> None:
        self._header = self._header or bytes(encoded[: gapless.HEADER_BYTES])
        self._file.write(encoded)


def _fed_layout(stream: Stream) -> str:
    if stream.channels <= 2 or stream.layout in DOWNMIXED:
        return stream.layout
    return "stereo"


def _fold(samples: Planar) -> Planar:
    """Channels without a known place: every other one to the left, the rest to the right, none lost."""
    return np.stack((samples[::2].mean(axis=0), samples[1::2].mean(axis=0)))
