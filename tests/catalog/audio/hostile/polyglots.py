"""Sounds that are something else as well."""

import io
import zipfile

from .. import sounds
from . import seeds
from .case import refused, taken
from .comments import COMMENT, block, comments, flac
from .id3tags import TITLE, on_mp3, tag

HTML = b"<!doctype html><script>alert(1)</script>"
SCRIPT = b"=1;alert(document.domain)/*"
SHELL = b"\nrm -rf /\nexit\n"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("x.html", HTML)
    return file.getvalue()


def wav_with(name: bytes, body: bytes) -> bytes:
    return sounds.simple_wav(sounds.chunk(name, body), frames=seeds.FRAMES)


def size_is_script() -> bytes:
    """A size which reads as JavaScript: RIFF = … ; the file is as long as it says."""
    wanted = int.from_bytes(b"=1/*", "little")
    return b"RIFF" + wanted.to_bytes(4, "little") + seeds.wav()[8:]


FILES = {
    "a WAV with a page of HTML in a chunk": taken(lambda: wav_with(b"html", HTML), frames=seeds.FRAMES),
    "a WAV with a page of HTML behind it": refused(lambda: seeds.wav() + HTML, "wrong_length"),
    "a WAV with a ZIP behind it": refused(lambda: seeds.wav() + archive(), "wrong_length"),
    "a WAV with a ZIP in a chunk": taken(lambda: wav_with(b"PAD ", archive()), frames=seeds.FRAMES),
    "a WAV with a PDF in its first chunk": taken(
        lambda: sounds.wav(
            sounds.chunk(b"JUNK", PDF),
            sounds.chunk(b"fmt ", sounds.fmt()),
            sounds.chunk(b"data", sounds.pcm(900)),
        ),
        frames=900,
    ),
    "a WAV whose size is a script": refused(size_is_script, "truncated"),
    "a WAV with a shell script as its title": taken(
        lambda: wav_with(b"LIST", b"INFO" + sounds.chunk(b"INAM", SHELL + b"\0")), frames=seeds.FRAMES
    ),
    "an MP3 with a page of HTML as its title": taken(
        lambda: on_mp3(tag(sounds.id3_frame(b"TIT2", b"\3" + HTML))), container="mp3"
    ),
    "an MP3 with a script in front": refused(lambda: SCRIPT + seeds.mp3(), "not_audio"),
    "an MP3 with a ZIP behind it": taken(lambda: seeds.mp3() + archive(), container="mp3", channels=1),
    "an MP3 with a PDF in its tag": taken(
        lambda: on_mp3(tag(TITLE, sounds.id3_frame(b"PRIV", PDF))), container="mp3"
    ),
    "a FLAC with a page of HTML as a comment": taken(
        lambda: flac(block(COMMENT, comments(b"TITLE=" + HTML))), frames=seeds.FRAMES
    ),
    "a FLAC with a ZIP behind it": taken(lambda: seeds.flac() + archive(), frames=seeds.FRAMES),
    "an Ogg with a ZIP behind it": refused(lambda: seeds.ogg() + archive(), "wrong_length"),
    "an AIFF with a page of HTML in a chunk": taken(
        lambda: seeds.aiff_of(
            seeds.comm(), seeds.iff_chunk(b"ANNO", HTML), seeds.ssnd(sounds.pcm(seeds.FRAMES))
        ),
        frames=seeds.FRAMES,
    ),
    "a ZIP with a WAV behind it": refused(lambda: archive() + seeds.wav(), "unsupported_format"),
    "a PDF with an MP3 behind it": refused(lambda: PDF + seeds.mp3(), "unsupported_format"),
    "a GIF with a WAV behind it": refused(lambda: b"GIF89a/*" + seeds.wav(), "unsupported_format"),
    "two WAVs in one": taken(lambda: seeds.wav() * 2, frames=seeds.FRAMES),
    "a WAV and an MP3 in one": refused(lambda: seeds.wav() + seeds.mp3(), "wrong_length"),
    "a FLAC behind an Ogg": refused(lambda: seeds.ogg() + seeds.flac(), "wrong_length"),
}
