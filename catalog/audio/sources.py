"""Opening a stranger's file for our own readers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .limits import Limits
from .prescan import Source


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Source]:
    """The file at `path` with its size. Raises OSError."""
    with path.open("rb", buffering=0) as raw, os.fdopen(os.dup(raw.fileno()), "rb") as file:
        yield Source(file, os.fstat(raw.fileno()).st_size, limits)
