"""Our fields as Vorbis comments (FLAC, Ogg), and as the like-named items of APE and MPEG-4."""

import struct
from collections.abc import Iterable, Iterator

from .delivery import Delivery

# What players need of the original's comments: it describes the sound, not the person.
KEPT = frozenset(
    ("WAVEFORMATEXTENSIBLE_CHANNEL_MASK", "LOOPSTART", "LOOPLENGTH", "LOOPEND", "R128_TRACK_GAIN")
)


def pairs(delivery: Delivery) -> Iterator[tuple[str, str]]:
    """Yield name and text in a fixed order; several keywords are several comments."""
    recording = delivery.recording
    described = delivery.description()
    named = (
        ("TITLE", delivery.fx_name),
        ("ARTIST", delivery.supplier),
        ("ALBUM", delivery.library),
        ("CATID", delivery.cat_id),
        ("CATEGORY", delivery.category),
        ("SUBCATEGORY", delivery.subcategory),
        ("GENRE", delivery.category),
        ("DESCRIPTION", described),
        ("COMMENT", described),
        *(("KEYWORDS", word) for word in delivery.keywords),
        ("VENDORCATEGORY", delivery.vendor_category),
        ("CREATORID", delivery.creator_id),
        ("SOURCEID", delivery.source_id),
        ("USERDATA", delivery.user_data),
        ("ENCODED-BY", delivery.shop),
        ("KSOUND_ID", delivery.sound_id),
        ("LICENSE", delivery.licence_id),
        ("LICENSE", delivery.licence_url),
        ("COPYRIGHT", f"© {delivery.notice}"),
        ("DATE", delivery.recorded_date),
        ("MICROPHONE", recording.microphone),
        ("MICPERSPECTIVE", recording.mic_perspective),
        ("RECTYPE", recording.rec_type),
        ("RECMEDIUM", recording.rec_medium),
        ("LOCATION", recording.location),
        ("AIGENERATED", "" if delivery.is_generated is None else str(delivery.is_generated).lower()),
    )
    yield from ((name, text) for name, text in named if text)


def block(vendor: bytes, entries: Iterable[tuple[str, str]]) -> bytes:
    """Return a comment block as FLAC and Ogg share it, without Vorbis' framing bit."""
    packed = [f"{name}={text}".encode() for name, text in entries]
    head = struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(packed))
    return head + b"".join(struct.pack("<I", len(entry)) + entry for entry in packed)


def vendor(body: bytes) -> bytes:
    """The name of the encoder in a comment block: decoders tell old faults by it."""
    size = int.from_bytes(body[:4], "little")
    return body[4 : 4 + size] if size <= 256 else b""
