"""Writing `LIST`/`INFO` in UTF-8 and the text chunks of AIFF in ASCII."""

import struct

from ..metadata.folding import ascii_folded
from .delivery import Delivery


def build(delivery: Delivery) -> bytes:
    """Return the body of a LIST chunk, from the word INFO on; texts end with a zero byte."""
    fields = {
        b"INAM": delivery.fx_name,
        b"IART": delivery.supplier,
        b"IPRD": delivery.library,
        b"IGNR": delivery.category,
        b"ISBJ": delivery.subcategory,
        b"ICMT": delivery.description(),
        b"IKEY": "; ".join(delivery.keywords),
        b"ICOP": f"© {delivery.notice}",
        b"ICRD": delivery.recorded_date,
        # INFO's "source", not a recording code: by it the sound is found again.
        b"ISRC": delivery.sound_id,
        b"ISFT": delivery.shop,
    }
    return b"INFO" + b"".join(_entry(name, text) for name, text in fields.items() if text)


def _entry(name: bytes, text: str) -> bytes:
    body = text.encode() + b"\0"
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def aiff_texts(delivery: Delivery) -> list[tuple[bytes, bytes]]:
    """Return AIFF's text chunks, name and body; those without a Latin letter are left to ID3."""
    fields = {
        b"NAME": delivery.fx_name,
        b"AUTH": delivery.supplier,
        b"(c) ": delivery.notice,
        b"ANNO": delivery.ascii_description,
    }
    folded = ((name, ascii_folded(text).encode("ascii")) for name, text in fields.items())
    return [(name, body) for name, body in folded if body]
