"""A copy is known for one; sounds that are not copies are not; silence and steady tones say nothing."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from catalog.audio import fingerprint as fingerprints
from catalog.audio.fingerprint import HOP_MS, Fingerprint
from catalog.audio.matching import Match, best_match
from catalog.audio.telling import MOST_PROBES, probes, telling
from ksound.demo.sounds.catalogue import PLAN
from tests.catalog.audio.recordings import (
    COPIES,
    RATE,
    Heard,
    band,
    bell,
    engine,
    excerpt,
    fingerprint,
    hit,
    mp3,
    resampled,
    steps,
    synthesised,
    tremolo,
    white,
)

BY_NAME = {planned.generator: planned for planned in reversed(PLAN)}
KINDS = ("rain", "wooden_door", "moktak", "steps_on_gravel", "songbird", "engine", "coin", "keys")


@pytest.fixture(scope="module")
def originals() -> dict[str, tuple[Heard, Fingerprint]]:
    heard = {name: synthesised(BY_NAME[name], seconds=4) for name in KINDS}
    return {name: (sound, fingerprint(*sound)) for name, sound in heard.items()}


def match(copy: Heard, original: Fingerprint) -> Match:
    found = best_match(fingerprint(*copy), original)
    assert found is not None
    return found


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_is_near_its_original(
    originals: dict[str, tuple[Heard, Fingerprint]], name: str, copied: Callable[..., Heard]
) -> None:
    sound, original = originals[name]
    found = match(copied(*sound), original)
    assert found.is_near
    assert found.score > 0.8


def test_the_offset_says_where_the_copy_begins(originals: dict[str, tuple[Heard, Fingerprint]]) -> None:
    (sound, rate), original = originals["steps_on_gravel"]
    cut = (sound[:, round(1.234 * rate) :], rate)
    assert match(cut, original).offset_ms == pytest.approx(1_234, abs=HOP_MS)
    assert match((sound, rate), fingerprint(*cut)).offset_ms == pytest.approx(-1_234, abs=HOP_MS)


@pytest.mark.parametrize("seconds", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("name", ["steps_on_gravel", "keys", "wooden_door"])
def test_an_excerpt_is_found_in_a_long_sound_and_the_reverse(
    originals: dict[str, tuple[Heard, Fingerprint]], name: str, seconds: float
) -> None:
    (sound, rate), _ = originals[name]
    part = mp3(*excerpt(sound, rate, seconds=seconds))
    rain, _ = synthesised(BY_NAME["rain"], seconds=15)
    long = np.concatenate((rain[:1], resampled(sound[:1], rate, RATE)[0], rain[:1] * 0.5), axis=1)
    whole = fingerprint(long, RATE)
    assert match(part, whole).is_near
    reverse = best_match(whole, fingerprint(*part))
    assert reverse is not None
    assert reverse.is_near


def test_clips_of_300_ms_are_known_again_and_not_confused() -> None:
    t = np.arange(round(0.3 * RATE)) / RATE
    clips = [
        make(np.random.default_rng([seed, number]), t)[None].astype("f4") * np.float32(0.1)
        for number, make in enumerate((white, band, hit, steps, tremolo, engine))
        for seed in range(6)
    ]
    prints = [fingerprint(clip) for clip in clips]
    for number, clip in enumerate(clips):
        copy = fingerprint(*mp3(clip, RATE))
        near = [other for other, one in enumerate(prints) if (m := best_match(copy, one)) and m.is_near]
        assert near == [number]


def test_the_level_does_not_matter_down_to_the_noise(
    originals: dict[str, tuple[Heard, Fingerprint]],
) -> None:
    (sound, rate), original = originals["songbird"]
    assert match((sound * np.float32(1e-2), rate), original).score > 0.99


def test_silence_and_steady_tones_say_nothing() -> None:
    t = np.arange(2 * RATE) / RATE
    assert len(telling(fingerprint(np.zeros((2, RATE), "f4")))) == 0
    hiss = np.random.default_rng(1).standard_normal((1, RATE)).astype("f4") * 1e-6
    assert len(telling(fingerprint(hiss))) == 0
    # Only where it begins and ends does a tone change.
    told = telling(fingerprint((0.3 * np.sin(2 * np.pi * 440 * t))[None].astype("f4")))
    assert len(told) <= 2 * fingerprints.CONTEXT


def test_long_silences_do_not_make_sounds_alike() -> None:
    rng = np.random.default_rng(3)
    silence = np.zeros(3 * RATE)
    t = np.arange(RATE // 2) / RATE
    one, other = (
        fingerprint(np.concatenate((silence, 0.1 * make(rng, t), silence))[None].astype("f4"))
        for make in (steps, bell)
    )
    found = best_match(one, other)
    assert found is None or not found.is_near


def test_a_file_of_8_khz_is_near_its_original(originals: dict[str, tuple[Heard, Fingerprint]]) -> None:
    sound, original = originals["steps_on_gravel"]
    assert match(resampled(*sound, 8_000), original).is_near


def test_the_words_do_not_depend_on_how_the_sound_arrives(
    originals: dict[str, tuple[Heard, Fingerprint]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, original = originals["engine"]
    monkeypatch.setattr(fingerprints, "CHUNK", 30)
    again = fingerprint(*sound)
    for plane in ("signs", "strong", "finer"):
        assert np.array_equal(getattr(again, plane), getattr(original, plane))


def test_what_was_written_is_read(originals: dict[str, tuple[Heard, Fingerprint]], tmp_path: Path) -> None:
    _, original = originals["coin"]
    fingerprints.write(original, tmp_path / "fingerprint.bin")
    data = (tmp_path / "fingerprint.bin").read_bytes()
    again = fingerprints.read(data)
    assert np.array_equal(again.signs, original.signs)
    assert np.array_equal(again.strong, original.strong)
    assert np.array_equal(again.finer, original.finer)
    with pytest.raises(ValueError):
        fingerprints.read(data[:-1])


def test_an_hour_is_asked_in_bounded_many_ways() -> None:
    rng = np.random.default_rng(4)
    planes = rng.integers(0, 1 << 24, (3, 170_000), dtype=np.uint32)
    asked = probes(Fingerprint(*planes))
    assert 0.9 * MOST_PROBES < len(asked) <= MOST_PROBES
    assert asked.positions.max() > 169_000


def test_four_hours_of_one_loop_are_compared_in_bounded_memory() -> None:
    loop = np.random.default_rng(5).integers(0, 1 << 24, (3, 40), dtype=np.uint32)
    hours = Fingerprint(*np.tile(loop, 4 * 60 * 60 * 47 // 40))
    tracemalloc.start()
    found = best_match(hours, hours)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert found.score == 1
    assert peak < 200 * 1024**2
