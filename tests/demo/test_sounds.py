"""The synthesised catalogue: what it covers, and that its files are what their plan says."""

import csv
import io
import itertools
from dataclasses import replace
from functools import cache
from importlib import resources

import av
import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from mutagen.id3 import ID3
from scipy import signal

from ksound.demo.sounds.catalogue import PLAN, SELLERS, Container, PlannedSound, plan
from ksound.demo.sounds.generators import FAMILIES, GENERATORS
from ksound.demo.sounds.percussion import BELL_PARTIALS
from ksound.demo.sounds.render import file_name, render
from ksound.demo.sounds.take import Take, loudness_lufs

RATE = 48_000
NAMES = sorted(GENERATORS)
LOSSLESS: tuple[Container, ...] = ("wav", "aiff", "flac")


@cache
def heard(name: str, duration_s: float = 4.0, channels: int = 2, seed: int = 7) -> npt.NDArray[np.float32]:
    take = Take(np.random.default_rng(seed), RATE, duration_s, channels)
    return GENERATORS[name](take)


def planned(name: str) -> PlannedSound:
    return next(entry for entry in PLAN if entry.generator == name)


def schedule() -> set[str]:
    text = resources.files("catalog.ucs").joinpath("data/ucs_schedule.csv").read_text(encoding="utf-8")
    return {row["cat_id"] for row in csv.DictReader(text.splitlines())}


class TestTheCatalogue:
    def test_every_cat_id_is_in_the_schedule(self):
        assert {entry.cat_id for entry in PLAN} <= schedule()

    def test_sixty_sounds_cover_the_catalogue(self):
        sixty = plan(seed=1, count=60)
        assert len({entry.cat_id for entry in sixty}) >= 40
        assert len({entry.generator for entry in sixty}) >= 25
        assert {entry.seller for entry in sixty} == set(range(len(SELLERS)))
        generators = {entry.generator for entry in sixty}
        for family, members in FAMILIES.items():
            assert generators & {member.__name__ for member in members}, family

    def test_sixty_sounds_show_every_technical_variety(self):
        sixty = plan(seed=1, count=60)
        assert {entry.sample_rate_hz for entry in sixty} == {44_100, 48_000, 96_000}
        assert {entry.bit_depth for entry in sixty} == {16, 24}
        assert {entry.channels for entry in sixty} == {1, 2}
        assert min(entry.duration_s for entry in sixty) == 0.3
        assert max(entry.duration_s for entry in sixty) == 60
        containers = [entry.container for entry in sixty]
        assert all(containers.count(container) >= 4 for container in ("wav", "flac", "aiff", "mp3"))

    def test_every_generator_is_planned_and_every_planned_one_exists(self):
        assert len(PLAN) >= 80
        assert {entry.generator for entry in PLAN} == set(GENERATORS)

    def test_public_sounds_are_free_and_the_others_cost_round_sums(self):
        for entry in PLAN:
            if entry.source == "public":
                assert (entry.price_minor, entry.licence_codes) == (0, ("public",))
            else:
                assert 500 <= entry.price_minor <= 15_000
                assert entry.price_minor % 100 == 0
                assert set(entry.licence_codes) <= {"creator", "team", "production"}

    def test_titles_stay_clear_of_the_file_name_grammar(self):
        for entry in PLAN:
            assert entry.title_en.replace(" ", "").isalnum()
            assert entry.title_en.isascii()
            assert any("가" <= letter <= "힣" for letter in entry.title_ko)

    def test_every_sound_is_described_in_both_languages(self):
        for entry in PLAN:
            assert 20 <= len(entry.description_en) <= 200
            assert 10 <= len(entry.description_ko) <= 120

    def test_a_few_files_arrive_under_careless_names(self):
        heads = [file_name(entry).split("_")[0] for entry in plan(seed=1, count=60)]
        assert sum(head not in schedule() for head in heads) == 6

    def test_a_file_name_has_the_four_blocks(self):
        assert file_name(planned("wooden_door")) == "DOORWood_Hanok Gate Creak And Close_SRDM_HANOK.wav"

    def test_any_count_works_and_no_two_sounds_share_a_name(self):
        many = plan(seed=3, count=400)
        assert len(many) == 400
        assert len({file_name(entry) for entry in many}) == 400
        assert len({entry.title_ko for entry in many}) == 400
        assert all(0.3 <= entry.duration_s <= 60 for entry in many)
        assert plan(seed=3, count=400) == many
        assert plan(seed=4, count=400) != many
        assert plan(seed=3, count=0) == []


class TestEveryGenerator:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("channels", [1, 2])
    def test_is_clean_and_audible(self, name, channels):
        sound = heard(name, channels=channels)
        assert sound.dtype == np.float32
        assert sound.shape == (4 * RATE, channels)
        assert np.isfinite(sound).all()
        assert 0.03 < np.abs(sound).max() <= 10 ** (-0.9 / 20)
        assert np.abs(sound.mean(axis=0)).max() < 1e-3
        assert np.abs(sound[0]).max() < 1e-3
        assert np.abs(sound[-1]).max() < 1e-3
        assert loudness_lufs(sound.astype(np.float64), sample_rate_hz=RATE) > -45

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize(("rate", "duration_s"), [(44_100, 0.3), (96_000, 1.0)])
    def test_serves_short_takes_and_every_rate(self, name, rate, duration_s):
        sound = GENERATORS[name](Take(np.random.default_rng(1), rate, duration_s, 1))
        assert sound.shape == (round(rate * duration_s), 1)
        assert np.isfinite(sound).all()
        assert 0.03 < np.abs(sound).max() <= 10 ** (-0.9 / 20)

    def test_is_repeatable_and_depends_on_the_seed(self):
        for name in ("rain", "janggu", "market", "glass_break"):
            again = GENERATORS[name](Take(np.random.default_rng(7), RATE, 4.0, 2))
            assert np.array_equal(again, heard(name))
            assert not np.array_equal(heard(name, seed=8), heard(name))

    def test_no_two_generators_sound_alike(self):
        features = np.stack([fingerprint(heard(name)) for name in NAMES])
        gaps = np.linalg.norm(features[:, None] - features[None], axis=2)
        gaps[np.diag_indices_from(gaps)] = np.inf
        first, second = np.unravel_index(np.argmin(gaps), gaps.shape)
        assert gaps.min() > 1.2, f"{NAMES[first]} and {NAMES[second]} are {gaps.min():.2f} apart"


def fingerprint(sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Thirty third-octave levels and sixteen envelope statistics, in units of roughly one 'clearly heard'."""
    mono = sound.mean(axis=1).astype(np.float64)
    frequencies, density = signal.welch(mono, RATE, nperseg=4096)
    edges = 40 * 2 ** (np.arange(28) / 3)
    bands = np.array(
        [density[(frequencies >= a) & (frequencies < b)].sum() for a, b in itertools.pairwise(edges)]
    )
    shape = 10 * np.log10(bands / bands.sum() + 1e-6) / 10
    envelope = np.sqrt(np.square(mono[: mono.size // 480 * 480]).reshape(-1, 480).mean(axis=1))
    envelope /= envelope.mean()
    motion = np.abs(np.fft.rfft(envelope - 1))[1:129].reshape(8, 16).mean(axis=1) / envelope.size
    return np.r_[shape, 8 * motion, envelope.std(), np.log10(np.percentile(envelope, 10) + 1e-3)]


class TestWhatCanBeMeasured:
    def test_the_bell_beats_at_the_stated_rate(self):
        duration_s = 24.0
        bell = heard("temple_bell", duration_s=duration_s)[:, 0].astype(np.float64)
        frequency, beat_hz, _, _ = BELL_PARTIALS[0]
        band = signal.butter(2, (frequency - 6, frequency + 6), "bandpass", fs=RATE, output="sos")
        level = np.abs(signal.hilbert(signal.sosfiltfilt(band, bell)))[:: RATE // 50]
        times = np.arange(level.size) / 50
        part = (times > 0.5) & (times < 15)
        # What is left of the log level after a straight decay is the beating.
        log_level = np.log(level[part])
        swing = signal.detrend(log_level)
        rates = np.arange(0.1, 1.2, 0.005)
        strength = np.abs(np.exp(-2j * np.pi * rates[:, None] * times[part]) @ swing)
        assert rates[np.argmax(strength)] == pytest.approx(beat_hz, abs=0.04)
        assert np.ptp(swing) > 1.0

    @pytest.mark.parametrize("interval_s", [0.5, 1.0])
    def test_the_clock_ticks_on_time(self, interval_s):
        take = Take(np.random.default_rng(5), RATE, 8.0, 1)
        ticks = onsets(GENERATORS["clock_tick"](take, interval_s=interval_s)[:, 0], gap_s=0.2)
        assert np.diff(ticks) == pytest.approx(interval_s, abs=0.003)

    @pytest.mark.parametrize("bpm", [60, 72, 120])
    def test_the_heart_beats_at_its_rate(self, bpm):
        take = Take(np.random.default_rng(5), RATE, 10.0, 1)
        beats = onsets(GENERATORS["heartbeat"](take, bpm=bpm)[:, 0], gap_s=60 / bpm * 0.75)
        assert 60 / np.diff(beats).mean() == pytest.approx(bpm, rel=0.02)

    def test_mains_hum_is_korean_and_loudest_at_120_hz(self):
        frequencies, density = signal.welch(heard("mains_hum")[:, 0], RATE, nperseg=RATE)
        assert frequencies[np.argmax(density)] == pytest.approx(120, abs=1)

    def test_the_gayageum_is_in_tune(self):
        pluck = GENERATORS["gayageum"](Take(np.random.default_rng(2), RATE, 2.0, 1))[:, 0]
        spectrum = np.absolute(
            np.fft.rfft(pluck[RATE // 10 : RATE] * np.hanning(RATE - RATE // 10), 8 * RATE)
        )
        near = slice(8 * 135, 8 * 160)
        assert 135 + int(spectrum[near].argmax()) / 8 == pytest.approx(146.8, rel=0.006)

    def test_a_full_scale_sine_at_1_khz_reads_as_the_standard_says(self):
        sine = np.sin(2 * np.pi * 997 * np.arange(5 * RATE) / RATE)[:, None]
        assert loudness_lufs(sine, sample_rate_hz=RATE) == pytest.approx(-3.01, abs=0.05)

    @pytest.mark.parametrize("name", ["rain", "wind", "sea", "murmur"])
    def test_ambience_is_decorrelated_between_the_channels(self, name):
        left, right = heard(name).T
        assert abs(np.vdot(left, right)) < 0.5 * np.linalg.norm(left) * np.linalg.norm(right)


def onsets(mono: npt.NDArray[np.float32], *, gap_s: float) -> npt.NDArray[np.float64]:
    """Moments in seconds at which the level jumps over a third of its peak, at least `gap_s` apart."""
    envelope = np.abs(mono)
    loud = np.flatnonzero(envelope > envelope.max() / 3) / RATE
    found = [loud[0]]
    for moment in loud:
        if moment - found[-1] > gap_s:
            found.append(moment)
    return np.array(found)


def small(container: Container, bit_depth: int, channels: int) -> PlannedSound:
    rate = 44_100 if container == "mp3" else 96_000
    return replace(
        planned("knock"), container=container, bit_depth=bit_depth, channels=channels, sample_rate_hz=rate
    )


class TestEveryFile:
    @pytest.mark.parametrize("channels", [1, 2])
    @pytest.mark.parametrize("bit_depth", [16, 24])
    @pytest.mark.parametrize("container", ["wav", "aiff", "flac"])
    def test_is_exactly_what_was_planned(self, container, bit_depth, channels):
        entry = small(container, bit_depth, channels)
        info = soundfile.info(io.BytesIO(render(entry, seed=1)))
        assert (info.format, info.subtype) == (container.upper(), f"PCM_{bit_depth}")
        assert (info.samplerate, info.channels, info.frames) == (entry.sample_rate_hz, channels, entry.frames)

    @pytest.mark.parametrize("channels", [1, 2])
    def test_in_mp3_is_planned_too_give_or_take_the_encoder_delay(self, channels):
        entry = small("mp3", 16, channels)
        data = render(entry, seed=1)
        assert str(ID3(io.BytesIO(data))["TIT2"]) == entry.title_en
        with av.open(io.BytesIO(data), "r") as container:
            stream = container.streams.audio[0]
            frames = sum(frame.samples for frame in container.decode(stream))
            assert (stream.rate, stream.channels) == (entry.sample_rate_hz, channels)
        assert 0 <= frames - entry.frames < 4 * 1152

    def test_lossless_containers_hold_the_same_samples(self):
        for bit_depth in (16, 24):
            files = [render(small(kind, bit_depth, 2), seed=4) for kind in LOSSLESS]
            wav, aiff, flac = (soundfile.read(io.BytesIO(data), dtype="int32")[0] for data in files)
            assert np.array_equal(wav, aiff)
            assert np.array_equal(wav, flac)

    def test_wav_chunks_add_up(self):
        data = render(small("wav", 24, 1), seed=1)
        assert int.from_bytes(data[4:8], "little") == len(data) - 8
        assert data.index(b"data") > data.index(b"INAM") > data.index(b"fmt ")

    @pytest.mark.parametrize("container", ["wav", "aiff", "flac", "mp3"])
    def test_depends_on_the_seed_and_on_nothing_else(self, container):
        entry = small(container, 16, 1)
        assert render(entry, seed=1) == render(entry, seed=1)
        assert render(entry, seed=1) != render(entry, seed=2)

    def test_of_the_plan_can_be_read(self):
        for entry in sorted(plan(seed=1, count=60), key=lambda entry: entry.duration_s)[:20]:
            data, rate = soundfile.read(io.BytesIO(render(entry, seed=1)), always_2d=True)
            assert (rate, data.shape[1]) == (entry.sample_rate_hz, entry.channels)
            assert 0.05 < np.abs(data).max() < 1.0
