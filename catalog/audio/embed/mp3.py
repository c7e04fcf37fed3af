"""MP3: ID3v2.3 at the head, the old tags gone, the frames (that of Xing or LAME among them) by range."""

from ..prescan import Source
from ..sniff import Container, id3_end
from . import id3
from .composition import Composition, Range, joined
from .delivery import Delivery
from .trailing import end_of_sound


def compose(source: Source, delivery: Delivery) -> Composition:
    """Return our tag and the frames. Raises ValueError when nothing but tags is there."""
    start = 0
    while source.read(start, 3) == b"ID3":
        start += id3_end(source.read(start, 10), 0)
    stop = end_of_sound(source)
    if start >= stop:
        raise ValueError("tags and no sound")
    payload = Range(start, stop)
    return Composition(joined([id3.build(delivery), payload]), Container.MP3, payload)
