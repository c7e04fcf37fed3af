"""Our own bounded walk over a file's structure, before mutagen or FFmpeg may see it."""

from collections.abc import Callable

from ..errors import ErrorCode, Rejected
from ..sniff import Container, sniff
from . import aiff, flac, mp3, mp4, ogg, riff, w64, wavpack
from .outline import Chunk, Outline, Source

__all__ = ["Chunk", "Outline", "Source", "prescan"]

WALKERS: dict[Container, Callable[[Source, Container], Outline]] = {
    Container.WAV: riff.outline,
    Container.RF64: riff.outline,
    Container.W64: w64.outline,
    Container.AIFF: aiff.outline,
    Container.FLAC: flac.outline,
    Container.MP3: mp3.outline,
    Container.OGG: ogg.outline,
    Container.M4A: mp4.outline,
    Container.WAVPACK: wavpack.outline,
}


def prescan(source: Source) -> Outline:
    """Return what the file says of itself; raise Rejected when it may not go on to the libraries."""
    if source.size > source.limits.max_bytes:
        raise Rejected(ErrorCode.TOO_LARGE, f"{source.size} bytes, at most {source.limits.max_bytes}")
    container = sniff(source.file, source.size)
    return WALKERS[container](source, container)
