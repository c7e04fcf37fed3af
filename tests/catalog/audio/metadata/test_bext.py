"""Broadcast Wave: three versions, old Korean programs, cut syllables."""

import pytest

from .files import bext, read_wav, texts


def test_a_korean_bext_in_cp949_is_read():
    found = read_wav(bext("나무 문 닫는 소리".encode("cp949"), originator="녹음기".encode("cp949")))

    assert texts(found, "bext")["Description"] == "나무 문 닫는 소리"
    assert texts(found, "bext")["Originator"] == "녹음기"
    assert found.fields["description"] == "나무 문 닫는 소리"


@pytest.mark.parametrize("coding", ["utf-8", "cp949"])
@pytest.mark.parametrize("shift", [0, 1, 2])
def test_a_korean_bext_cut_inside_a_syllable_is_read(coding: str, shift: int):
    raw = (b"x" * shift + ("대문" * 100).encode(coding))[:256]
    text = texts(read_wav(bext(raw)), "bext")["Description"]

    assert text.lstrip("x").startswith("대문대문")
    assert set(text.lstrip("x")[:-1]) <= set("대문")


def test_version_0_has_neither_umid_nor_loudness():
    said = texts(read_wav(bext(b"door", version=0, umid=b"\7" * 64, loudness=(-2300,) * 5)), "bext")

    assert said == {"Description": "door", "TimeReference": "172800000", "Version": "0"}


def test_version_1_has_a_umid():
    said = texts(read_wav(bext(version=1, umid=b"\7" * 64, loudness=(-2300,) * 5)), "bext")

    assert said["UMID"] == "07" * 64
    assert "LoudnessValue" not in said


def test_version_2_has_loudness_and_history():
    found = read_wav(
        bext(
            version=2,
            loudness=(-2304, 420, 0x7FFF, -1825, -2000),
            history=b"A=PCM,F=48000\r\nA=PCM,F=96000\r\n",
        )
    )

    assert found.fields["integrated_lufs"] == "-23.04"
    assert found.fields["loudness_range_lu"] == "4.20"
    assert found.fields["max_short_term_lufs"] == "-20.00"
    assert "true_peak_dbtp" not in found.fields
    assert texts(found, "bext")["CodingHistory"] == "A=PCM,F=48000 A=PCM,F=96000"


def test_version_2_full_of_zeros_was_not_measured():
    assert "integrated_lufs" not in read_wav(bext(b"door", version=2)).fields


@pytest.mark.parametrize("size", [0, 1, 255, 300, 341, 347, 601])
def test_a_short_bext_is_read_as_far_as_it_goes(size: int):
    whole = bext(b"door", originator=b"MixPre")[8:]
    found = read_wav(b"bext" + size.to_bytes(4, "little") + whole[:size] + b"\0" * (size % 2))

    assert found.warnings == ()
    assert found.fields.get("description", "") == "door"[:size]
