"""Walking a file that lies far away: whole windows are fetched, and the last few kept."""

import io
from collections import OrderedDict

from .composition import Original

WINDOW_BYTES = 64 * 1024
KEPT_WINDOWS = 16


class Windows(io.RawIOBase):
    """An Original as a file to seek in: a walk over its chunks costs a request or two, not thirty."""

    def __init__(self, original: Original) -> None:
        self._original = original
        self._at = 0
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._original.size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def read(self, size: int = -1) -> bytes:
        stop = self._original.size if size < 0 else min(self._at + size, self._original.size)
        if stop - self._at > WINDOW_BYTES:
            data = self._original.read(self._at, stop - self._at)
        else:
            data = self._from_windows(self._at, stop)
        self._at += len(data)
        return data

    def _from_windows(self, start: int, stop: int) -> bytes:
        parts = []
        for index in range(start // WINDOW_BYTES, -(-stop // WINDOW_BYTES)):
            base = index * WINDOW_BYTES
            parts.append(self._window(index)[max(start - base, 0) : max(stop - base, 0)])
        return b"".join(parts)

    def _window(self, index: int) -> bytes:
        if index not in self._kept:
            at = index * WINDOW_BYTES
            self._kept[index] = self._original.read(at, min(WINDOW_BYTES, self._original.size - at))
            if len(self._kept) > KEPT_WINDOWS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(index)
        return self._kept[index]
