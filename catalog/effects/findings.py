"""From a Report to the columns of AudioFile."""

from __future__ import annotations

from pathlib import Path

from catalog.audio import features
from catalog.audio.outputs import FACTS_VERSION, Output
from catalog.audio.report import Report

# Fields of AudioFile that have the names they have in a Report: what a header says …
OF_THE_HEADER = (
    "container",
    "codec",
    "duration_ms",
    "sample_rate_hz",
    "bit_depth",
    "channels",
    "channel_layout",
    "tags",
)
# … and what only the samples tell.
OF_THE_SAMPLES = (
    "frames",
    "integrated_lufs",
    "loudness_is_looped",
    "max_momentary_lufs",
    "max_short_term_lufs",
    "loudness_range_lu",
    "noise_floor_dbfs",
    "sample_peak_dbfs",
    "true_peak_dbtp",
    "pcm_sha256",
    "payload_sha256",
    "payload_crc32",
)


def header(report: Report) -> dict[str, object]:
    """Columns that a first look fills."""
    return {name: getattr(report, name) for name in OF_THE_HEADER}


def facts(report: Report) -> dict[str, object]:
    """Columns that an examination fills, with the version of the code that measured."""
    measured = {name: getattr(report, name) for name in OF_THE_SAMPLES}
    return header(report) | measured | {"remarks": list(report.warnings), "facts_version": FACTS_VERSION}


def likeness(report: Report, folder: Path) -> dict[str, object]:
    """The 64 features as a column, when they are among what was made in `folder`."""
    name = report.outputs.get(Output.FEATURES)
    return {"features": features.read((folder / name).read_bytes())} if name else {}
