"""Temporary folders of workers, in one place, so that those of killed workers can be found again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

# No examination takes longer than ten minutes.
ABANDONED_AFTER = timedelta(hours=1)
INCOMING_ABANDONED_AFTER = timedelta(days=1)


@contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """An empty folder that is gone afterwards, unless the process is killed."""
    settings.WORK_DIR.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=prefix, dir=settings.WORK_DIR) as path:
        yield Path(path)


def remove_abandoned(*, at: datetime) -> int:
    """Delete work folders and half-received uploads whose processes must be dead; returns how many."""
    work = _untouched(settings.WORK_DIR, since=at - ABANDONED_AFTER)
    incoming = _untouched(Path(settings.FILE_UPLOAD_TEMP_DIR), since=at - INCOMING_ABANDONED_AFTER)
    for path in (*work, *incoming):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(work) + len(incoming)


def _untouched(parent: Path, *, since: datetime) -> list[Path]:
    if not parent.is_dir():
        return []
    return [path for path in parent.iterdir() if path.lstat().st_mtime < since.timestamp()]
