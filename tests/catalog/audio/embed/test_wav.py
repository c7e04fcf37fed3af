"""What a delivered WAV is made of: chunk order, sizes, what is kept of the master and what is not."""

import io
import struct
from dataclasses import replace
from datetime import date

import pytest
import wavinfo

from catalog.audio.embed import compose
from catalog.audio.metadata.bext import parse

from .. import sounds
from ..sounds import chunk
from .originals import (
    DELIVERY,
    Memory,
    body_of,
    by_soundfile,
    chunks_of,
    composed,
    delivered,
    read_back,
)

SECRETS = (b"C:\\Users\\kim", b"/Volumes/kim", b"kim@example.com", b"Secret", b"S/N 4711")


def bext(*, history: bytes = b"", version: int = 1, reference: int = 0, umid: bytes = bytes(64)) -> bytes:
    body = b"Secret take".ljust(256, b"\0") + b"MixPre".ljust(32, b"\0") + b"S/N 4711".ljust(32, b"\0")
    body += b"2025-10-0911:22:33" + struct.pack("<QH", reference, version) + umid
    return chunk(b"bext", body.ljust(602, b"\0") + history)


def list_chunk(form: bytes, **entries: bytes) -> bytes:
    return chunk(b"LIST", form + b"".join(chunk(name.encode(), body) for name, body in entries.items()))


CUE = chunk(b"cue ", struct.pack("<I", 1) + struct.pack("<II4sIII", 1, 480, b"data", 0, 0, 480))
LABELS = list_chunk(b"adtl", labl=struct.pack("<I", 1) + "쾅 slam".encode() + b"\0")
LOOP = chunk(
    b"smpl", struct.pack("<9I", 0, 0, 20_833, 60, 0, 0, 0, 1, 0) + struct.pack("<6I", 1, 0, 10, 900, 0, 0)
)


def test_the_chunks_stand_in_the_documented_order():
    names = [name for name, _ in chunks_of(delivered(sounds.simple_wav()))]

    assert names == ["bext", "fmt ", "data", "iXML", "LIST", "id3 "]


def test_markers_and_loops_of_the_master_are_kept():
    master = sounds.simple_wav(CUE)
    master = sounds.wav(*(master[12:],), LABELS, LOOP)
    result = delivered(master)

    assert [name for name, _ in chunks_of(result)] == [
        "bext", "fmt ", "cue ", "data", "LIST", "smpl", "iXML", "LIST", "id3 ",
    ]  # fmt: skip
    for name in ("cue ", "smpl"):
        assert body_of(result, name) == body_of(master, name)
    found = read_back(result)
    assert [(mark.frame, mark.text) for mark in found.markers] == [(480, "쾅 slam")]
    assert [(loop.start, loop.end) for loop in found.loops] == [(10, 900)]
    reader = wavinfo.WavInfoReader(io.BytesIO(result), info_encoding="utf-8")
    assert [cue.sample_offset for cue in reader.cues.cues] == [480]
    assert (reader.smpl.sample_loops[0].start, reader.smpl.sample_loops[0].end) == (10, 900)


@pytest.mark.parametrize("name", [b"cart", b"_PMX", b"JUNK", b"umid", b"minf", b"DISP", b"ubxt", b"xyzw"])
def test_other_chunks_are_dropped(name: bytes):
    result = delivered(sounds.simple_wav(chunk(name, b"Secret" * 9)))

    assert name.decode() not in [found for found, _ in chunks_of(result)]
    assert b"Secret" not in result


@pytest.mark.parametrize("name", [b"fact", b"PEAK", b"inst", b"acid", b"chna", b"axml", b"SMED"])
@pytest.mark.parametrize("size", [7, 100_001])
def test_chunks_of_the_sound_are_kept_whole(name: bytes, size: int):
    body = bytes(range(256)) * 400
    result = delivered(sounds.simple_wav(chunk(name, body[:size])))

    assert body_of(result, name.decode()) == body[:size]


def test_nothing_private_of_the_master_is_handed_on():
    history = (
        b"A=PCM,F=48000,W=24,M=stereo,T=C:\\Users\\kim\\Secret\r\nA=ANALOGUE,M=mono,T=kim@example.com\r\n"
    )
    ixml = (
        b"<BWFXML><USER><Path>/Volumes/kim/x</Path></USER><TRACK_LIST><TRACK><CHANNEL_INDEX>1</CHANNEL_INDEX>"
        b"<NAME>kim@example.com</NAME></TRACK></TRACK_LIST><SPEED><NOTE>Secret</NOTE>"
        b"<TIMECODE_RATE>24000/1001</TIMECODE_RATE></SPEED></BWFXML>"
    )
    private = list_chunk(b"INFO", ICMT=b"Secret", IART=b"kim@example.com")
    result = delivered(sounds.simple_wav(bext(history=history), chunk(b"iXML", ixml), private))

    assert not [secret for secret in SECRETS if secret in result]
    assert b"A=PCM,F=48000,W=24,M=stereo\r\nA=ANALOGUE,M=mono\r\n" in body_of(result, "bext")
    assert b"<TIMECODE_RATE>24000/1001</TIMECODE_RATE>" in body_of(result, "iXML")


def test_time_code_umid_and_history_of_the_master_are_carried_over():
    umid = bytes(range(64))
    history = b"A=PCM,F=96000,W=24,M=stereo,T=MixPre-6\r\n"
    master = sounds.simple_wav(bext(history=history, reference=(5 << 32) + 7, umid=umid))
    result = delivered(master)
    written = parse(body_of(result, "bext"))

    assert (written.time_reference, written.umid) == ((5 << 32) + 7, umid)
    assert written.coding_history == history.decode()
    assert (written.origination_date, written.origination_time) == ("2025-10-09", "11:22:33")
    reader = wavinfo.WavInfoReader(io.BytesIO(result))
    assert reader.bext.time_reference == (5 << 32) + 7
    assert reader.ixml.parsed.findtext("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI") == "5"
    assert reader.ixml.parsed.findtext("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO") == "7"


def test_the_masters_time_of_day_does_not_join_another_date():
    later = replace(DELIVERY, recorded_on=date(2025, 10, 10))
    written = parse(body_of(delivered(sounds.simple_wav(bext()), later), "bext"))

    assert (written.origination_date, written.origination_time) == ("2025-10-10", "")


def test_track_names_of_the_master_are_kept():
    ixml = "".join(
        f"<TRACK><CHANNEL_INDEX>{n}</CHANNEL_INDEX><NAME>{name}</NAME></TRACK>"
        for n, name in ((1, "붐"), (2, "Lav &amp; co"))
    )
    body = f"<BWFXML><TRACK_LIST><TRACK_COUNT>2</TRACK_COUNT>{ixml}</TRACK_LIST></BWFXML>".encode()
    result = delivered(sounds.simple_wav(chunk(b"iXML", body)))
    reader = wavinfo.WavInfoReader(io.BytesIO(result))

    assert [(track.channel_index, track.name) for track in reader.ixml.track_list] == [
        ("1", "붐"),
        ("2", "Lav & co"),
    ]


def test_without_an_english_description_the_bext_names_the_sound():
    korean = replace(DELIVERY, description_en="", title_en="", fx_name="대문 Slam")
    result = delivered(sounds.simple_wav(), korean)

    assert parse(body_of(result, "bext")).description == "DOORWood DOORS-WOOD Slam"


def test_levels_outside_the_field_are_marked_as_not_measured():
    quiet = replace(
        DELIVERY, loudness=replace(DELIVERY.loudness, integrated_lufs=None, true_peak_dbtp=-120.0)
    )
    written = parse(body_of(delivered(sounds.simple_wav(), quiet), "bext"))

    assert written.loudness == (None, 4.2, None, -18.25, -20.0)


def test_an_extensible_master_keeps_its_format_chunk():
    guid = bytes.fromhex("0100000000001000800000aa00389b71")
    body = sounds.fmt(0xFFFE, 2, 48_000, 24) + struct.pack("<HHI", 22, 20, 0x30) + guid
    master = sounds.wav(chunk(b"fmt ", body), chunk(b"data", bytes(600)))

    assert body_of(delivered(master), "fmt ") == body


def test_a_master_without_its_padding_bytes_is_put_right():
    note = b"LIST" + struct.pack("<I", 15) + b"adtl" + b"labl\3\0\0\0abc"
    master = sounds.wav(
        chunk(b"fmt ", sounds.fmt(bits=8)), note, b"data" + struct.pack("<I", 5) + b"\1\2\3\4\5"
    )
    result = delivered(master)

    assert body_of(result, "data") == b"\1\2\3\4\5"
    assert struct.unpack_from("<I", result, 4)[0] == len(result) - 8


def test_wave64_is_handed_out_as_wav():
    data = by_soundfile("W64", "PCM_24")
    composition = composed(data)

    assert composition.container == "wav"
    assert delivered(data)[:4] == b"RIFF"


def test_a_file_whose_chunks_contradict_each_other_is_handed_out_as_it_is():
    data = sounds.simple_wav() + b"rubbish behind the sound"
    composition = compose(original=Memory(data), delivery=DELIVERY)

    assert not composition.is_stamped
    assert delivered(data) == data
