"""The acoustic fingerprint: what of a sound survives MP3, OGG, resampling, level, trimming and mono folding.

After Haitsma and Kalker (ISMIR 2002): every 21 ms the signs of how the balance between pairs of frequency
bands changes. Three things differ, each chosen by measuring copies:

* Energies are smoothed over 7 spectra and their logarithms compared, so that a copy which begins between two
  spectra of the original keeps nearly all its signs.
* A band is compared with the one five places above, not with its neighbour: neighbours rise and fall
  together, and the sign of next to nothing is chance.
* Each sign comes with how large its change was. Small ones are left out of every comparison: of all signs one
  in six differs in an MP3 copy, of the large ones one in two hundred. Silence and steady tones have no
  large ones at all, so they resemble nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .blocks import Stream
from .stft import Spectra

Words = npt.NDArray[np.uint32]
Energies = npt.NDArray[np.float32]

# Borders of the bands in bins of the transform, 23.4 Hz wide at every sample rate: equal steps on the mel scale
# from 50 Hz to 6 kHz, which an MP3 at low rates keeps too, and at least two bins.
# fmt: off
EDGES = np.array([
    2, 5, 7, 10, 13, 17, 20, 24, 29, 33, 38, 44, 49, 56, 62, 69, 77, 86, 95, 104,
    115, 126, 139, 152, 166, 181, 198, 216, 235, 256,
])
# fmt: on
BANDS = len(EDGES) - 1
BITS = 24
APART = BANDS - BITS
SMOOTHING = np.cos(np.pi * np.arange(-3, 4, dtype=np.float32) / 7) ** 2
LAG = 4
# What lies 40 dB below the loudest band of the nearest 13 spectra is what encoders change.
FLOOR = np.float32(1e-4)
LOUDEST_OF = 13
# Full scale is 1: below −90 dBFS in all bands together there is no sound.
SILENCE = np.float32(1e-9)
TINIEST = np.float32(1e-12)
# Sizes of a change as natural logarithms: 0.2 is 0.9 dB. From the middle one on a sign counts.
LEVELS = (0.1, 0.2, 0.4)
# How many spectra before and after its own a word depends on.
CONTEXT = LAG // 2 + (LOUDEST_OF - 1) // 2 + len(SMOOTHING) // 2
CHUNK = 1_024
# One word per hop of the transform.
HOP_MS = 1_024 / 48


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One word of 24 bits per 21.3 ms (1024/48000 s).

    Bit b of `signs` says whether the balance between band b and band b + 5 rose. The same bit of `strong` and
    of `finer` says how much: strong or not, and within each the more or the less.
    """

    signs: Words
    strong: Words
    finer: Words

    def __len__(self) -> int:
        return len(self.signs)


class Fingerprinter:
    """Listener. Keeps the words of the whole sound, 12 bytes each, but no more than half a minute of energies."""

    def __init__(self, stream: Stream) -> None:
        self._energies = np.zeros((CONTEXT, BANDS), np.float32)
        self._words: list[Words] = []

    def hear(self, spectra: Spectra) -> None:
        self._energies = np.concatenate((self._energies, _band_energies(spectra.power)))
        if len(self._energies) >= CHUNK:
            self._advance()

    def finish(self) -> Fingerprint:
        """Return the fingerprint; call once, after the last spectrum."""
        self._energies = np.pad(self._energies, ((0, CONTEXT), (0, 0)))
        self._advance()
        return Fingerprint(*np.concatenate(self._words, axis=1))

    def _advance(self) -> None:
        if len(self._energies) > 2 * CONTEXT:
            self._words.append(_words(self._energies))
            self._energies = self._energies[-2 * CONTEXT :]


def _band_energies(power: Energies) -> Energies:
    """Return (spectra, BANDS); bands above the highest frequency of the sound are empty."""
    missing = max(0, int(EDGES[-1]) + 1 - power.shape[1])
    within = np.pad(power, ((0, 0), (0, missing)))[:, : EDGES[-1] + 1]
    return np.add.reduceat(within, EDGES, axis=1)[:, :BANDS]


def _words(energies: Energies) -> Words:
    """Return (3, spectra − 2 · CONTEXT): signs, strong, finer."""
    smooth = np.tensordot(_neighbours(energies, len(SMOOTHING)), SMOOTHING, axes=1)
    loudest = _neighbours(smooth.max(axis=1), LOUDEST_OF).max(axis=-1)
    margin = LOUDEST_OF // 2
    smooth = smooth[margin:-margin]
    level = np.log(smooth + (FLOOR * loudest)[:, None] + TINIEST)
    balance = level[:, :BITS] - level[:, APART:]
    change = balance[LAG:] - balance[:-LAG]
    size = np.abs(change)
    size[smooth.sum(axis=1)[LAG // 2 : -LAG // 2] < SILENCE] = 0
    weak, strong, very = (size > level for level in LEVELS)
    finer = np.where(strong, very, weak)
    return np.stack([_packed(bits) for bits in (change > 0, strong, finer)])


def _neighbours(values: Energies, count: int) -> Energies:
    """Return a view (len − count + 1, …, count): each value with those around it, along the first axis."""
    return np.lib.stride_tricks.sliding_window_view(values, count, axis=0)


def _packed(bits: npt.NDArray[np.bool_]) -> Words:
    octets = np.packbits(bits, axis=1, bitorder="little")
    return np.pad(octets, ((0, 0), (0, 1))).view("<u4")[:, 0].astype(np.uint32)


def write(fingerprint: Fingerprint, path: Path) -> None:
    """Write three words of 32 bits per 21.3 ms, little endian: signs, strong, finer."""
    path.write_bytes(to_bytes(fingerprint))


def to_bytes(fingerprint: Fingerprint) -> bytes:
    planes = (fingerprint.signs, fingerprint.strong, fingerprint.finer)
    return np.stack(planes, axis=1).astype("<u4").tobytes()


def read(data: bytes) -> Fingerprint:
    """Return the fingerprint of a file that `write` wrote. Raises ValueError for bytes that are none."""
    planes = np.frombuffer(data, "<u4").reshape(-1, 3).astype(np.uint32)
    return Fingerprint(*np.ascontiguousarray(planes.T))
