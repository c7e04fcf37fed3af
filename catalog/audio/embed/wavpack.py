"""WavPack: an APEv2 tag behind the blocks, which stay as they are (their RIFF head is under a checksum)."""

import io

from mutagen.apev2 import APEv2

from ..prescan import Source
from ..sniff import Container
from . import comments
from .composition import Composition, Range, joined
from .delivery import Delivery
from .trailing import end_of_sound

# APE has names of its own for two of them.
NAMES = {"ENCODED-BY": "EncodedBy"}


def compose(source: Source, delivery: Delivery) -> Composition:
    """Return the blocks by range and our tag."""
    payload = Range(0, end_of_sound(source))
    return Composition(joined([payload, _tag(delivery)]), Container.WAVPACK, payload)


def _tag(delivery: Delivery) -> bytes:
    texts: dict[str, list[str]] = {}
    for name, text in comments.pairs(delivery):
        texts.setdefault(NAMES.get(name, name.title()), []).append(text)
    tag = APEv2()
    for name, several in texts.items():
        tag[name] = several
    file = io.BytesIO()
    tag.save(file)
    return file.getvalue()
