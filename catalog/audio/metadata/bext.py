"""The `bext` chunk of a Broadcast Wave (EBU Tech 3285, versions 0 to 2)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ..encoding import decode
from .values import Raw

FIXED_BYTES = 602
NOT_MEASURED = 0x7FFF
LOUDNESS_KEYS = (
    "LoudnessValue", "LoudnessRange", "MaxTruePeakLevel", "MaxMomentaryLoudness", "MaxShortTermLoudness",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bext:
    """The fields by the names of the standard; `loudness` in LUFS, LU and dBTP in the order of LOUDNESS_KEYS."""

    description: str = ""
    originator: str = ""
    originator_reference: str = ""
    origination_date: str = ""
    origination_time: str = ""
    time_reference: int = 0
    version: int = 0
    umid: bytes = bytes(64)
    loudness: tuple[float | None, ...] = (None,) * 5
    coding_history: str = ""


def parse(body: bytes) -> Bext:
    """Return what a `bext` body says; a short one is read as if filled up with zeros. Never raises."""
    full = body.ljust(FIXED_BYTES, b"\0")
    reference, version = struct.unpack_from("<QH", full, 338)
    raw_loudness = struct.unpack_from("<5h", full, 412)
    return Bext(
        description=decode(full[:256]),
        originator=decode(full[256:288]),
        originator_reference=decode(full[288:320]),
        origination_date=decode(full[320:330]),
        origination_time=decode(full[330:338]),
        time_reference=reference,
        version=version,
        umid=full[348:412] if version >= 1 else bytes(64),
        loudness=tuple(_hundredths(value) if version >= 2 else None for value in raw_loudness),
        coding_history=decode(full[FIXED_BYTES:]),
    )


def _hundredths(value: int) -> float | None:
    # Beyond ±99.99 the standard has no meaning; writers of version 2 without a meter leave zeros or this.
    return None if value == NOT_MEASURED or abs(value) > 9_999 else value / 100


def read(body: bytes) -> Iterator[Raw]:
    """Yield the values of a `bext` body that say something."""
    found = parse(body)
    yield "bext", "Description", found.description
    yield "bext", "Originator", found.originator
    yield "bext", "OriginatorReference", found.originator_reference
    yield "bext", "OriginationDate", found.origination_date
    yield "bext", "OriginationTime", found.origination_time
    yield "bext", "TimeReference", str(found.time_reference or "")
    yield "bext", "Version", str(found.version)
    yield "bext", "UMID", found.umid.hex() if any(found.umid) else ""
    # All zero: the writer knew version 2 and measured nothing.
    for key, value in zip(LOUDNESS_KEYS, found.loudness, strict=True) if any(found.loudness) else ():
        yield "bext", key, "" if value is None else f"{value:.2f}"
    yield "bext", "CodingHistory", found.coding_history
