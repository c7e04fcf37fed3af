"""Writing `bext` version 2 (EBU Tech 3285), in ASCII alone: strict readers refuse anything else."""

import struct

from ..metadata.bext import NOT_MEASURED
from ..metadata.folding import ascii_folded
from . import texts
from .carried import Carried
from .delivery import Delivery

VERSION = 2
RESERVED = bytes(180)
MODES = {1: "mono", 2: "stereo"}


def build(
    delivery: Delivery, master: Carried, *, sample_rate_hz: int, bit_depth: int | None, channels: int
) -> bytes:
    """Return a `bext` body: 602 bytes and the CodingHistory. OriginatorReference, at byte 288, is the licence."""
    recorded = delivery.recorded_date or master.date
    history = master.coding_history or _history(sample_rate_hz, bit_depth, channels)
    return (
        _field(delivery.ascii_description, 256)
        + _field(delivery.shop, 32)
        + _field(delivery.licence_id, 32)
        + _field(recorded, 10)
        # The master's time of day belongs to the master's date.
        + _field(master.time if recorded == master.date else "", 8)
        + struct.pack("<QH", master.time_reference, VERSION)
        + master.umid
        + struct.pack("<5h", *_loudness(delivery))
        + RESERVED
        + history.encode("ascii")
    )


def _field(text: str, size: int) -> bytes:
    return texts.cut_bytes(ascii_folded(text), size).encode("ascii").ljust(size, b"\0")


def _loudness(delivery: Delivery) -> tuple[int, ...]:
    measured = delivery.loudness
    return tuple(
        NOT_MEASURED if value is None or abs(value) > 99.99 else round(value * 100)
        for value in (
            measured.integrated_lufs,
            measured.loudness_range_lu,
            measured.true_peak_dbtp,
            measured.max_momentary_lufs,
            measured.max_short_term_lufs,
        )
    )


def _history(sample_rate_hz: int, bit_depth: int | None, channels: int) -> str:
    mode = MODES.get(channels, "multichannel")
    return f"A=PCM,F={sample_rate_hz},W={bit_depth or 0},M={mode}\r\n"
