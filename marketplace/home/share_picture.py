"""The picture other sites show of a link to a sound: its waveform, titles and seller, 1200×630 pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from catalog.audio.peaks import Level, Peaks
from ksound.lib.fonts import nanum_gothic

# What Facebook, KakaoTalk and X crop least (Open Graph: 1.91 to 1).
SIZE = WIDTH, HEIGHT = 1200, 630
# Drawn larger and scaled down: Pillow's lines have no smooth edges of their own.
FINER = 2
MARGIN = 72
BARS = 176

PAPER, INK, SOFT, LINE = "#f7f4ec", "#1f1d19", "#524e45", "#ddd6c6"
ACCENT, WARM, WAVE = "#0c665f", "#a33a1a", "#2f7f68"
BANDS = (("#2f7f68", 0.0, 0.62), ("#1f4f7a", 0.62, 0.8), ("#d9a441", 0.804, 0.84), ("#b0411c", 0.844, 1.0))


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the picture says. `other_title` is the title in the other language, or empty."""

    title: str
    other_title: str
    category: str
    duration: str
    seller: str
    price: str


def draw(shown: Shown, peaks: Peaks | None) -> bytes:
    """Return a PNG; without peaks the picture has a line of silence."""
    picture = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), PAPER)
    pen = ImageDraw.Draw(picture)
    for colour, start, end in BANDS:
        pen.rectangle((start * WIDTH * FINER, 0, end * WIDTH * FINER, 10 * FINER), fill=colour)
    _brand(pen)
    bottom = _titles(pen, shown)
    _wave(pen, peaks, top=max(bottom + 24, 300), bottom=516)
    _foot(pen, shown)
    out = io.BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _brand(pen: ImageDraw.ImageDraw) -> None:
    mark(pen, left=MARGIN, top=52, size=44, colour=ACCENT)
    _write(pen, (MARGIN + 58, 60), "K-Sound Library", size=27, colour=INK, bold=True)


def mark(pen: ImageDraw.ImageDraw, *, left: float, top: float, size: float, colour: str) -> None:
    """The roof over the level meter, as in static/img/mark.svg (a square of 32 units)."""
    unit = size / 32 * FINER

    def at(x: float, y: float) -> tuple[float, float]:
        return left * FINER + x * unit, top * FINER + y * unit

    half = [at(*point) for point in _eaves()]
    other = [at(32 - x, y) for x, y in _eaves()]
    width = round(2.6 * unit)
    for line in (half, other):
        pen.line(line, fill=colour, width=width, joint="curve")
        for x, y in (line[0], line[-1]):
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=colour)
    for x, start, end in (
        (7, 19.5, 24.5),
        (11.5, 17, 27),
        (16, 13.5, 29.5),
        (20.5, 18, 26),
        (25, 16.5, 27.5),
    ):
        pen.line((*at(x, start), *at(x, end)), fill=colour, width=width)
        for cx, cy in (at(x, start), at(x, end)):
            pen.ellipse((cx - width / 2, cy - width / 2, cx + width / 2, cy + width / 2), fill=colour)


@cache
def _eaves() -> list[tuple[float, float]]:
    """The left half of the roof: two cubic Bézier curves, as the SVG has them."""
    curves = (
        ((2, 10.2), (3.3, 12.5), (5.2, 13.2), (7.4, 12.6)),
        ((7.4, 12.6), (11.8, 11.4), (14.3, 8.1), (16, 3.6)),
    )
    points = []
    for curve in curves:
        for step in range(17):
            t = step / 16
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
            y = sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))
            points.append((x, y))
    return points


def _titles(pen: ImageDraw.ImageDraw, shown: Shown) -> int:
    """Write both titles; return where they end. A long title gets a second, smaller line instead of an end."""
    room = WIDTH - 2 * MARGIN
    size = 66 if _width(shown.title, 66, bold=True) <= room else 50
    y = 140
    for line in _lines(shown.title, size=size, room=room, most=2):
        _write(pen, (MARGIN, y), line, size=size, colour=INK, bold=True)
        y += round(size * 1.28)
    if shown.other_title:
        _write(pen, (MARGIN, y + 6), _cut(shown.other_title, size=30, room=room), size=30, colour=SOFT)
        y += 50
    return y


def _foot(pen: ImageDraw.ImageDraw, shown: Shown) -> None:
    pen.line((MARGIN * FINER, 540 * FINER, (WIDTH - MARGIN) * FINER, 540 * FINER), fill=LINE, width=2 * FINER)
    left = " · ".join(part for part in (shown.category, shown.duration, shown.seller) if part)
    price_width = _width(shown.price, 32, bold=True)
    left = _cut(left, size=28, room=WIDTH - 2 * MARGIN - price_width - 32)
    _write(pen, (MARGIN, 562), left, size=28, colour=SOFT)
    _write(pen, (WIDTH - MARGIN - price_width, 559), shown.price, size=32, colour=WARM, bold=True)


def _wave(pen: ImageDraw.ImageDraw, peaks: Peaks | None, *, top: int, bottom: int) -> None:
    middle, half = (top + bottom) / 2, (bottom - top) / 2
    heights = loudest(peaks.levels[-1], BARS) if peaks and peaks.levels else np.zeros(BARS)
    highest = float(heights.max())
    if highest:
        heights = heights / highest
    step = (WIDTH - 2 * MARGIN) / BARS
    for index, height in enumerate(heights):
        x = (MARGIN + (index + 0.5) * step) * FINER
        reach = max(1.5, float(height) * half) * FINER
        pen.line(
            (x, middle * FINER - reach, x, middle * FINER + reach),
            fill=WAVE,
            width=round(step * 0.55 * FINER),
        )


def loudest(level: Level, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return `count` values of 0 to 1: the largest deflection of all channels in each part of the sound."""
    reach = np.abs(level.values.astype(np.int16)).max(axis=(1, 2)).astype(np.float64) / 127
    if not len(reach):
        return np.zeros(count)
    starts = np.linspace(0, len(reach), count, endpoint=False).astype(int)
    return np.maximum.reduceat(reach, np.minimum(starts, len(reach) - 1))


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    *,
    size: int,
    colour: str,
    bold: bool = False,
) -> None:
    place = (at[0] * FINER, at[1] * FINER)
    pen.text(place, text, font=_font(size * FINER, bold), fill=colour)


def _lines(text: str, *, size: int, room: int, most: int) -> list[str]:
    """Break between words only, as on the pages; what does not fit into `most` lines is cut."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        taken = len(words)
        while taken > 1 and _width(" ".join(words[:taken]), size, bold=True) > room:
            taken -= 1
        lines.append(_cut(" ".join(words[:taken]), size=size, room=room, bold=True))
        words = words[taken:]
    return [*lines, _cut(" ".join(words), size=size, room=room, bold=True)] if words else lines


def _cut(text: str, *, size: int, room: float, bold: bool = False) -> str:
    if _width(text, size, bold=bold) <= room:
        return text
    while text and _width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _width(text: str, size: int, *, bold: bool = False) -> float:
    return _font(size * FINER, bold).getlength(text) / FINER


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(nanum_gothic(bold=bold)), size)
