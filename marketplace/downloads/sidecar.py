"""The table beside the sounds of an archive: every field, one row a file, for spreadsheets and databases."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from catalog.audio.embed import Delivery
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
    licence, file = sound.licence, sound.file
    line = licence.order_line
    yield "file_name", name
    yield from _flat(sound.delivery)
    yield "duration_ms", file.duration_ms
    yield "sample_rate_hz", file.sample_rate_hz
    yield "bit_depth", file.bit_depth
    yield "channels", file.channels
    yield "payload_sha256", licence.payload_sha256
    yield "licence", line.licence_code
    yield "licence_version", line.licence_version
    yield "order_number", line.order.number
    yield "granted_at", licence.granted_at.isoformat(timespec="seconds")


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
