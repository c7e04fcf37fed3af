"""ULIDs: 128-bit identifiers that sort by time and tell nothing else (https://github.com/ulid/spec)."""

from __future__ import annotations

import os
import time
from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
LENGTH = 26


def new(at: datetime | None = None) -> str:
    """A fresh ULID: 48 bits of milliseconds since 1970, then 80 random bits."""
    milliseconds = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
    number = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def is_ulid(text: str) -> bool:
    return len(text) == LENGTH and text[0] <= "7" and all(sign in ALPHABET for sign in text)
