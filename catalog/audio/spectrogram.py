"""The spectrogram picture: 1600 × 512 WebP, time to the right, frequency upwards.

Axes: column x of the picture shows the frames from x/1600 to (x + 1)/1600 of the sound. The rows divide the range
from 20 Hz to half the sample rate into equal steps of pitch, so the ultrasound of a 192 kHz recording is in it.
Every spectrum is in it: wherever a pixel covers more than one value it shows the greatest, never one of them;
where it covers less than one, the line between its neighbours.

Levels: blank paper to full ink is 75 dB down from the loudest place, which counts as no quieter than −50 dBFS. So
quiet sounds can be read, and what lies under the noise of 16 bits stays blank.
"""

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt

# By name: Pillow would look for its plugins at the first picture, when a stranger's file is already open.
from PIL import Image, WebPImagePlugin

from .blocks import Block, Stream
from .stft import Spectra, hop_frames, window_frames

WIDTH, HEIGHT = 1_600, 512
LOWEST_HZ = 20.0
RANGE_DB = 75.0
QUIETEST_TOP_DBFS = -50.0
MOST_BYTES = 120_000
# Noise is the one thing WebP cannot shorten; it is also where nobody misses the last detail.
QUALITIES = (80, 60, 40, 20)

Values = npt.NDArray[np.float32]

Image.preinit()
assert "WEBP" in Image.SAVE, WebPImagePlugin.__name__

# Paper, the green and blue of dancheong, ink. Lightness falls all the way, so grey print and every eye read the same;
# slowly at first, because most of a picture is what hardly sounds.
_STOPS = (
    (0.00, 255, 255, 255),
    (0.15, 227, 239, 232),
    (0.40, 142, 193, 174),
    (0.62, 58, 132, 132),
    (0.82, 24, 73, 99),
    (1.00, 16, 22, 38),
)


def _colours() -> npt.NDArray[np.uint8]:
    """The colour (256, 3) of each level from paper to ink."""
    at, *channels = np.array(_STOPS).T
    table = [np.interp(np.linspace(0, 1, 256), at, channel) for channel in channels]
    return np.rint(np.stack(table, axis=1)).astype(np.uint8)


COLOURS = _colours()


class Greatest:
    """Between two edges, the greatest value of the straight lines through values at 0, 1, 2, …"""

    def __init__(self, edges: npt.NDArray[np.float64], count: int) -> None:
        """`edges` rise; what lies outside of 0 … count − 1 is the value at the end."""
        edges = np.clip(edges, 0, count - 1)
        self._left = np.minimum(edges.astype(np.intp), max(0, count - 2))
        self._right = np.minimum(self._left + 1, count - 1)
        self._share = (edges - self._left).astype(np.float32)
        inner = np.ceil(edges).astype(np.intp)
        self._with_inner = np.flatnonzero(inner[1:] > inner[:-1])
        self._inner, self._stop = inner[:-1][self._with_inner], inner[-1]

    def of(self, values: Values) -> Values:
        """(n, count) to (n, edges − 1)."""
        left, right = values[:, self._left], values[:, self._right]
        at_edges = left + (right - left) * self._share
        greatest: Values = np.maximum(at_edges[:, :-1], at_edges[:, 1:])
        if len(self._inner):
            inner = np.maximum.reduceat(values[:, : self._stop], self._inner, axis=1)
            greatest[:, self._with_inner] = np.maximum(greatest[:, self._with_inner], inner)
        return greatest


class SpectrogramDrawer:
    """Hears the spectra and, for the length, the blocks. Keeps 2 × WIDTH columns, whatever the length of the sound."""

    def __init__(self, stream: Stream) -> None:
        window = window_frames(stream.sample_rate_hz)
        edges_hz = np.geomspace(LOWEST_HZ, stream.sample_rate_hz / 2, HEIGHT + 1)
        self._rows = Greatest(edges_hz * window / stream.sample_rate_hz, window // 2 + 1)
        self._hop = hop_frames(stream.sample_rate_hz)
        self._frames = 0
        self._columns = np.zeros((2 * WIDTH, HEIGHT), np.float32)
        self._used = 0
        self._merged = 1

    def feed(self, block: Block) -> None:
        self._frames += block.frames

    def hear(self, spectra: Spectra) -> None:
        stop = spectra.start + len(spectra.power)
        while (stop - 1) // self._merged >= 2 * WIDTH:
            self._merge()
        first, self._used = spectra.start // self._merged, (stop - 1) // self._merged + 1
        columns = self._columns[first : self._used]
        np.maximum(columns, self._rows.of(self._pooled(spectra, first)), out=columns)

    def _pooled(self, spectra: Spectra, first: int) -> Values:
        """The greatest of the spectra of each column from `first` on; before the rows, which cost more."""
        if self._merged == 1:
            return spectra.power
        stops = range(
            (first + 1) * self._merged - spectra.start, len(spectra.power) + self._merged, self._merged
        )
        return np.stack([spectra.power[max(0, stop - self._merged) : stop].max(axis=0) for stop in stops])

    def _merge(self) -> None:
        """Make room: every two columns become one of twice the time."""
        self._columns[:WIDTH] = self._columns.reshape(WIDTH, 2, HEIGHT).max(axis=1)
        self._columns[WIDTH:] = 0
        self._merged *= 2

    def write(self, path: Path) -> None:
        """Write the picture; call once, after the last spectrum."""
        path.write_bytes(_encoded(_ink(self._picture())))

    def _picture(self) -> Values:
        """Power (HEIGHT, WIDTH) in dB, the highest frequency first."""
        heard = 10 * np.log10(np.maximum(self._columns[: max(1, self._used)], 1e-15)).T
        # Spectrum n is centred on frame n · hop, a column on the middle of its spectra.
        edges = np.linspace(0, self._frames / self._hop, WIDTH + 1)
        columns = Greatest((edges - (self._merged - 1) / 2) / self._merged, heard.shape[1])
        return columns.of(heard)[::-1]


def _ink(level: Values) -> npt.NDArray[np.uint8]:
    """0 for paper to 255 for ink."""
    top = max(float(level.max()), QUIETEST_TOP_DBFS)
    return np.clip((level - top + RANGE_DB) * (255 / RANGE_DB), 0, 255).astype(np.uint8)


def _encoded(ink: npt.NDArray[np.uint8]) -> bytes:
    picture, encoded = Image.fromarray(ink), io.BytesIO()
    # By palette: Pillow paints six times faster than numpy would look the colours up.
    picture.putpalette(COLOURS.tobytes())
    picture = picture.convert("RGB")
    for quality in QUALITIES:
        encoded = io.BytesIO()
        picture.save(encoded, "WEBP", quality=quality, method=0)
        if len(encoded.getvalue()) <= MOST_BYTES:
            break
    return encoded.getvalue()
