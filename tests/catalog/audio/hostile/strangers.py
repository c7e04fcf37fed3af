"""Files of other kinds: named for what they are, or as no sound at all."""

import numpy as np

from . import seeds
from .case import refused

REST = bytes(range(64)) * 8
MAGIC = {
    "a ZIP archive": b"PK\3\4",
    "an empty ZIP archive": b"PK\5\6",
    "a RAR archive": b"Rar!\x1a\7\1\0",
    "a 7-Zip archive": b"7z\xbc\xaf\x27\x1c",
    "a gzip archive": b"\x1f\x8b\x08",
    "a TAR archive": b"x" * 257 + b"ustar",
    "a Matroska video": b"\x1a\x45\xdf\xa3",
    "a Windows Media file": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    "a Flash video": b"FLV\1",
    "a CAF file": b"caff\0\1",
    "a Monkey's Audio file": b"MAC \x96\x0f",
    "a True Audio file": b"TTA1",
    "a MIDI file": b"MThd\0\0\0\6",
    "an AU file": b".snd",
    "a DSD file": b"DSD ",
    "an AMR file": b"#!AMR\n",
    "a Musepack file": b"MPCK",
    "a PNG image": b"\x89PNG\r\n\x1a\n",
    "a JPEG image": b"\xff\xd8\xff\xe0",
    "a GIF image": b"GIF89a",
    "a PDF": b"%PDF-1.7\n",
    "an AVI video": b"RIFF\x10\0\0\0AVI LIST",
    "a WebP image": b"RIFF\x10\0\0\0WEBPVP8 ",
    "an IFF picture": b"FORM\0\0\0\x10ILBMBMHD",
    "a QuickTime film": b"\0\0\0\x08wide",
}
FILES = {name: refused(magic + REST, "unsupported_format") for name, magic in MAGIC.items()} | {
    "0 bytes": refused(b"", "empty"),
    "one byte": refused(b"R", "not_audio"),
    "four bytes": refused(b"RIFF", "unsupported_format"),
    "random bytes": refused(np.random.default_rng(3).bytes(50_000), "not_audio"),
    "a program": refused(b"\x7fELF\2\1\1" + b"\0" * 900, "not_audio"),
    "64 KB of zeros": refused(b"\0" * 65_536, "not_audio"),
    "64 KB of 0xFF": refused(b"\xff" * 65_536, "not_audio"),
    "an encrypted QuickTime header": refused(
        b"\0\0\0\x18ftypisom" + REST, "corrupt", "truncated", "wrong_length"
    ),
    "an Ogg with Theora": refused(
        lambda: seeds.ogg().replace(b"\1vorbis", b"\x80theora", 1), "unsupported_format"
    ),
    "an Ogg with Speex": refused(
        lambda: seeds.ogg().replace(b"\1vorbis", b"Speex  ", 1), "unsupported_format"
    ),
}
