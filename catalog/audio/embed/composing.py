"""From an original and a delivery to the file that is sent."""

import hashlib
import struct
from collections.abc import Callable
from typing import BinaryIO, cast

from ..errors import Rejected
from ..limits import Limits
from ..prescan import WALKERS, Outline, Source
from ..sniff import Container, sniff
from . import aiff, flac, m4a, mp3, ogg, wav, wavpack
from .composition import Composition, Original, Range, read_range
from .delivery import Delivery
from .windows import Windows

# An original was accepted under the limits of its day; what is walked here is its structure alone.
LIMITS = Limits(max_bytes=1 << 62, max_duration_s=1e9)

# The place of the sound does not depend on what is written around it.
NOTHING = Delivery(
    sound_id="-", licence_id="-", licence_url="", shop="", cat_id="", category="", subcategory="", fx_name=""
)

# These need to know where the chunks are; the prescan's walk refuses chunks that contradict each other.
CHUNKED: dict[Container, Callable[[Source, Outline, Delivery], Composition]] = {
    Container.WAV: wav.compose,
    Container.RF64: wav.compose,
    Container.W64: wav.compose,
    Container.AIFF: aiff.compose,
}
STREAMED: dict[Container, Callable[[Source, Delivery], Composition]] = {
    Container.FLAC: flac.compose,
    Container.MP3: mp3.compose,
    Container.OGG: ogg.compose,
    Container.M4A: m4a.compose,
    Container.WAVPACK: wavpack.compose,
}


def compose(*, original: Original, delivery: Delivery) -> Composition:
    """Return the file a buyer receives: our metadata around the untouched sound of `original`.

    Nothing is decoded and no sound is read: head and tail of the original alone. The same arguments give the
    same bytes. What cannot carry our fields (fragmented MPEG-4, several Ogg streams, broken structure) is
    handed out as it is, `is_stamped` False: a bought file always leaves the house. Raises Rejected for what
    is no sound file at all, and what `original.read` raises.
    """
    source = Source(cast(BinaryIO, Windows(original)), original.size, LIMITS)
    container = sniff(source.file, source.size)
    try:
        return _composed(source, container, delivery.cleaned())
    except (Rejected, ValueError, struct.error):
        # Accepted once, under older rules perhaps: the buyer's right to it does not depend on today's.
        whole = Range(0, original.size)
        return Composition((whole,), container, whole, is_stamped=False)


def _composed(source: Source, container: Container, delivery: Delivery) -> Composition:
    if container in CHUNKED:
        return CHUNKED[container](source, WALKERS[container](source, container), delivery)
    return STREAMED[container](source, delivery)


def payload_range(original: Original) -> Range:
    """Return where the sound itself lies in `original`, whoever buys it: the `payload` of every Composition.

    The whole file where it cannot carry our fields. Sums over it are kept for good
    (`hashes.file_sums`): code that finds another place for it raises `outputs.FACTS_VERSION`.
    Raises what `compose` raises.
    """
    return compose(original=original, delivery=NOTHING).payload


def payload_sha256(original: Original, payload: Range) -> str:
    """Return the hex SHA-256 of the sound itself, `Composition.payload`: the same in every buyer's file."""
    digest = hashlib.sha256()
    for chunk in read_range(original, payload):
        digest.update(chunk)
    return digest.hexdigest()
