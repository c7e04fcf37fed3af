"""The orders results can have, and the cursor that continues each where a page ended."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from catalog.search.backend import Tier
from catalog.search.query import Sort

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_INTEGER = 2**62
_TIERS: tuple[Tier, ...] = get_args(Tier)

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that together put every document in its place, all in the same direction."""

    columns: tuple[str, ...]
    direction: str

    @property
    def names(self) -> str:
        return ", ".join(self.columns)

    @property
    def by(self) -> str:
        return ", ".join(f"{column} {self.direction}" for column in self.columns)

    @property
    def until(self) -> str:
        """The condition for what does not come after a value of the first column."""
        return f"{self.columns[0]} {'>=' if self.direction == 'DESC' else '<='} %s"

    @property
    def after(self) -> str:
        """The condition for what comes after a key, one placeholder a column."""
        sign = "<" if self.direction == "DESC" else ">"
        return f"({', '.join(self.columns)}) {sign} ({', '.join(['%s'] * len(self.columns))})"


ORDERS: dict[Sort, Order] = {
    "relevance": Order(("rank", "score", "effect_id"), "DESC"),
    "newest": Order(("created_at", "effect_id"), "DESC"),
    "sales": Order(("sales", "effect_id"), "DESC"),
    "price": Order(("price_minor", "effect_id"), "ASC"),
    "-price": Order(("price_minor", "effect_id"), "DESC"),
    "duration": Order(("duration_ms", "effect_id"), "ASC"),
    "-duration": Order(("duration_ms", "effect_id"), "DESC"),
}

# Relevance among documents of one rank.
WITHIN_RANK = Order(("score", "effect_id"), "DESC")


def cursor_of(tier: Tier, key: Sequence[object]) -> str:
    """An opaque, URL-safe cursor."""
    parts = [tier, *map(_written, key)]
    return base64.urlsafe_b64encode("|".join(parts).encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: Sort) -> tuple[Tier, Key] | None:
    """The tier and key in a cursor; None for one that was never ours, which then means the first page."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        name, *parts = text.split("|")
        tier = next(tier for tier in _TIERS if tier == name)
        key = tuple(_read(column, part) for column, part in zip(ORDERS[sort].columns, parts, strict=True))
    except (ValueError, binascii.Error, StopIteration, OverflowError):
        return None
    return tier, key


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return str((value - _EPOCH) // timedelta(microseconds=1))
    return repr(value)


def _read(column: str, part: str) -> object:
    if column == "score":
        return float(part)
    number = int(part)
    if abs(number) > _MAX_INTEGER:
        raise ValueError(part)
    return _EPOCH + timedelta(microseconds=number) if column == "created_at" else number
