"""The table beside the sounds of an archive: every field, one row a file, for spreadsheets and databases."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.utils import translation

from catalog.audio.embed import Delivery
from marketplace.downloads import formats
from marketplace.downloads.delivered import DeliveredSound

# What makes a spreadsheet take a text for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def table(named: Mapping[str, DeliveredSound]) -> bytes:
    """CSV (RFC 4180) in UTF-8 with a byte order mark, by which Excel knows Korean."""
    rows = [dict(_fields(name, sound)) for name, sound in named.items()]
    out = io.StringIO(BOM)
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(rows[0])
    writer.writerows([map(cell, row.values()) for row in rows])
    return out.getvalue().encode()


def _fields(name: str, sound: DeliveredSound) -> Iterator[tuple[str, Any]]:
    licence, source = sound.licence, sound.source
    line = licence.order_line
    yield "file_name", name
    yield from _flat(sound.delivery)
    yield "format", sound.format or formats.ORIGINAL
    yield "format_note", _in_holders_language(sound)
    yield "level_change_db", sound.conversion.level_change_db if sound.conversion else 0.0
    yield "duration_ms", source.duration_ms
    yield "sample_rate_hz", source.sample_rate_hz
    yield "bit_depth", source.bit_depth
    yield "channels", source.channels
    yield "payload_sha256", sound.payload_sha256
    yield "licence", line.licence_code
    yield "licence_version", line.licence_version
    yield "order_number", line.order.number
    yield "granted_at", licence.granted_at.isoformat(timespec="seconds")


def _in_holders_language(sound: DeliveredSound) -> str:
    with translation.override(sound.licence.holder.language):
        return str(sound.note)


def _flat(delivery: Delivery) -> Iterator[tuple[str, Any]]:
    for name, value in asdict(delivery).items():
        if name == "ambisonics":
            yield from ((f"ambisonic_{part}", said) for part, said in value.items())
        elif isinstance(value, dict):
            yield from value.items()
        else:
            yield name, value


def cell(value: object) -> str:
    """As a spreadsheet should show it. A text that begins like a formula gets an apostrophe; numbers are none."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case tuple() | list():
            text = "; ".join(map(str, value))
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
