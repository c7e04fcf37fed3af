"""Tags behind the sound: ID3v1, Lyrics3 and APE, which old programs append to MP3, FLAC and WavPack."""

from ..prescan import Source

ID3V1_BYTES = 128
MAX_TAGS = 8


def end_of_sound(source: Source) -> int:
    """Return the offset where the sound ends and trailing tags begin."""
    end = source.size
    for _ in range(MAX_TAGS):
        start = _tag_start(source, end)
        if start is None or start <= 0:
            break
        end = start
    return end


def _tag_start(source: Source, end: int) -> int | None:
    """Where the tag begins that ends at `end`; None when none does."""
    tail = source.read(max(end - ID3V1_BYTES, 0), min(ID3V1_BYTES, end))
    # Three letters turn up in sound; a year beside them hardly ever.
    if tail[:3] == b"TAG" and len(tail) == ID3V1_BYTES and not tail[93:97].strip(b"0123456789 \0"):
        return end - ID3V1_BYTES
    if tail[-32:-24] == b"APETAGEX":
        footer = tail[-32:]
        has_header = bool(int.from_bytes(footer[20:24], "little") & 0x8000_0000)
        return end - int.from_bytes(footer[12:16], "little") - (32 if has_header else 0)
    if tail[-9:] == b"LYRICS200" and tail[-15:-9].isdigit():
        return end - 15 - int(tail[-15:-9])
    return None
