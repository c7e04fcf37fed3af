"""The licence texts in force. A change of meaning is a new version; sold lines keep the hash of theirs."""

from __future__ import annotations

import hashlib

VERSION = "2026-11"

_COMMON = (
    "Perpetual and worldwide for finished works. No resale, no isolated redistribution of the sound, "
    "no training of machine-learning models unless the seller agreed."
)
TEXTS = {
    "public": "Anyone may use this public sound for any purpose; the source must be credited. " + _COMMON,
    "creator": "One natural person: all online media, client work, podcasts and audiobooks. " + _COMMON,
    "team": "Up to ten named people of one team, for the uses of the Creator licence. " + _COMMON,
    "production": "One organisation: broadcast, OTT, cinema and games. " + _COMMON,
}


def sha256(code: str) -> str:
    """The hex digest that an order line keeps of the text it was sold under."""
    return hashlib.sha256(f"{VERSION}\n{TEXTS[code]}".encode()).hexdigest()
