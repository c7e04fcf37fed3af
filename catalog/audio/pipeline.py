"""Decode once, feed everything: the examination of one file inside the bounded child process."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from . import decode, hashes, peaks
from .blocks import Consumer
from .errors import Rejected
from .limits import Limits
from .loudness import LoudnessMeter
from .peaks import PeakDrawer
from .prescan import Outline, Source, prescan
from .preview import PreviewWriter
from .report import Report
from .tags import read_tags
from .truepeak import PeakMeter, decibels

PEAKS_FILE, PREVIEW_FILE = "peaks.bin", "preview.mp3"
# Floats may pass full scale; beyond this they were scaled for something else.
FAR_ABOVE_FULL_SCALE_DB = 12.0

OnProgress = Callable[[int], None]


def examine(path: Path, out_dir: Path | None, limits: Limits, on_progress: OnProgress) -> Report:
    """Return the facts of the file, and write peaks and preview into `out_dir` unless that is None.

    A bad file gives a Report with `ok` False. Raises OSError when the machine fails (no such file, disk full)
    and MemoryError; never leaves a half-written derivative. `on_progress` hears 0–100.
    """
    with path.open("rb", buffering=0) as raw:
        file = os.fdopen(os.dup(raw.fileno()), "rb")
        with file:
            source = Source(file, os.fstat(raw.fileno()).st_size, limits)
            try:
                return _examined(source, out_dir, on_progress)
            except BaseException as error:
                _discard(out_dir)
                if isinstance(error, Rejected):
                    return _rejection(source, error)
                raise


def _discard(out_dir: Path | None) -> None:
    for name in (PEAKS_FILE, PREVIEW_FILE) if out_dir else ():
        Path(out_dir or "", name).unlink(missing_ok=True)


def _rejection(source: Source, rejected: Rejected) -> Report:
    digest = hashes.file_sha256(source.file) if source.size <= source.limits.max_bytes else ""
    return Report.of_rejection(rejected, byte_size=source.size, file_sha256=digest)


def _examined(source: Source, out_dir: Path | None, on_progress: OnProgress) -> Report:
    outline = prescan(source)
    tags, warnings = read_tags(source, outline)
    report = Report(
        ok=True,
        container=str(outline.container),
        tags=tags,
        byte_size=source.size,
        file_sha256=hashes.file_sha256(source.file),
    )
    # By descriptor, not by name: no letter of a stranger's name reaches FFmpeg, and no one can swap the file.
    url = f"file:/dev/fd/{source.file.fileno()}"
    with decode.opened(url, outline, source.limits, source.size) as decoder:
        report = _measured(decoder, outline, out_dir, report, on_progress)
        warnings += _remarks(decoder, report)
    return replace(report, warnings=tuple(warnings))


@dataclass
class _Consumers:
    """All who listen to the one decode. Spectrogram, features and fingerprint become further fields."""

    loudness: LoudnessMeter
    peak: PeakMeter
    pcm: hashes.PcmHash
    drawer: PeakDrawer | None = None
    preview: PreviewWriter | None = None

    def listening(self) -> list[Consumer]:
        everyone = (self.loudness, self.peak, self.pcm, self.drawer, self.preview)
        return [consumer for consumer in everyone if consumer is not None]


def _measured(
    decoder: decode.Decoder, outline: Outline, out_dir: Path | None, report: Report, on_progress: OnProgress
) -> Report:
    stream = decoder.stream
    with ExitStack() as open_files:
        consumers = _Consumers(LoudnessMeter(stream), PeakMeter(stream), hashes.PcmHash(stream))
        if out_dir is not None:
            consumers.drawer = PeakDrawer(stream)
            consumers.preview = open_files.enter_context(PreviewWriter(stream, out_dir / PREVIEW_FILE))
        listening = consumers.listening()
        for block in decoder.blocks(lambda share: on_progress(int(share * 100))):
            for consumer in listening:
                consumer.feed(block)
        if consumers.preview is not None:
            consumers.preview.finish()
    if out_dir is not None and consumers.drawer is not None:
        peaks.write(consumers.drawer.finish(), out_dir / PEAKS_FILE)
        report = replace(report, peaks_file=PEAKS_FILE, preview_file=PREVIEW_FILE)
    return _with_facts(report, decoder, consumers)


def _with_facts(report: Report, decoder: decode.Decoder, consumers: _Consumers) -> Report:
    stream, loudness = decoder.stream, consumers.loudness.finish()
    return replace(
        report,
        codec=decoder.codec,
        sample_rate_hz=stream.sample_rate_hz,
        bit_depth=decoder.bit_depth,
        channels=stream.channels,
        channel_layout=stream.layout,
        frames=decoder.frames,
        duration_ms=round(decoder.frames * 1000 / stream.sample_rate_hz),
        integrated_lufs=_rounded(loudness.integrated_lufs),
        loudness_is_looped=loudness.is_looped,
        loudness_range_lu=_rounded(loudness.loudness_range_lu),
        sample_peak_dbfs=_rounded(decibels(consumers.peak.sample_peak)),
        true_peak_dbtp=_rounded(decibels(consumers.peak.finish())),
        pcm_sha256=consumers.pcm.hexdigest(),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _remarks(decoder: decode.Decoder, report: Report) -> list[str]:
    remarks = []
    if decoder.non_finite:
        remarks.append(f"{decoder.non_finite} samples were not numbers and count as silence")
    if decoder.bad_packets:
        remarks.append(f"{decoder.bad_packets} damaged packets were skipped")
    if (report.sample_peak_dbfs or 0) > FAR_ABOVE_FULL_SCALE_DB:
        remarks.append(f"samples reach {report.sample_peak_dbfs} dB above full scale")
    return remarks
