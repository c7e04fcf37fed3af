"""Delivered files: metadata of one licence around the untouched sound, composed while it is sent."""

from .composing import compose, payload_range, payload_sha256
from .composition import Composition, Original, Range
from .delivery import Ambisonics, Delivery, Loudness, Recording

__all__ = [
    "Ambisonics",
    "Composition",
    "Delivery",
    "Loudness",
    "Original",
    "Range",
    "Recording",
    "compose",
    "payload_range",
    "payload_sha256",
]
