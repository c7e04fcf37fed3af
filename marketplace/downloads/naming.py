"""The UCS file name a buyer receives."""

from __future__ import annotations

from catalog.ucs.formatting import delivery_name
from marketplace.orders.models import OrderLine

# Block four of the name: which library the file came from.
SOURCE_ID = "KSOUND"


def file_name(line: OrderLine) -> str:
    """`CatID_Title_CreatorID_KSOUND.ext` with the title as sold and the extension of the real format."""
    return delivery_name(
        cat_id=line.effect.cat_id,
        title=line.title,
        creator_id=line.seller.creator_id,
        source_id=SOURCE_ID,
        ext=line.audio_file.extension,
    )
