"""Writing ID3v2.3 in UTF-16 (id3.org, 2.3.0): the version that the older readers know.

Byte by byte and not through a library, whose next release might write the same fields otherwise: a resumed
download must fit the first half.
"""

import codecs
import struct

from .delivery import Delivery

OWNER = b"k-sound"
UTF16 = b"\x01"
NO_FLAGS = b"\0\0"


def build(delivery: Delivery) -> bytes:
    """Return a whole ID3v2.3 tag, without padding."""
    frames = [_frame(name, UTF16 + _utf16(text)) for name, text in _texts(delivery).items() if text]
    frames += [_described(b"TXXX", b"", name, text) for name, text in _free(delivery).items() if text]
    description = delivery.description()
    frames += [_described(b"COMM", b"eng", "", description)] if description else []
    frames.append(_frame(b"UFID", OWNER + b"\0" + delivery.sound_id.encode("ascii")))
    frames += [_frame(b"WCOP", delivery.licence_url.encode("ascii"))] if delivery.licence_url else []
    body = b"".join(frames)
    return b"ID3\x03\0\0" + _synchsafe(len(body)) + body


def _texts(delivery: Delivery) -> dict[bytes, str]:
    recorded = delivery.recorded_on
    return {
        b"TIT2": delivery.fx_name,
        b"TPE1": delivery.supplier,
        b"TALB": delivery.library,
        b"TCON": delivery.category,
        b"TCOP": delivery.notice,
        b"TENC": delivery.shop,
        b"TYER": f"{recorded:%Y}" if recorded else "",
        b"TDAT": f"{recorded:%d%m}" if recorded else "",
    }


def _free(delivery: Delivery) -> dict[str, str]:
    return {
        "CatID": delivery.cat_id,
        "Category": delivery.category,
        "SubCategory": delivery.subcategory,
        "Keywords": ", ".join(delivery.keywords),
        "LicenseID": delivery.licence_id,
        "VendorCategory": delivery.vendor_category,
        "CreatorID": delivery.creator_id,
        "SourceID": delivery.source_id,
        "UserData": delivery.user_data,
        "AIGenerated": "" if delivery.is_generated is None else str(delivery.is_generated).lower(),
    }


def _described(frame: bytes, language: bytes, description: str, text: str) -> bytes:
    return _frame(frame, UTF16 + language + _utf16(description) + b"\0\0" + _utf16(text))


def _frame(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">I", len(body)) + NO_FLAGS + body


def _utf16(text: str) -> bytes:
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le")


def _synchsafe(size: int) -> bytes:
    """Four bytes of seven bits: a size must not look like the beginning of a frame of sound."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
