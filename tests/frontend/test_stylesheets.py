"""The stylesheets as they are sent: one file with the same rules in the same layers."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from ksound.core import stylesheets

CSS = Path(settings.BASE_DIR) / "static" / "css"


def bare(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()


def test_every_sheet_is_in_the_one_that_is_sent_in_its_layer_and_order(tmp_path: Path) -> None:
    source = FileSystemStorage(CSS.parent)
    names = [f"css/{path.relative_to(CSS)}" for path in CSS.rglob("*.css")]
    paths = {name: (source, name) for name in names}
    into = FileSystemStorage(tmp_path)
    for _twice in range(2):
        storage, name = stylesheets.join(paths, into=into)[stylesheets.ENTRY]
        with storage.open(name) as file:
            sent = bare(file.read().decode())
        place = 0
        for sheet, layer in re.findall(
            r'@import url\("(.+?)"\) layer\((\w+)\)', (CSS / "main.css").read_text()
        ):
            block = f"@layer {layer} {{ {bare((CSS / sheet).read_text())} }}"
            assert sent.find(block, place) >= place, sheet
            place = sent.find(block, place) + len(block)
    assert "@import" not in sent


def test_no_sheet_names_a_file_whose_address_would_change() -> None:
    for path in CSS.rglob("*.css"):
        assert path.name == "main.css" or "url(" not in path.read_text(), path.name
