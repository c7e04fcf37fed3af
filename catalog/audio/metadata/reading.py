"""One reader for all containers: which module reads which part of a file.

Metadata decorates, it never decides: whatever goes wrong in here costs a value, not the file.
"""

from collections.abc import Callable, Iterable, Iterator

from ..prescan import Chunk, Outline, Source
from ..sniff import Container
from . import bext, flac, id3, info, items, ixml, ogg, w64
from .cues import Cues
from .values import Metadata, Raw, bounded

Part = Callable[[], Iterable[Raw]]


def read(source: Source, outline: Outline) -> Metadata:
    """Return everything the file says of itself, bounded and clean. Never raises on content.

    `source` has passed the prescan that gave `outline`. To be called where memory and time are bounded:
    mutagen reads parts of it.
    """
    return _Reading(source, outline).done()


class _Reading:
    def __init__(self, source: Source, outline: Outline) -> None:
        self.source, self.outline = source, outline
        self.cues = Cues()
        self.raw: list[Raw] = []
        self.warnings: list[str] = []

    def done(self) -> Metadata:
        for part in self._parts():
            try:
                # One by one: what was read before a fault is kept.
                for value in part():
                    self.raw.append(value)
            except (
                Exception
            ) as error:  # MemoryError too: a length field may ask for gigabytes that are not there.
                self.warnings.append(f"tags unreadable: {type(error).__name__}")
        return Metadata(
            values=tuple(bounded(self.raw, self.source.limits)),
            markers=tuple(self.cues.markers()),
            loops=tuple(self.cues.loops),
            warnings=tuple(self.warnings),
        )

    def _parts(self) -> Iterator[Part]:
        source = self.source
        match self.outline.container:
            case Container.MP3:
                yield from (lambda: id3.read(source.file), lambda: items.read_ape(source))
            case Container.FLAC:
                yield lambda: flac.read(source)
            case Container.OGG:
                yield lambda: ogg.read(source)
            case Container.M4A:
                yield lambda: items.read_mp4(source)
            case Container.WAVPACK:
                yield lambda: items.read_ape(source)
            case _:
                yield from (self._chunk(chunk) for chunk in self.outline.chunks)

    def _chunk(self, chunk: Chunk) -> Part:
        return lambda: self._values(chunk)

    def _values(self, chunk: Chunk) -> Iterable[Raw]:
        is_aiff = self.outline.container is Container.AIFF
        match chunk.name:
            case "bext":
                return bext.read(self._body(chunk))
            case "iXML":
                return self._ixml(chunk)
            case "LIST":
                return self._list(chunk)
            case "id3 " | "ID3 ":
                return id3.read_chunk(self.source.read(chunk.offset, self._id3_bytes(chunk)))
            case "cue ":
                self.cues.cue(self._body(chunk))
            case "smpl":
                self.cues.smpl(self._body(chunk))
            case "MARK" if is_aiff:
                self.cues.aiff_mark(self._body(chunk))
            case "INST" if is_aiff:
                self.cues.aiff_inst(self._body(chunk))
            case name if is_aiff and name in info.AIFF_TEXTS:
                return info.read_aiff_text(name, self._body(chunk))
            case "?" if w64.is_summary(self.source, chunk):
                return w64.read_summary(self._body(chunk))
        return ()

    def _body(self, chunk: Chunk) -> bytes:
        return self.source.read(chunk.offset, min(chunk.size, self.source.limits.max_text_chunk_bytes))

    def _id3_bytes(self, chunk: Chunk) -> int:
        return min(chunk.size, self.source.limits.max_tag_bytes)

    def _ixml(self, chunk: Chunk) -> Iterable[Raw]:
        # One byte more than is taken, so that a larger document is refused and not cut.
        values, fault = ixml.read(self.source.read(chunk.offset, min(chunk.size, ixml.MAX_BYTES + 1)))
        if fault:
            self.warnings.append(fault)
        return values

    def _list(self, chunk: Chunk) -> Iterable[Raw]:
        body = self._body(chunk)
        if body[:4] == b"INFO":
            return info.read(body[4:])
        if body[:4] == b"adtl":
            self.cues.adtl(body[4:])
        return ()
