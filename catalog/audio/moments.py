"""Weighted mean and deviation of numbers that arrive in pieces."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
LEAST = 1e-30


class Moments:
    """Of rows of `size` numbers; each row, or each number, has its weight. All zero while nothing has weight."""

    def __init__(self, size: int) -> None:
        self._weight, self._sum, self._squares = np.zeros(size), np.zeros(size), np.zeros(size)

    def add(self, values: Numbers, weights: Numbers) -> None:
        """`values` is (n, size), `weights` (n, size) or (n, 1)."""
        weighted = values * weights
        self._weight += weights.sum(axis=0)
        self._sum += weighted.sum(axis=0)
        self._squares += (weighted * values).sum(axis=0)

    @property
    def mean(self) -> Numbers:
        return self._sum / np.maximum(self._weight, LEAST)

    @property
    def deviation(self) -> Numbers:
        spread = self._squares / np.maximum(self._weight, LEAST) - np.square(self.mean)
        return np.sqrt(np.maximum(spread, 0))
