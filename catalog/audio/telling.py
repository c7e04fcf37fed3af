"""Which words of a fingerprint say something, and which are asked of an index that knows exact words only.

A copy rarely has a word of 24 bits without an error, but its errors sit in the bits whose change was smallest.
So the asker asks for every word also with those flipped (Haitsma and Kalker 2002, section 4.3).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .fingerprint import BITS, Fingerprint, Words

Positions = npt.NDArray[np.intp]

# With fewer strong bits a word is chance or a steady tone.
FEWEST_STRONG = 5
MOST_FLIPPED = 6
# Words of a long sound are so many that some have no error: they are asked as they are.
MOST_PROBES_WITH_FLIPS = 4_096
MOST_PROBES = 16_384


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """Words with the position in the sound, in hops, that each belongs to."""

    positions: Positions
    words: Words

    def __len__(self) -> int:
        return len(self.words)


def telling(fingerprint: Fingerprint) -> PlacedWords:
    """Return the words that say something, in order: what an index keeps."""
    positions = np.flatnonzero(np.bitwise_count(fingerprint.strong) >= FEWEST_STRONG)
    return PlacedWords(positions, fingerprint.signs[positions])


def probes(fingerprint: Fingerprint) -> PlacedWords:
    """Return the words to ask for, at most MOST_PROBES: the fewer the sound has, the more ways each is asked."""
    told = telling(fingerprint)
    if not len(told):
        return told
    flipped = min(MOST_FLIPPED, max(0, int(np.log2(MOST_PROBES_WITH_FLIPS / len(told)))))
    every = -(-len(told) // MOST_PROBES)
    positions, words = told.positions[::every], told.words[::every]
    if not flipped:
        return PlacedWords(positions, words)
    flips = _flips(fingerprint, positions, flipped)
    return PlacedWords(np.repeat(positions, flips.shape[1]), (words[:, None] ^ flips).ravel())


def _flips(fingerprint: Fingerprint, positions: Positions, count: int) -> Words:
    """Return (positions, 2 ** count): every choice of the `count` bits whose change was smallest."""
    bits = np.arange(BITS, dtype=np.uint32)
    strong = fingerprint.strong[positions, None] >> bits & 1
    finer = fingerprint.finer[positions, None] >> bits & 1
    smallest = np.argsort(2 * strong + finer, axis=1, kind="stable")[:, :count]
    masks = np.uint32(1) << smallest.astype(np.uint32)
    chosen = (np.arange(2**count, dtype=np.uint32)[:, None] >> bits[:count] & 1).astype(np.uint32)
    return masks @ chosen.T
