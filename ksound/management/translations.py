"""Reading every translatable text of the project, and compiling the Korean catalogue, without gettext installed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = "# Korean texts of K-Sound Library. Update with `manage.py translations`."
PACKAGES = ("ksound", "catalog", "marketplace", "payments", "sellers")


def po_path(root: Path) -> Path:
    return root / "ksound" / "locale" / "ko" / "LC_MESSAGES" / "django.po"


def extracted(root: Path) -> Catalog:
    """Every text of Python modules and templates, with the places it stands in."""
    found = Catalog(domain="django")
    for path in sorted(_sources(root)):
        place = path.relative_to(root).as_posix()
        for _line, texts, comments, context in _texts(path):
            found.add(texts, locations=[(place, 0)], auto_comments=comments, context=context)
    return found


def _sources(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (root / package).rglob("*.py") if "migrations" not in path.parts)
    yield from (path for kind in ("*.html", "*.txt") for path in (root / "templates").rglob(kind))


def _texts(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into text that looks like a program to a gettext extractor.
        source = templatize(source, origin=path.name).replace("\x00", "")
        calls = (line.strip() for line in source.splitlines() if "gettext(" in line or "_(" in line)
        source = "\n".join(calls) + "\n"
    yield from extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)


def korean(root: Path) -> Catalog:
    with po_path(root).open("rb") as po:
        return read_po(po, locale="ko", domain="django")


def update(root: Path) -> Catalog:
    """Bring the Korean catalogue up to date with the sources, keeping what is translated; compile it."""
    catalog = korean(root) if po_path(root).exists() else Catalog(locale="ko", domain="django")
    catalog.project, catalog.copyright_holder, catalog.header_comment = "K-Sound Library", "", HEADER
    # A date of its own would make every run a change.
    catalog.creation_date = catalog.revision_date = datetime(2026, 11, 1, tzinfo=UTC)
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.update(extracted(root), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    path = po_path(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as po:
        write_po(po, catalog, width=110, sort_output=True, include_lineno=False, omit_header=False)
    path.with_suffix(".mo").write_bytes(compiled(catalog))
    return catalog


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def problems(root: Path) -> list[str]:
    """What stands between the catalogue and "both languages complete"; empty when nothing does."""
    catalog, texts = korean(root), extracted(root)
    missing = [
        f"not translated: {message.id!r}" for message in texts if message.id and not _in(catalog, message)
    ]
    unused = [
        f"not used any more: {message.id!r}"
        for message in catalog
        if message.id and not _in_any(texts, message)
    ]
    wrong = [f"{message.id!r}: {error}" for message, errors in catalog.check() for error in errors]
    mo = po_path(root).with_suffix(".mo")
    stale = (
        []
        if mo.exists() and mo.read_bytes() == compiled(catalog)
        else ["django.mo is not compiled from django.po"]
    )
    return [*missing, *unused, *wrong, *stale]


def _in(catalog: Catalog, message: Message) -> bool:
    known = catalog.get(message.id, message.context)
    if known is None:
        return False
    return all(known.string) if isinstance(known.string, tuple | list) else bool(known.string)


def _in_any(texts: Catalog, message: Message) -> bool:
    return texts.get(message.id, message.context) is not None
