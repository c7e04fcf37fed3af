"""Time codes, drop frame above all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksound.lib.timecode import RATES, BadTimecode, Fault, FrameRate

rates = st.sampled_from(list(RATES.values()))


@st.composite
def moments(draw: st.DrawFn) -> tuple[FrameRate, int]:
    rate = draw(rates)
    return rate, draw(st.integers(0, rate.day - 1))


@given(moments())
def test_every_frame_of_a_day_has_one_time_code_that_reads_back(moment: tuple[FrameRate, int]) -> None:
    rate, frame = moment
    assert rate.frames(rate.text(frame)) == frame


@given(moments())
def test_the_next_frame_has_the_next_number(moment: tuple[FrameRate, int]) -> None:
    rate, frame = moment
    if frame + 1 < rate.day:
        assert rate.text(frame) < rate.text(frame + 1)


# What SMPTE ST 12-1 and every editing program say.
@pytest.mark.parametrize(
    ("code", "text", "frame"),
    [
        ("29.97df", "00:00:59;29", 1799),
        ("29.97df", "00:01:00;02", 1800),
        ("29.97df", "00:09:59;29", 17981),
        ("29.97df", "00:10:00;00", 17982),
        ("29.97df", "01:00:00;00", 107_892),
        ("29.97df", "23:59:59;29", 2_589_407),
        ("59.94df", "00:01:00;04", 3600),
        ("59.94df", "01:00:00;00", 215_784),
        ("29.97", "01:00:00:00", 108_000),
        ("25", "01:00:00:00", 90_000),
        ("23.976", "01:00:00:23", 86_423),
        ("60", "00:00:01:00", 60),
    ],
)
def test_known_time_codes(code: str, text: str, frame: int) -> None:
    assert RATES[code].frames(text) == frame
    assert RATES[code].text(frame) == text


@pytest.mark.parametrize(
    ("code", "text", "fault"),
    [
        ("25", "1:00:00:00", Fault.FORM),
        ("25", "", Fault.FORM),
        ("25", "00:00:00", Fault.FORM),
        ("25", "٠٠:00:00:00", Fault.FORM),
        ("25", "24:00:00:00", Fault.HOURS),
        ("25", "00:60:00:00", Fault.MINUTES),
        ("25", "00:00:60:00", Fault.SECONDS),
        ("25", "00:00:00:25", Fault.FRAMES),
        ("24", "00:00:00:24", Fault.FRAMES),
        ("29.97", "00:01:00;02", Fault.NOT_DROP_FRAME),
        ("29.97df", "00:01:00;00", Fault.DROPPED),
        ("29.97df", "00:01:00:01", Fault.DROPPED),
        ("59.94df", "00:59:00;03", Fault.DROPPED),
    ],
)
def test_what_is_no_time_code_is_refused_with_its_fault(code: str, text: str, fault: Fault) -> None:
    with pytest.raises(BadTimecode) as refusal:
        RATES[code].frames(text)
    assert refusal.value.fault == fault


@pytest.mark.parametrize("code", ["29.97df", "59.94df"])
def test_drop_frame_stays_beside_the_clock(code: str) -> None:
    """At every whole minute of a day the number is within two frames of the clock."""
    rate = RATES[code]
    for minute in range(1, 24 * 60):
        elapsed = timedelta(minutes=minute).total_seconds() * float(rate.exact)
        second = 0 if minute % 10 == 0 else rate.dropped
        text = f"{minute // 60:02}:{minute % 60:02}:00;{second:02}"
        assert abs(rate.frames(text) - elapsed) < 2 * rate.dropped


def test_a_frame_outside_a_day_has_no_time_code() -> None:
    for frame in (-1, RATES["25"].day):
        with pytest.raises(ValueError, match="not within a day"):
            RATES["25"].text(frame)


@pytest.mark.parametrize(
    ("milliseconds", "frames"), [(0, 1), (1, 1), (40, 1), (41, 2), (1000, 25), (1001, 26)]
)
def test_a_sound_touches_whole_frames(milliseconds: int, frames: int) -> None:
    assert RATES["25"].frames_in(milliseconds) == frames
