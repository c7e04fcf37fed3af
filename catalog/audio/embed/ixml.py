"""Writing `iXML` 3.01: USER, ASWG (Sony ASWG-G006 1.1) and STEINBERG, in UTF-8 with Korean and English."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from . import texts
from .carried import Carried
from .delivery import Delivery

VERSION = "3.01"
# Soundminer's widths. (Its version 3 cuts a category at 31, which no English UCS name exceeds.)
DESCRIPTION_CHARS, TITLE_CHARS, SHORT_CHARS, LONG_CHARS = 1_000, 128, 62, 255
CHANNEL_CONFIGS = {
    "mono": "Mono", "stereo": "Stereo", "3.0": "LCR", "quad": "Quad", "4.0": "Quad", "5.0": "5.0",
    "5.1": "5.1", "7.0": "7.0", "7.1": "7.1", "7.1.2": "7.1.2", "7.1.4": "7.1.4", "ambisonic": "Ambisonic",
}  # fmt: skip

Pair = tuple[str, str]


def build(delivery: Delivery, master: Carried, *, sample_rate_hz: int, bit_depth: int | None) -> bytes:
    """Return an iXML document. Every name stands once, in the spelling REAPER and Soundminer share."""
    parts = [
        _element("IXML_VERSION", VERSION),
        _speed(master, sample_rate_hz, bit_depth),
        _tracks(master),
        _group("USER", _user(delivery)),
        _group("ASWG", _aswg(delivery)),
        _steinberg(delivery),
    ]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<BWFXML>{"".join(parts)}\n</BWFXML>\n'.encode()


def _user(delivery: Delivery) -> Iterable[Pair]:
    recording = delivery.recording
    yield "CatID", delivery.cat_id
    yield "LongID", delivery.cat_id
    yield "Category", delivery.category[:SHORT_CHARS]
    yield "SubCategory", delivery.subcategory[:SHORT_CHARS]
    yield "CategoryFull", delivery.category_full
    yield "FXName", delivery.fx_name
    yield "TrackTitle", texts.cut(delivery.fx_name, TITLE_CHARS)
    yield "Description", delivery.description(DESCRIPTION_CHARS)
    yield "Keywords", ", ".join(delivery.keywords)
    yield "VendorCategory", delivery.vendor_category
    yield from ((name, delivery.supplier) for name in ("Designer", "Artist", "Manufacturer"))
    yield "ShortID", delivery.creator_id
    yield "Source", delivery.source_id
    yield "Show", delivery.source_id
    yield "Library", delivery.library
    yield "Embedder", delivery.shop
    yield "UserComments", f"{delivery.sound_id} Licence {delivery.licence_id}"
    yield "LicenseID", delivery.licence_id
    yield "URL", delivery.licence_url
    yield "Microphone", recording.microphone
    yield "MicPerspective", recording.mic_perspective
    yield "RecType", recording.rec_type
    yield "RecMedium", recording.rec_medium
    yield "Location", recording.location
    yield "ReleaseDate", delivery.recorded_date.replace("-", ".")
    yield "TrackYear", delivery.recorded_date.replace("-", ".")


def _aswg(delivery: Delivery) -> Iterable[Pair]:
    recording, loudness, ambisonics = delivery.recording, delivery.loudness, delivery.ambisonics
    description = delivery.description()
    yield "contentType", "sfx"
    yield "originator", delivery.supplier
    yield "notes", description if len(description) <= LONG_CHARS else ""
    yield "isGenerated", _truth(delivery.is_generated)
    yield "originationDate", delivery.recorded_date
    layout = delivery.channel_layout.partition("(")[0].partition(" ")[0]
    yield "channelConfig", CHANNEL_CONFIGS.get(layout, "")
    yield "ambisonicFormat", ambisonics.format
    yield "ambisonicChnOrder", ambisonics.order
    yield "ambisonicNorm", ambisonics.norm
    yield "micType", recording.microphone
    yield "micConfig", recording.mic_config
    yield "micDistance", recording.mic_distance
    yield "recordingLoc", recording.location
    yield "isDesigned", _truth(delivery.is_designed)
    yield "recEngineer", recording.recordist
    yield "category", delivery.category
    yield "subCategory", delivery.subcategory
    yield "catId", delivery.cat_id
    # There is no field for the licence of an effect: it rides with the supplier's own data.
    licence = f"LicenseID={delivery.licence_id}"
    yield "userData", "; ".join(filter(None, (delivery.user_data, licence)))
    yield "vendorCategory", delivery.vendor_category
    yield "fxName", delivery.fx_name
    yield "library", delivery.library
    yield "creatorId", delivery.creator_id
    yield "sourceId", delivery.source_id
    yield "loudness", _decimal(loudness.integrated_lufs)
    yield "loudnessRange", _decimal(loudness.loudness_range_lu)
    yield "maxPeak", _decimal(loudness.true_peak_dbtp)


def _steinberg(delivery: Delivery) -> str:
    attributes = (
        ("MediaCompany", delivery.supplier),
        ("MediaLibrary", delivery.library),
        ("MediaComment", delivery.description(LONG_CHARS)),
        ("MusicalCategory", delivery.category_full),
    )
    listed = "".join(
        f"\n<ATTR>{_group_line(('TYPE', 'string'), ('NAME', name), ('VALUE', value))}</ATTR>"
        for name, value in attributes
        if value
    )
    return f"\n<STEINBERG>\n<ATTR_LIST>{listed}\n</ATTR_LIST>\n</STEINBERG>"


def _speed(master: Carried, sample_rate_hz: int, bit_depth: int | None) -> str:
    if not master.time_reference and not master.speed:
        return ""
    high, low = divmod(master.time_reference, 1 << 32)
    return _group(
        "SPEED",
        [
            *master.speed.items(),
            ("FILE_SAMPLE_RATE", str(sample_rate_hz)),
            ("AUDIO_BIT_DEPTH", str(bit_depth or "")),
            ("TIMESTAMP_SAMPLE_RATE", str(sample_rate_hz)),
            ("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", str(high)),
            ("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO", str(low)),
        ],
    )


def _tracks(master: Carried) -> str:
    if not master.tracks:
        return ""
    tracks = "".join(f"\n<TRACK>{_group_line(*track.items())}</TRACK>" for track in master.tracks)
    count = _element("TRACK_COUNT", str(len(master.tracks)))
    return f"\n<TRACK_LIST>{count}{tracks}\n</TRACK_LIST>"


def _group(name: str, pairs: Iterable[Pair]) -> str:
    return f"\n<{name}>{''.join(_element(tag, text) for tag, text in pairs)}\n</{name}>"


def _group_line(*pairs: Pair) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in pairs)


def _element(tag: str, text: str) -> str:
    return f"\n<{tag}>{escape(text)}</{tag}>" if text else ""


def _truth(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def _decimal(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
