"""Originals of every container, a delivery that fills every field, and what is read back of it."""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

from catalog.audio.convert import Format
from catalog.audio.convert.converting import convert
from catalog.audio.embed import Ambisonics, Composition, Delivery, Loudness, Recording, compose
from catalog.audio.limits import Limits
from catalog.audio.metadata import Metadata, read
from catalog.audio.prescan import Source, prescan

from .. import sounds

RATE = 48_000

DELIVERY = Delivery(
    sound_id="01K9Z3SOUND",
    licence_id="KSL-2026-000042",
    licence_url="https://ksound.example/licences/01K9Z3",
    shop="K-Sound Library",
    cat_id="DOORWood",
    category="DOORS",
    subcategory="WOOD",
    fx_name="Wooden Gate Slam",
    category_ko="문",
    subcategory_ko="나무문",
    title_en="Wooden Gate Slam",
    title_ko="나무 대문 쾅",
    description_en="A heavy gate – old pine – slams in a stone courtyard",
    description_ko="돌마당에서 무거운 소나무 대문이 쾅 닫힌다.",
    keywords_en=("gate", "slam", "hanok"),
    keywords_ko=("대문", "한옥"),
    vendor_category="Hanok",
    supplier="김소리 Foley",
    creator_id="KSND",
    source_id="KSOUND",
    library="Hanok 한옥",
    user_data="Take 3",
    copyright_year=2026,
    recorded_on=date(2025, 10, 9),
    channel_layout="stereo",
    loudness=Loudness(
        integrated_lufs=-23.04,
        loudness_range_lu=4.2,
        true_peak_dbtp=-1.5,
        max_momentary_lufs=-18.25,
        max_short_term_lufs=-20.0,
    ),
    recording=Recording(
        microphone="MKH 8040",
        mic_perspective="CU",
        mic_distance="1 m",
        mic_config="ORTF",
        rec_type="Stereo",
        rec_medium="MixPre-6",
        location="안동, Korea",
        recordist="이녹음",
    ),
    ambisonics=Ambisonics(format="1st-order", order="ACN", norm="SN3D"),
    is_designed=False,
    is_generated=False,
)

DESCRIPTION = (
    "A heavy gate – old pine – slams in a stone courtyard. 돌마당에서 무거운 소나무 대문이 쾅 닫힌다."
)
KEYWORDS = ("gate", "slam", "hanok", "대문", "한옥", "문", "나무문", "나무 대문 쾅")

# What every container carries.
COMMON: dict[str, Any] = {
    "cat_id": "DOORWood",
    "category": "DOORS",
    "subcategory": "WOOD",
    "fx_name": "Wooden Gate Slam",
    "description": DESCRIPTION,
    "keywords": KEYWORDS,
    "vendor_category": "Hanok",
    "supplier": "김소리 Foley",
    "creator_id": "KSND",
    "source_id": "KSOUND",
    "library": "Hanok 한옥",
    "user_data": "Take 3",
    "shop": "K-Sound Library",
    "sound_id": "01K9Z3SOUND",
    "licence_id": "KSL-2026-000042",
    "licence_url": "https://ksound.example/licences/01K9Z3",
    "copyright": "2026 김소리 Foley. Licence KSL-2026-000042",
    "recorded_on": "2025-10-09",
    "is_generated": "false",
}
IN_COMMENTS = COMMON | {
    "microphone": "MKH 8040",
    "mic_perspective": "CU",
    "rec_type": "Stereo",
    "rec_medium": "MixPre-6",
    "location": "안동, Korea",
}
IN_WAV = IN_COMMENTS | {
    "mic_distance": "1 m",
    "mic_config": "ORTF",
    "recordist": "이녹음",
    "channel_config": "Stereo",
    "ambisonic_format": "1st-order",
    "ambisonic_order": "ACN",
    "ambisonic_norm": "SN3D",
    "is_designed": "false",
    "integrated_lufs": "-23.04",
    "loudness_range_lu": "4.20",
    "true_peak_dbtp": "-1.50",
    "max_momentary_lufs": "-18.25",
    "max_short_term_lufs": "-20.00",
}


@dataclass(frozen=True)
class Memory:
    """An original held in memory."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]


def composed(data: bytes, delivery: Delivery = DELIVERY) -> Composition:
    return compose(original=Memory(data), delivery=delivery)


def delivered(data: bytes, delivery: Delivery = DELIVERY) -> bytes:
    """The whole file a buyer receives for this original."""
    return b"".join(composed(data, delivery).stream(Memory(data)))


def read_back(data: bytes) -> Metadata:
    source = Source(io.BytesIO(data), len(data), Limits())
    return read(source, prescan(source))


def chunks_of(data: bytes) -> list[tuple[str, bytes]]:
    """Name and body of each chunk of a RIFF file, by an independent walk; the pad byte must be there."""
    found, at = [], 12
    while at < len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"data" and size == 0xFFFFFFFF:
            size = struct.unpack_from("<Q", data, 28)[0]
        found.append((name.decode(), data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    assert at == len(data)
    return found


def body_of(data: bytes, name: str) -> bytes:
    return next(body for found, body in chunks_of(data) if found == name)


def by_soundfile(form: str, subtype: str | None = None, channels: int = 2, frames: int = 4_801) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sounds.noise(frames, channels), RATE, format=form, subtype=subtype)
    return file.getvalue()


def by_ffmpeg(path: Path, codec: str, form: str, **options: str) -> bytes:
    """A second of stereo noise from one of FFmpeg's encoders."""
    with av.open(path, "w", format=form, options=options) as container:
        stream: Any = container.add_stream(codec, rate=RATE, layout="stereo")
        stream.codec_context.open(strict=False)
        sound = np.ascontiguousarray(sounds.noise(RATE, 2).T)
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="stereo")
        frame.sample_rate = RATE
        size = stream.codec_context.frame_size or 4_096
        resampler = av.AudioResampler(stream.codec_context.format.name, "stereo", RATE, size)
        for piece in resampler.resample(frame) + resampler.resample(None):
            container.mux(stream.encode(piece))
        # FLAC's last packet may be empty, which the Ogg writer refuses.
        container.mux([packet for packet in stream.encode(None) if packet.size])
    return path.read_bytes()


def samples(data: bytes) -> np.ndarray:
    """The decoded sound, by FFmpeg, which must take every tag of the file in its strictest reading."""
    with av.open(io.BytesIO(data), "r", metadata_errors="strict") as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def by_ourselves(folder: Path, kind: Format, channels: int = 2) -> bytes:
    """What the worker makes of a 96 kHz sound in another format."""
    given = sounds.save(
        folder / "given.wav", sounds.noise(9_601, channels), rate=96_000, subtype="PCM_24", format="WAVEX"
    )
    report = convert(given, folder, kind, Limits(), lambda percent: None)
    return (folder / report.outputs[kind]).read_bytes()


MAKERS: dict[str, Callable[[Path], bytes]] = {
    "wav-16": lambda folder: by_soundfile("WAV", "PCM_16"),
    "wav-24": lambda folder: by_soundfile("WAV", "PCM_24"),
    "wav-32f": lambda folder: by_soundfile("WAV", "FLOAT"),
    "wav-mono-odd": lambda folder: by_soundfile("WAV", "PCM_24", channels=1),
    "wav-5.1": lambda folder: by_soundfile("WAVEX", "PCM_24", channels=6),
    "rf64": lambda folder: by_soundfile("RF64", "PCM_24"),
    "w64": lambda folder: by_soundfile("W64", "PCM_24"),
    "aiff": lambda folder: by_soundfile("AIFF", "PCM_24"),
    "aiff-mono-odd": lambda folder: by_soundfile("AIFF", "PCM_24", channels=1),
    "aifc": lambda folder: by_soundfile("AIFF", "FLOAT"),
    "flac": lambda folder: by_soundfile("FLAC", "PCM_24"),
    "mp3": lambda folder: by_soundfile("MP3"),
    "ogg-vorbis": lambda folder: by_soundfile("OGG", "VORBIS"),
    "ogg-opus": lambda folder: by_soundfile("OGG", "OPUS"),
    "ogg-flac": lambda folder: by_ffmpeg(folder / "x.ogg", "flac", "ogg"),
    "m4a": lambda folder: by_ffmpeg(folder / "x.m4a", "aac", "ipod"),
    "m4a-index-first": lambda folder: by_ffmpeg(folder / "x.m4a", "aac", "ipod", movflags="faststart"),
    "wav-made-48-24": lambda folder: by_ourselves(folder, Format.WAV_48_24),
    "wav-made-44-16": lambda folder: by_ourselves(folder, Format.WAV_44_16, channels=1),
    "wav-made-5.1": lambda folder: by_ourselves(folder, Format.WAV_48_24, channels=6),
    "flac-made": lambda folder: by_ourselves(folder, Format.FLAC),
    "mp3-made": lambda folder: by_ourselves(folder, Format.MP3_320),
    "wavpack": lambda folder: by_ffmpeg(folder / "x.wv", "wavpack", "wv"),
}


def fields_in(kind: str) -> dict[str, Any]:
    """What our reader must find in a delivered file of this kind."""
    if kind.startswith(("wav-", "rf64", "w64")):
        return IN_WAV
    return COMMON if kind.startswith(("aif", "mp3")) else IN_COMMENTS
