"""The UCS file name a buyer receives."""

from __future__ import annotations

from catalog.audio.embed import Delivery
from catalog.audio.sniff import Container
from catalog.ucs.formatting import delivery_name

EXTENSIONS = {Container.RF64: "wav", Container.WAVPACK: "wv"}
CONTENT_TYPES = {
    Container.WAV: "audio/wav",
    Container.RF64: "audio/wav",
    Container.AIFF: "audio/aiff",
    Container.FLAC: "audio/flac",
    Container.MP3: "audio/mpeg",
    Container.OGG: "audio/ogg",
    Container.M4A: "audio/mp4",
}
# Leaves room for the number behind it.
NUMBERED_TITLE_BYTES = 100


def file_name(delivery: Delivery, container: Container, *, take: int = 1) -> str:
    """`CatID_Title_CreatorID_KSOUND.ext` with the title as sold and the extension of the real format.

    A `take` above 1 stands behind the title: another sound has the name without it.
    """
    title = delivery.fx_name
    if take > 1:
        cut = title.encode()[:NUMBERED_TITLE_BYTES].decode("utf-8", "ignore")
        title = f"{cut} {take:02d}"
    return delivery_name(
        cat_id=delivery.cat_id,
        title=title,
        creator_id=delivery.creator_id,
        source_id=delivery.source_id,
        ext=EXTENSIONS.get(container, container.value),
    )


def content_type(container: Container) -> str:
    return CONTENT_TYPES.get(container, "application/octet-stream")
