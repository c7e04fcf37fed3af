"""MP3: only the tags around the sound; its length is known when it has been decoded."""

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from . import id3, wavpack
from .outline import Outline, Source


def outline(source: Source, container: Container) -> Outline:
    """Return a bare outline; raise Rejected for hostile tags."""
    end_of_tags = id3.check_leading(source)
    wavpack.check_ape(source)
    if end_of_tags >= source.size:
        raise Rejected(ErrorCode.NO_AUDIO_STREAM, "the file holds a tag and no sound")
    return Outline(container=container)
