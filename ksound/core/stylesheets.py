"""Many stylesheets to write, one to send: a browser asks once, and one file compresses better than forty."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

ENTRY = "css/main.css"
_IMPORT = re.compile(r"""@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>[\w-]+)\);""")
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\s*\n\s*")

# As collectstatic hands them on: name → where its source is.
Paths = dict[str, tuple[Any, str]]


def joined(entry: str, read: Callable[[str], str]) -> str:
    """`entry` with each imported sheet as a block of its layer, without remarks; `read` takes the imported name.

    Imported sheets must name no files: an address would have to be rewritten.
    """
    whole = _IMPORT.sub(lambda found: f"@layer {found['layer']} {{\n{read(found['name'])}\n}}", entry)
    return _INDENT.sub("\n", _REMARK.sub("", whole)).strip() + "\n"


def join(paths: Paths, *, into: Storage) -> Paths:
    """The same paths, but the entry is read from `into`, where it is one file."""
    if ENTRY not in paths:
        return paths

    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return str(file.read().decode())

    folder = ENTRY.rpartition("/")[0]
    text = joined(read(ENTRY), lambda name: read(f"{folder}/{name}"))
    into.delete(ENTRY)
    into.save(ENTRY, ContentFile(text.encode()))
    return {**paths, ENTRY: (into, ENTRY)}
