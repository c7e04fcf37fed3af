"""What many stars come to."""

from __future__ import annotations

from dataclasses import dataclass

# A sound nobody has rated is taken for this good, with the weight of so many reviews: two friends' five stars do
# not outdo fifty buyers' 4.8.
PRIOR_MEAN = 3.9
PRIOR_WEIGHT = 5


@dataclass(frozen=True, slots=True)
class Rating:
    """How many gave how many stars: `by_stars[0]` is the number of single stars, `by_stars[4]` of fives."""

    by_stars: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def count(self) -> int:
        return sum(self.by_stars)

    @property
    def total(self) -> int:
        return sum(stars * number for stars, number in enumerate(self.by_stars, start=1))

    @property
    def mean(self) -> float:
        """In stars, 0.0 while there is none."""
        return self.total / self.count if self.count else 0.0

    @property
    def bayesian(self) -> float:
        """The mean drawn towards `PRIOR_MEAN`, the more so the fewer there are; for comparing."""
        return (PRIOR_WEIGHT * PRIOR_MEAN + self.total) / (PRIOR_WEIGHT + self.count)
