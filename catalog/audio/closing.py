"""What writes one file closes it, however the writing ends."""

from __future__ import annotations

from types import TracebackType
from typing import BinaryIO, Self


class ClosesItsFile:
    """For writers that keep the file they write as `_file`."""

    _file: BinaryIO

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
