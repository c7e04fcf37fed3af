"""Under which UCS file names a sound may stand on somebody's timeline."""

from __future__ import annotations

from catalog.audio.sniff import Container
from catalog.effects.models import Effect
from catalog.ucs.formatting import NameRefused, delivery_name
from marketplace.downloads.naming import EXTENSIONS
from marketplace.licences.snapshots import SOURCE_ID


def of(effect: Effect) -> str:
    """The name under which it is delivered today, in the reader's language."""
    container = Container(effect.file.extension)
    return _name(effect, effect.title, EXTENSIONS.get(container, container.value))


def stem(file_name: str) -> str:
    """What of a file name tells the sound: without folder, extension and case."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    head, dot, extension = name.rpartition(".")
    return (head if dot and len(extension) <= 5 else name).casefold()


def stems(effect: Effect) -> set[str]:
    """Every name by which it may be known: as delivered under either title, and as its seller uploaded it."""
    titles = filter(None, (effect.title_ko, effect.title_en))
    return {stem(_name(effect, title, None)) for title in titles} | {stem(effect.file.original_name)}


def _name(effect: Effect, title: str, extension: str | None) -> str:
    try:
        return delivery_name(
            cat_id=effect.cat_id,
            title=title,
            creator_id=effect.seller.creator_id,
            source_id=SOURCE_ID,
            ext=extension,
        )
    except NameRefused:  # its CatID left the schedule since: a cue sheet must not fail for one sound
        return effect.file.original_name
