"""What a page weighs on its way: bytes after compression."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

_IMPORTED = re.compile(r"""^import [^;]*?["']\./([\w.-]+\.js)["'];""", re.MULTILINE)
_LAZY = re.compile(r"""["'](ksound-[\w-]+)["']: \(\) => import\(["']\./([\w.-]+\.js)["']\)""")


def of_page(content: bytes) -> int:
    """HTML as a front server sends it, gzip at its usual level."""
    return len(gzip.compress(content, 6))


def of_files(html: str, folder: Path) -> dict[str, int]:
    """Bytes of the scripts and styles that this page loads, each as WhiteNoise compressed it in STATIC_ROOT."""
    scripts = folder / "js"
    loaded = _reached(scripts / "main.js") | {scripts / "theme.js"}
    for element, name in _LAZY.findall("".join(file.read_text() for file in loaded)):
        if f"<{element}" in html:
            loaded |= _reached(scripts / name)
    return {
        "our JS": sum(map(_sent, loaded)),
        "htmx": _sent(folder / "django_htmx" / "htmx-2.min.js"),
        "CSS": _sent(folder / "css" / "main.css"),
    }


def _reached(entry: Path) -> set[Path]:
    """A script with everything it imports."""
    reached, waiting = set(), [entry]
    while waiting:
        file = waiting.pop()
        if file not in reached:
            reached.add(file)
            waiting += [file.parent / name for name in _IMPORTED.findall(file.read_text())]
    return reached


def _sent(file: Path) -> int:
    compressed = file.with_name(f"{file.name}.gz")
    return (compressed if compressed.exists() else file).stat().st_size
