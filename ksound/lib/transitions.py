"""Which states may follow which: one table per thing, checked where states change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class ForbiddenTransition(Exception):
    """The thing is not in a state from which the asked one may be reached."""


@dataclass(frozen=True, slots=True)
class Transitions:
    """`allowed` maps a state to the states that may follow it."""

    allowed: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, table: Mapping[str, Iterable[str]]) -> Transitions:
        return cls({state: frozenset(following) for state, following in table.items()})

    def before(self, state: str) -> frozenset[str]:
        """The states from which `state` may be reached: the WHERE of a compare-and-set."""
        return frozenset(source for source, following in self.allowed.items() if state in following)

    def require(self, *, source: str, target: str) -> None:
        if target not in self.allowed.get(source, frozenset()):
            raise ForbiddenTransition(f"{source} → {target}")
