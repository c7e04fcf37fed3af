"""The system's Chromium and how it is started."""

from __future__ import annotations

import shutil

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
PATIENCE_MS = 30_000


def program() -> str | None:
    """The path of the first of `PROGRAMS` that is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
