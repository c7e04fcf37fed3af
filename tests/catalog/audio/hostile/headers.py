"""Headers that lie: sizes, rates, channels, bits, and lengths that were never written."""

import struct
from typing import Any

from .. import sounds
from . import ogg, seeds
from .case import Hostile, refused, taken

RIFF_SIZE_AT, DATA_SIZE_AT = 4, 40
UNKNOWN = 0xFFFFFFFF
HELD = seeds.FRAMES * 2


def patched(*places: tuple[int, int]) -> bytes:
    data = seeds.wav()
    for at, value in places:
        data = sounds.patched(data, at, value)
    return data


def raw_fmt(tag: int = 1, channels: int = 1, rate: int = 48_000, align: int = 2, bits: int = 16) -> bytes:
    return struct.pack("<HHIIHH", tag, channels, rate, rate * align & UNKNOWN, align, bits)


def wav(form: bytes, *, name: bytes = b"fmt ") -> bytes:
    return sounds.wav(sounds.chunk(name, form), sounds.chunk(b"data", sounds.pcm(seeds.FRAMES)))


def sized_fmt(size: int) -> bytes:
    body = b"fmt " + struct.pack("<I", size) + raw_fmt() + sounds.chunk(b"data", sounds.pcm(seeds.FRAMES))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def aiff(**shape: Any) -> bytes:
    return seeds.aiff_of(seeds.comm(**shape), seeds.ssnd(sounds.pcm(seeds.FRAMES)))


def aifc(kind: bytes) -> bytes:
    chunks = (seeds.comm(kind=kind + b"\0\0"), seeds.ssnd(sounds.pcm(seeds.FRAMES)))
    return seeds.aiff_of(*chunks, form=b"AIFC")


def aiff_offset(skip: int) -> bytes:
    body = struct.pack(">II", skip, 0) + sounds.pcm(seeds.FRAMES)
    return seeds.aiff_of(seeds.comm(), seeds.iff_chunk(b"SSND", body))


def streaminfo(*, rate: int = 48_000, channels: int = 1, bits: int = 16, frames: int = seeds.FRAMES) -> bytes:
    packed = rate << 44 | channels - 1 << 41 | bits - 1 << 36 | frames
    data = seeds.flac()
    return data[:18] + struct.pack(">Q", packed) + data[26:]


def flac_block_sizes(low: int, high: int) -> bytes:
    data = seeds.flac()
    return data[:8] + struct.pack(">HH", low, high) + data[12:]


def opus_head(channels: int, family: int = 0, version: int = 1) -> bytes:
    packets, rest = ogg.packets(seeds.opus(), 2)
    head = bytearray(packets[0])
    head[8], head[9], head[18] = version, channels, family
    first = ogg.paged(bytes(head), serial=rest[0].serial, flags=ogg.FIRST)
    return ogg.joined([*first, *ogg.paged(packets[1], serial=rest[0].serial), *rest])


def vorbis_head(channels: int, rate: int) -> bytes:
    packets, rest = ogg.packets(seeds.ogg(), 3)
    head = packets[0][:11] + struct.pack("<BI", channels, rate) + packets[0][16:]
    first = ogg.paged(head, serial=rest[0].serial, flags=ogg.FIRST)
    others = [page for packet in packets[1:] for page in ogg.paged(packet, serial=rest[0].serial)]
    return ogg.joined([*first, *others, *rest])


def wavpack(at: int, value: int) -> bytes:
    return sounds.patched(seeds.wavpack(), at, value)


WRONG = {
    "the sound claims four times what there is": (lambda: patched((DATA_SIZE_AT, HELD * 4)), "wrong_length"),
    "the sound claims half of what there is": (lambda: patched((DATA_SIZE_AT, HELD // 2)), "wrong_length"),
    "the sound claims half in both places": (
        lambda: patched((DATA_SIZE_AT, HELD // 2), (RIFF_SIZE_AT, HELD // 2 + 36)), "wrong_length"),
    "the sound claims nothing and there is some": (lambda: patched((DATA_SIZE_AT, 0)), "wrong_length"),
    "the sound claims 4 GB less 17": (lambda: patched((DATA_SIZE_AT, UNKNOWN - 16)), "wrong_length"),
    "a length that was never written": (
        lambda: patched((DATA_SIZE_AT, UNKNOWN), (RIFF_SIZE_AT, UNKNOWN)), "wrong_length"),
    "not one sample": (lambda: sounds.simple_wav(frames=0), "empty"),
    "no sound": (lambda: sounds.wav(sounds.chunk(b"fmt ", sounds.fmt())), "no_audio_stream"),
    "no format": (lambda: sounds.wav(sounds.chunk(b"data", b"\0" * 900)), "no_audio_stream"),
    "a format of 4 GB": (lambda: sized_fmt(0xFFFFFFF0), "corrupt"),
    "a format of 14 bytes": (lambda: wav(raw_fmt()[:14]), "corrupt"),
    "a format of no bytes": (lambda: wav(b""), "corrupt"),
    "0 bytes a frame": (lambda: wav(raw_fmt(align=0)), "corrupt"),
    "65,535 bytes a frame": (lambda: wav(raw_fmt(align=65_535)), "corrupt"),
    "0 bits": (lambda: wav(raw_fmt(bits=0)), "unsupported_format"),
    "255 bits": (lambda: wav(raw_fmt(bits=255, align=32)), "unsupported_format"),
    "65,535 bits": (lambda: wav(raw_fmt(bits=65_535, align=8_192)), "unsupported_format"),
    "floats of 16 bits": (lambda: wav(raw_fmt(tag=3)), "unsupported_format"),
    "ADPCM": (lambda: wav(raw_fmt(tag=2, bits=4)), "unsupported_format"),
    "a codec number of nobody": (lambda: wav(raw_fmt(tag=0xABCD)), "unsupported_format"),
    "MP3 inside a WAV": (lambda: wav(raw_fmt(tag=0x55)), "unsupported_format"),
    "an extensible format without its GUID": (lambda: wav(raw_fmt(tag=0xFFFE) + b"\0\0"), "unsupported_format"),
    "0 channels": (lambda: wav(raw_fmt(channels=0)), "corrupt"),
    "65 channels": (lambda: wav(raw_fmt(channels=65, align=130)), "too_many_channels"),
    "65,535 channels": (lambda: wav(raw_fmt(channels=65_535, align=65_535, bits=8)), "too_many_channels"),
    "a sample rate of 0": (lambda: wav(raw_fmt(rate=0)), "bad_sample_rate"),
    "a sample rate of 7,999": (lambda: wav(raw_fmt(rate=7_999)), "bad_sample_rate"),
    "a sample rate of 384,001": (lambda: wav(raw_fmt(rate=384_001)), "bad_sample_rate"),
    "a sample rate of 4 GHz": (lambda: wav(raw_fmt(rate=UNKNOWN)), "bad_sample_rate"),
    "an RF64 without ds64": (lambda: seeds.rf64_of(0, 0, ds64=b""), "corrupt"),
    "an RF64 with a ds64 of 4 bytes": (
        lambda: seeds.rf64_of(0, 0, ds64=sounds.chunk(b"ds64", b"\0" * 4)), "corrupt"),
    "an RF64 of 2^63 bytes": (lambda: seeds.rf64_of(1 << 63, 1 << 63), "wrong_length"),
    "an RF64 of 2^64 less 1 bytes": (lambda: seeds.rf64_of((1 << 64) - 1, (1 << 64) - 1), "wrong_length"),
    "an RF64 whose sound alone has 2^64 less 1 bytes": (
        lambda: seeds.rf64_of(HELD + 72, (1 << 64) - 1), "wrong_length"),
    "an RF64 without a sample": (lambda: seeds.rf64_of(HELD + 72, 0), "wrong_length"),
    "a BW64 of half its sound": (lambda: seeds.rf64_of(HELD + 72, HELD // 2, magic=b"BW64"), "wrong_length"),
    "a W64 of 2^63 bytes": (
        lambda: seeds.w64()[:16] + struct.pack("<Q", 1 << 63) + seeds.w64()[24:], "truncated"),
    "an AIFF of 10 frames": (lambda: aiff(frames=10), "wrong_length"),
    "an AIFF of 4 G frames": (lambda: aiff(frames=UNKNOWN), "too_long"),
    "an AIFF of 480,000 frames": (lambda: aiff(frames=480_000), "wrong_length"),
    "an AIFF of no channel": (lambda: aiff(channels=0), "corrupt"),
    "an AIFF of 65,535 channels": (lambda: aiff(channels=65_535), "too_many_channels"),
    "an AIFF of 0 bits": (lambda: aiff(bits=0), "corrupt"),
    "an AIFF of 65,535 bits": (lambda: aiff(bits=65_535), "corrupt"),
    "an AIFF at 0 Hz": (lambda: aiff(rate=0), "bad_sample_rate"),
    "an AIFF at 2^62 Hz": (lambda: aiff(rate=1 << 62), "bad_sample_rate"),
    "an AIFF whose sound begins behind its end": (lambda: aiff_offset(UNKNOWN), "wrong_length"),
    "an AIFC with a codec of nobody": (lambda: aifc(b"evil"), "unsupported_format"),
    "an AIFC with ima4": (lambda: aifc(b"ima4"), "unsupported_format"),
    "a FLAC at 0 Hz": (lambda: streaminfo(rate=0), "bad_sample_rate"),
    "a FLAC at 1 MHz": (lambda: streaminfo(rate=1_048_575), "bad_sample_rate"),
    "a FLAC that claims eight channels": (lambda: streaminfo(channels=8), "corrupt"),
    "a FLAC that claims another depth": (lambda: streaminfo(bits=24), "corrupt"),
    "a FLAC that claims another rate": (lambda: streaminfo(rate=44_100), "corrupt"),
    "a FLAC of 2^36 less 1 frames": (lambda: streaminfo(frames=(1 << 36) - 1), "too_long"),
    "a FLAC that claims twice its frames": (lambda: streaminfo(frames=seeds.FRAMES * 2), "truncated"),
    "a FLAC that claims half its frames": (lambda: streaminfo(frames=seeds.FRAMES // 2), "wrong_length"),
    "a FLAC without STREAMINFO": (lambda: b"fLaC\x84\0\0\0" + seeds.flac()[42:], "corrupt"),
    "a FLAC whose STREAMINFO is 4 bytes long": (lambda: b"fLaC\x80\0\0\4abcd" + seeds.flac()[42:], "corrupt"),
    "a FLAC whose blocks never end": (lambda: b"fLaC\0" + seeds.flac()[5:42] + b"\1\0\0\0" * 90, "truncated"),
    "an Opus of 255 channels": (lambda: opus_head(255, 255), "too_many_channels"),
    "an Opus of 0 channels": (lambda: opus_head(0), "corrupt"),
    "an Opus of version 200": (lambda: opus_head(1, version=200), "corrupt"),
    "a Vorbis of 0 channels": (lambda: vorbis_head(0, 48_000), "corrupt"),
    "a Vorbis of 255 channels": (lambda: vorbis_head(255, 48_000), "too_many_channels"),
    "a Vorbis at 0 Hz": (lambda: vorbis_head(1, 0), "bad_sample_rate"),
    "a Vorbis at 4 GHz": (lambda: vorbis_head(1, UNKNOWN), "bad_sample_rate"),
    "a WavPack of 4 G samples": (lambda: wavpack(12, UNKNOWN - 1), "too_long"),
    "a WavPack block of 4 GB": (lambda: wavpack(4, UNKNOWN), "wrong_length"),
    "a WavPack block of no size": (lambda: wavpack(4, 0), "wrong_length"),
    "a WavPack of DSD": (lambda: wavpack(24, 0x80000000), "unsupported_format"),
}  # fmt: skip
FILES: dict[str, Hostile] = {name: refused(make, code) for name, (make, code) in WRONG.items()} | {
    "a WAV with a byte rate of nonsense": taken(
        lambda: patched((28, UNKNOWN)), frames=seeds.FRAMES, sample_rate_hz=48_000
    ),
    "a FLAC with block sizes of nonsense": Hostile(
        lambda: flac_block_sizes(65_535, 1), frozenset(("corrupt", "ok"))
    ),
    "a FLAC that hides its length": taken(lambda: streaminfo(frames=0), frames=seeds.FRAMES),
}
