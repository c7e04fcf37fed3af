"""FLAC, AIFF, MP3, Ogg, MPEG-4 and WavPack: what of the original stays, and what does not."""

import io
import random
import struct
from dataclasses import replace
from pathlib import Path

import mutagen
import numpy as np
import pytest
from mutagen import flac, id3, oggvorbis
from mutagen.apev2 import APEv2
from mutagen.ogg import OggPage

from catalog.audio.errors import Rejected
from catalog.audio.limits import Limits
from catalog.audio.metadata import ogg
from catalog.audio.prescan import Source

from .. import sounds
from . import originals
from .originals import DELIVERY, Memory, by_ffmpeg, by_soundfile, composed, delivered, read_back, samples

PICTURE = b"Secret picture" * 100


def tagged(data: bytes, tags: dict[str, object]) -> bytes:
    """The same file with these tags, written by mutagen."""
    file = io.BytesIO(data)
    found = mutagen.File(file)
    found.update(tags)
    file.seek(0)
    found.save(file)
    return file.getvalue()


def test_flac_keeps_seek_table_and_channel_mask_and_loses_pictures_and_foreign_chunks():
    data = tagged(
        by_soundfile("FLAC", frames=48_000),
        {
            "WAVEFORMATEXTENSIBLE_CHANNEL_MASK": "0x3",
            "LOOPSTART": "100",
            "COMMENT": "Secret",
            "MAIL": "Secret",
        },
    )
    first_block = 4 + 4 + 34
    foreign = bytes([2]) + (20).to_bytes(3, "big") + b"riffSecret Secret !!"
    seeks = bytes([3]) + (18).to_bytes(3, "big") + struct.pack(">QQH", 0, 0, 4_096)
    picture = bytes([6]) + len(PICTURE).to_bytes(3, "big") + PICTURE
    data = data[:first_block] + foreign + seeks + picture + data[first_block:]
    found = flac.FLAC(io.BytesIO(delivered(data)))

    assert [block.code for block in found.metadata_blocks] == [0, 4, 3]
    assert (found["WAVEFORMATEXTENSIBLE_CHANNEL_MASK"], found["LOOPSTART"]) == (["0x3"], ["100"])
    assert b"Secret" not in delivered(data)
    assert np.array_equal(samples(delivered(data)), samples(data))


def test_a_flac_between_two_foreign_tags_loses_them():
    plain = by_soundfile("FLAC")
    tag = io.BytesIO()
    id3.ID3().save(tag)
    data = sounds.id3(sounds.id3_frame(b"TIT2", b"\3Secret")) + plain + v1_tag()

    assert delivered(data) == delivered(plain)


def v1_tag() -> bytes:
    return b"TAG" + b"Secret".ljust(90, b"\0") + b"2019" + bytes(31)


def lyrics() -> bytes:
    body = b"LYRICSBEGININD0000310Secret"
    return body + f"{len(body):06}".encode() + b"LYRICS200"


def ape_tag() -> bytes:
    tag, file = APEv2(), io.BytesIO()
    tag["Title"] = "Secret"
    tag.save(file)
    return file.getvalue()


def test_an_mp3_loses_every_old_tag_and_no_frame():
    plain = by_soundfile("MP3", frames=48_000)
    old = sounds.id3(sounds.id3_frame(b"TIT2", b"\3Secret"))
    for data in (
        plain,
        old + plain,
        old + old + plain + v1_tag(),
        plain + ape_tag(),
        plain + ape_tag() + v1_tag(),
        plain + ape_tag() + lyrics() + v1_tag(),
    ):
        composition = composed(data)
        assert data[composition.payload.start : composition.payload.stop] == plain
        assert delivered(data) == delivered(plain)
        assert b"Secret" not in delivered(data)


def test_letters_like_a_tag_at_the_end_of_the_sound_are_sound():
    plain = by_soundfile("FLAC")
    data = plain[:-128] + b"TAG" + bytes(range(100, 225))

    assert delivered(data).endswith(data[-200:])


def test_aiff_gets_text_chunks_in_ascii_and_keeps_its_markers():
    plain = by_soundfile("AIFF", "PCM_16")
    mark = struct.pack(">H", 1) + struct.pack(">HIB", 1, 480, 4) + b"slam" + b"\0"
    extra = b"MARK" + struct.pack(">I", len(mark)) + mark + b"APPL" + struct.pack(">I", 6) + b"Secret"
    data = b"FORM" + struct.pack(">I", len(plain) - 8 + len(extra)) + plain[8:] + extra
    result = delivered(data)

    assert struct.unpack_from(">I", result, 4)[0] == len(result) - 8
    assert b"AUTH" + struct.pack(">I", 5) + b"Foley" in result
    assert b"(c) " + struct.pack(">I", 35) + b"2026 Foley. Licence KSL-2026-000042" in result
    assert b"Secret" not in result
    assert [(marker.frame, marker.text) for marker in read_back(result).markers] == [(480, "slam")]


def page_numbers(data: bytes) -> list[int]:
    file, found = io.BytesIO(data), []
    while file.tell() < len(data):
        start, page = file.tell(), OggPage(file)
        assert page.write() == data[start : start + page.size], "a checksum is wrong"
        found.append(page.sequence)
    return found


@pytest.mark.parametrize("kind", ["ogg-vorbis", "ogg-opus", "ogg-flac"])
@pytest.mark.parametrize("old_comment_bytes", [0, 3_000, 70_000, 400_000])
def test_ogg_pages_stay_numbered_whatever_the_old_comments_took(
    kind: str, old_comment_bytes: int, tmp_path: Path
):
    data = originals.MAKERS[kind](tmp_path)
    if old_comment_bytes:
        data = tagged(data, {"COMMENT": "Secret " * (old_comment_bytes // 7)})
    result = delivered(data)

    assert composed(data).is_stamped
    assert page_numbers(result) == page_numbers(data)
    assert b"Secret" not in result
    assert read_back(result).fields == originals.IN_COMMENTS
    assert np.array_equal(samples(result), samples(data))


def test_long_comments_fit_on_the_pages_of_short_ones():
    long = replace(DELIVERY, description_en="slam " * 2_000, description_ko="쾅 " * 2_000)
    data = by_soundfile("OGG", "VORBIS")
    result = delivered(data, long)

    assert composed(data, long).is_stamped
    assert len(oggvorbis.OggVorbis(io.BytesIO(result))["DESCRIPTION"][0]) > 7_000
    assert page_numbers(result) == page_numbers(data)


def test_two_ogg_streams_side_by_side_are_handed_out_as_they_are():
    data = by_soundfile("OGG", "VORBIS")
    file = io.BytesIO(data)
    first = OggPage(file)
    first.serial += 1
    both = data[: file.tell()] + first.write() + data[file.tell() :]

    assert not ogg.headers(Source(io.BytesIO(both), len(both), Limits())).is_plain
    assert not composed(both).is_stamped
    assert delivered(both) == both


@pytest.mark.parametrize("kind", ["m4a", "m4a-index-first"])
def test_mpeg_4_loses_its_old_tags_and_keeps_its_sound(kind: str, tmp_path: Path):
    plain = originals.MAKERS[kind](tmp_path)
    file = io.BytesIO(plain)
    found = mutagen.File(file)
    found["\xa9cmt"], found["----:com.apple.iTunes:MAIL"] = "Secret", b"Secret"
    found["----:com.apple.iTunes:iTunSMPB"] = b" 00000000 00000840 000001C0 0000000000BB80"
    file.seek(0)
    found.save(file)
    result = delivered(file.getvalue())
    again = mutagen.File(io.BytesIO(result))

    assert b"Secret" not in result
    assert bytes(again["----:com.apple.iTunes:iTunSMPB"][0]).startswith(b" 00000000 00000840")
    assert again["\xa9nam"] == ["Wooden Gate Slam"]
    assert np.array_equal(samples(result), samples(file.getvalue()))


def test_fragmented_mpeg_4_is_handed_out_as_it_is(tmp_path: Path):
    data = by_ffmpeg(tmp_path / "x.m4a", "aac", "ipod", movflags="frag_keyframe+empty_moov")

    assert not composed(data).is_stamped
    assert delivered(data) == data


def test_wavpack_gets_an_ape_tag_in_place_of_the_old_one(tmp_path: Path):
    plain = by_ffmpeg(tmp_path / "x.wv", "wavpack", "wv")
    composition = composed(plain + ape_tag())
    data = plain + ape_tag()

    assert data[: composition.payload.stop] == plain[: composition.payload.stop]
    assert b"Secret" not in delivered(data)
    assert APEv2(io.BytesIO(delivered(data)))["Keywords"] == "\0".join(originals.KEYWORDS)


def test_what_is_cut_off_is_told_and_not_filled_up():
    data = sounds.simple_wav()
    composition = composed(data)

    with pytest.raises(EOFError):
        b"".join(composition.stream(Memory(data[:5_000])))


@pytest.mark.parametrize("kind", originals.MAKERS)
def test_a_damaged_original_is_handed_out_or_refused_and_never_an_accident(kind: str, tmp_path: Path):
    data = originals.MAKERS[kind](tmp_path)
    chance = random.Random(kind)
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(chance.randrange(1, 5)):
            damaged[chance.randrange(min(len(data), 600))] = chance.choice(
                [0, 1, 0x7F, 0xFF, chance.randrange(256)]
            )
        cut = bytes(damaged[: chance.choice([len(data), chance.randrange(len(data))])])
        try:
            composition = composed(cut)
        except Rejected:
            continue
        assert sum(map(len, composition.stream(Memory(cut)))) == composition.size
        if not composition.is_stamped:
            assert delivered(cut) == cut
