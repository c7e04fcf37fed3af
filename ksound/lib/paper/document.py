"""What a paper says, apart from how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a share of the page's width, relative to the other columns."""

    title: str
    width: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as there are columns; `totals` is set off below them."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Drawn twice it makes the same bytes: `dated` is the time written into the file, not the time of drawing.

    `foot` is printed on every page beside the page number; `language` is ko or en.
    """

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    notes: Sequence[str]
    foot: str
    dated: datetime
    language: str
    is_wide: bool = False
