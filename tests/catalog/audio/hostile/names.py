"""A good sound under names that mean something to a shell, a player or an operating system."""

from . import seeds
from .case import taken

NAMES = (
    "-i", "--help", "-", "concat:x.wav|y.wav", "|sh", "$(id).wav", "`id`.wav", "; rm -rf x.wav", "pipe:0", "fd:0",
    "http:127.0.0.1:9.wav", "subfile,,start,0,end,9,,:x.wav", "x%00d.wav", "%s%n%x.wav", "*.wav", "~", "x.m3u8",
    "x.sdp", "x.mpd", "line\nbreak.wav", "carriage\rreturn\r\nX: y.wav", "tab\t.wav", "bell\7.wav", "\x1b[2J.wav",
    "abc\u202evaw.exe", "zero\u200bwidth.wav", "가" * 80 + ".wav", "x" * 255, "..wav", "x.wav ", "<script>.wav",
    "'\"\\.wav", "\udcff.wav", "CON.wav",
)  # fmt: skip
FILES = {
    f"a file named {name!r}": taken(seeds.wav, file_name=name, frames=seeds.FRAMES, container="wav")
    for name in NAMES
}
