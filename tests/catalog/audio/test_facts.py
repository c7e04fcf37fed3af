"""A good file of any format ends with the right facts."""

import os
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile

from catalog.audio.report import Report

from . import sounds
from .conftest import Examine

FORMATS = [
    ("WAV", "PCM_U8", "wav", "pcm_u8", 8),
    ("WAV", "PCM_16", "wav", "pcm_s16le", 16),
    ("WAV", "PCM_24", "wav", "pcm_s24le", 24),
    ("WAV", "PCM_32", "wav", "pcm_s32le", 32),
    ("WAV", "FLOAT", "wav", "pcm_f32le", 32),
    ("WAV", "DOUBLE", "wav", "pcm_f64le", 64),
    ("WAV", "ALAW", "wav", "pcm_alaw", 8),
    ("WAV", "ULAW", "wav", "pcm_mulaw", 8),
    ("WAVEX", "PCM_24", "wav", "pcm_s24le", 24),
    ("WAVEX", "FLOAT", "wav", "pcm_f32le", 32),
    ("RF64", "PCM_24", "rf64", "pcm_s24le", 24),
    ("W64", "PCM_16", "w64", "pcm_s16le", 16),
    ("AIFF", "PCM_S8", "aiff", "pcm_s8", 8),
    ("AIFF", "PCM_16", "aiff", "pcm_s16be", 16),
    ("AIFF", "PCM_24", "aiff", "pcm_s24be", 24),
    ("AIFF", "FLOAT", "aiff", "pcm_f32be", 32),
    ("FLAC", "PCM_16", "flac", "flac", 16),
    ("FLAC", "PCM_24", "flac", "flac", 24),
]


@pytest.mark.parametrize(("major", "subtype", "container", "codec", "depth"), FORMATS)
@pytest.mark.parametrize(("rate", "channels"), [(44_100, 1), (96_000, 2), (8_000, 6)])
def test_every_lossless_format_is_known_to_the_sample(
    examine: Examine, tmp_path: Path, major, subtype, container, codec, depth, rate, channels
):
    frames = rate // 2 + 1_238
    path = sounds.save(
        tmp_path / "x", sounds.noise(frames, channels), rate=rate, subtype=subtype, format=major
    )

    report = examine(path)

    assert (report.ok, report.message, report.warnings) == (True, "", ())
    assert (report.container, report.codec, report.bit_depth) == (container, codec, depth)
    assert (report.sample_rate_hz, report.channels, report.frames) == (rate, channels, frames)
    assert report.duration_ms == round(frames * 1000 / rate)
    assert report.byte_size == path.stat().st_size


@pytest.mark.parametrize("rate", [8_000, 44_100, 192_000, 384_000])
def test_rates_from_8_to_384_khz_are_taken(examine: Examine, tmp_path: Path, rate):
    report = examine(sounds.save(tmp_path / "x.wav", sounds.noise(rate // 4, 1), rate=rate))

    assert (report.ok, report.sample_rate_hz, report.frames) == (True, rate, rate // 4)


def test_one_single_sample_is_a_sound(examine: Examine, tmp_path: Path):
    report = examine(sounds.save(tmp_path / "x.wav", np.full((1, 1), 0.5, "f4")))

    assert (report.ok, report.frames, report.loudness_is_looped) == (True, 1, True)


def test_64_channels_are_taken(examine: Examine, tmp_path: Path):
    report = examine(sounds.save(tmp_path / "x.wav", sounds.noise(60_000, 64)))

    assert (report.ok, report.channels, report.frames) == (True, 64, 60_000)


@pytest.mark.parametrize(
    ("name", "encoder", "container", "codec", "form"),
    [
        ("x.mp3", "libmp3lame", "mp3", "mp3", "mp3"),
        ("x.opus", "libopus", "ogg", "opus", "ogg"),
        ("x.m4a", "aac", "m4a", "aac", "mp4"),
        ("x.m4a", "alac", "m4a", "alac", "mp4"),
        ("x.wv", "wavpack", "wavpack", "wavpack", "wv"),
    ],
)
def test_compressed_formats_are_taken(
    examine: Examine, tmp_path: Path, name, encoder, container, codec, form
):
    encode(tmp_path / name, encoder, form, sounds.noise(96_000, 2))

    report = examine(tmp_path / name)

    assert (report.ok, report.message) == (True, "")
    assert (report.container, report.codec, report.channels) == (container, codec, 2)
    assert report.sample_rate_hz == 48_000
    assert report.duration_ms == pytest.approx(2_000, abs=50)
    if codec in ("alac", "wavpack"):
        assert report.frames == 96_000
        assert report.bit_depth == 16


def encode(path: Path, encoder: str, form: str, sound: np.ndarray) -> None:
    with av.open(path, "w", format=form) as container:
        stream: Any = container.add_stream(encoder, rate=48_000, layout="stereo")
        if encoder in ("alac", "wavpack"):
            stream.codec_context.format = "s16p"
        frame = av.AudioFrame.from_ndarray(
            (sound * 32_767).astype("<i2").reshape(1, -1), format="s16", layout="stereo"
        )
        frame.sample_rate = 48_000
        accepted = stream.codec_context.format.name
        resampler = av.AudioResampler(accepted, "stereo", 48_000, stream.frame_size or 4_096)
        for piece in resampler.resample(frame) + resampler.resample(None):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))


def test_the_sound_hash_is_the_same_in_every_lossless_container(examine: Examine, tmp_path: Path):
    sound = sounds.integers(20_000, 2, 24)
    hashes = {
        major: examine(sounds.save(tmp_path / major, sound, subtype="PCM_24", format=major)).pcm_sha256
        for major in ("WAV", "WAVEX", "RF64", "W64", "AIFF", "FLAC")
    }

    assert len(set(hashes.values())) == 1, hashes
    other = examine(sounds.save(tmp_path / "o.wav", sound, rate=44_100, subtype="PCM_24"))
    assert other.pcm_sha256 not in hashes.values()


def test_16_bit_sound_hashes_as_the_same_sound_in_24_bit(examine: Examine, tmp_path: Path):
    sound = sounds.integers(20_000, 1, 16)

    narrow = examine(sounds.save(tmp_path / "n.wav", sound, subtype="PCM_16"))
    wide = examine(sounds.save(tmp_path / "w.wav", sound, subtype="PCM_24"))

    assert narrow.pcm_sha256 == wide.pcm_sha256
    assert narrow.file_sha256 != wide.file_sha256


def test_nan_and_infinity_become_silence_and_are_counted(examine: Examine, tmp_path: Path):
    sound = sounds.noise(48_000, 1)
    sound[[5, 6, 40_000]] = [[np.nan], [np.inf], [-np.inf]]

    report = examine(sounds.save(tmp_path / "x.wav", sound, subtype="FLOAT"))

    assert report.ok
    assert any(remark.startswith("3 samples were not numbers") for remark in report.warnings)
    assert report.sample_peak_dbfs is not None
    assert report.sample_peak_dbfs < 0


def test_floats_far_above_full_scale_are_remarked(examine: Examine, tmp_path: Path):
    report = examine(sounds.save(tmp_path / "x.wav", sounds.noise(48_000, 1) * 1e4, subtype="FLOAT"))

    assert report.ok
    assert any("above full scale" in remark for remark in report.warnings)


def test_a_report_survives_the_pipe(examine: Examine, tmp_path: Path):
    report = examine(sounds.save(tmp_path / "x.wav", sounds.noise(4_800, 2)))

    assert Report.from_json(report.to_json()) == report


@pytest.mark.parametrize(
    "name", ["소리 효과.wav", "a\r\nb.wav", "‮vaw.wav", "x" * 250 + ".wav", "a'b;c%s.wav"]
)
def test_the_name_of_a_file_does_not_matter(examine: Examine, tmp_path: Path, name):
    assert examine(sounds.save(tmp_path / name, sounds.noise(4_800), format="WAV")).ok


def test_a_lone_surrogate_in_a_name_does_not_matter(examine: Examine, tmp_path: Path):
    plain = sounds.save(tmp_path / "x.wav", sounds.noise(4_800))
    odd = tmp_path / os.fsdecode(b"\xb9\xae.wav")
    plain.rename(odd)

    assert examine(odd).ok


def test_a_nul_in_a_name_is_the_callers_error(box, out_dir):
    with pytest.raises(ValueError):
        box.examine("a\0b.wav", out_dir)


def test_a_missing_file_is_the_callers_error(box, tmp_path, out_dir):
    with pytest.raises(FileNotFoundError):
        box.examine(tmp_path / "none.wav", out_dir)


def test_the_preview_is_plain_mp3_of_the_same_length(examine: Examine, tmp_path: Path, out_dir: Path):
    for channels, expected in ((1, 1), (2, 2), (6, 2), (9, 2)):
        examine(sounds.save(tmp_path / "x.wav", sounds.noise(44_100 * 2, channels), rate=44_100))
        preview = (out_dir / "preview.mp3").read_bytes()
        info = soundfile.info(out_dir / "preview.mp3")

        assert (info.samplerate, info.channels) == (48_000, expected)
        assert info.duration == pytest.approx(2.0, abs=0.06)
        assert preview[:2] == b"\xff\xfb"
        assert b"Xing" not in preview[:500]
        assert b"Info" in preview[:40]
        assert preview[-128:-125] != b"TAG"
        assert len(preview) == pytest.approx(info.duration * 24_000, rel=0.05)


def test_the_preview_sounds_like_the_original(examine: Examine, tmp_path: Path, out_dir: Path):
    tone = np.stack((sounds.sine(1_000, 2, peak_db=-6), sounds.sine(3_000, 2, peak_db=-12)), axis=1)
    examine(sounds.save(tmp_path / "x.wav", tone, subtype="PCM_24"))

    heard, rate = soundfile.read(out_dir / "preview.mp3")
    spectrum = np.abs(np.fft.rfft(heard[rate // 2 : rate // 2 + rate], axis=0)) / rate * 2

    assert spectrum.argmax(axis=0).tolist() == [1_000, 3_000]
    assert 20 * np.log10(spectrum.max(axis=0)) == pytest.approx([-6, -12], abs=0.1)


def test_a_second_open_of_the_report_folder_without_derivatives(box, tmp_path):
    report = box.examine(sounds.save(tmp_path / "x.wav", sounds.noise(4_800)), None)

    assert (report.ok, report.outputs) == (True, {})
