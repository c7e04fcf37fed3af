"""141 file names of published libraries, their literal and intended readings, Korean titles for some."""

import csv
import io
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((_DATA / name).read_text(encoding="utf-8"))))


DEV_NAMES = _rows("real_names_dev.csv")
KOREAN_TITLES = _rows("korean_titles_dev.csv")
