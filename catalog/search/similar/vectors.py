"""How near two sounds are: the distance of their features, the four groups weighted.

The usual weights lie in the stored vectors. They are the ones that bring takes of one sound together best among
those tried (`tests/bench/test_similar.py`); what somebody wants more or less of multiplies them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.audio.features import LEVEL, PITCH, SIZE, SPECTRUM, TIMBRE

GROUPS = {"spectrum": SPECTRUM, "timbre": TIMBRE, "pitch": PITCH, "level": LEVEL}
_USUAL = {"spectrum": 1.0, "timbre": 1.5, "pitch": 0.5, "level": 0.5}

# What a step of a slider multiplies squared differences by. Powers of two: a weighted half-precision number stays
# exact, so that the same sound has the distance 0.
FACTORS = (0.0, 0.25, 1.0, 4.0, 16.0)
USUAL_STEP = 2
# With steps this near to each other the index's own order is a good first choice (measured: recall@20 ≥ 0.99).
_MILD = 1

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each group counts, as a place in `FACTORS`: 0 not at all, 2 as usual, 4 above all."""

    spectrum: int = USUAL_STEP
    timbre: int = USUAL_STEP
    pitch: int = USUAL_STEP
    level: int = USUAL_STEP

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Weights:
        """Of URL parameters. What is no step is the usual one; nothing at all wanted is everything as usual."""
        chosen = cls(*(_step(params.get(group, ())) for group in GROUPS))
        return chosen if any(chosen.steps.values()) else cls()

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that differ from the usual."""
        return [(group, str(step)) for group, step in self.steps.items() if step != USUAL_STEP]

    @property
    def steps(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def are_usual(self) -> bool:
        return self == Weights()

    @property
    def are_mild(self) -> bool:
        """Whether who is nearest by the usual weights is a fair choice for these."""
        steps = self.steps.values()
        return min(steps) > 0 and max(steps) - min(steps) <= _MILD

    @property
    def factors(self) -> dict[str, float]:
        return {group: FACTORS[step] for group, step in self.steps.items()}


def _step(values: Sequence[str]) -> int:
    given = next(iter(values), "")
    return int(given) if given in {str(step) for step in range(len(FACTORS))} else USUAL_STEP


def vector(features: Sequence[float]) -> Vector:
    """The vector of 64 features, as exact as it is stored (half precision). Raises ValueError for another number."""
    values = np.asarray(features, np.float64)
    if values.shape != (SIZE,):
        raise ValueError(f"{values.size} features instead of {SIZE}")
    for group, share in _USUAL.items():
        values[GROUPS[group]] *= share**0.5
    return values.astype(np.float16).astype(np.float64)


def weighted(values: Vector, weights: Weights) -> Vector:
    """What the inner product with a stored vector makes a weighted distance of, with `squares`."""
    result = values.copy()
    for group, factor in weights.factors.items():
        result[GROUPS[group]] *= factor
    return result


def squares(values: Vector) -> dict[str, float]:
    """The squared length of each group."""
    return {group: float(np.square(values[place]).sum()) for group, place in GROUPS.items()}


def literal(values: Vector) -> str:
    """As PostgreSQL reads a halfvec."""
    return f"[{','.join(f'{value:.8g}' for value in values)}]"


def columns(features: Sequence[float]) -> dict[str, Any]:
    """The columns of a SoundVector that come from the features."""
    values = vector(features)
    return {"vector": literal(values), **squares(values)}
