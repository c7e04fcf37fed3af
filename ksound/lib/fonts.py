"""Fonts for what is drawn outside a browser (papers, pictures for sharing): Nanum Gothic, SIL Open Font License."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def nanum_gothic(*, bold: bool = False) -> Path:
    """A TrueType file with all Hangul syllables and Latin. Raises ModuleNotFoundError if the package is missing."""
    # Found, not imported: importing it would set up a plotting library.
    spec = find_spec("koreanize_matplotlib")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("koreanize_matplotlib carries the Korean font")
    return Path(spec.origin).parent / "fonts" / ("NanumGothicBold.ttf" if bold else "NanumGothic.ttf")
