"""Decode once, feed everything: the examination of one file inside the bounded child process."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from . import decode, embed, hashes
from .blocks import Consumer, Stream
from .deriving import Wanted
from .errors import Rejected
from .limits import Limits
from .loudness import LoudnessMeter
from .metadata import as_tags
from .metadata import read as read_metadata
from .noisefloor import NoiseFloorMeter
from .outputs import ALL, FILES, Output
from .prescan import Source, prescan
from .report import Report
from .sources import opened
from .truepeak import PeakMeter, decibels

# Floats may pass full scale; beyond this they were scaled for something else.
FAR_ABOVE_FULL_SCALE_DB = 12.0

OnProgress = Callable[[int], None]


def first_look(path: Path, limits: Limits) -> Report:
    """Return what header and tags say, without decoding: milliseconds even for a file of gigabytes.

    `duration_ms` and `frames` are None where the header does not say; a bad file gives a Report with `ok`
    False. Raises OSError when the machine fails.
    """
    with opened(path, limits) as source:
        try:
            return _outlined(source)
        except Rejected as rejected:
            return Report.of_rejection(rejected, byte_size=source.size)


def examine(
    path: Path,
    out_dir: Path | None,
    limits: Limits,
    on_progress: OnProgress,
    wanted: Collection[Output] = ALL,
) -> Report:
    """Return the facts of the file, and write the `wanted` derivatives into `out_dir` unless that is None.

    A bad file gives a Report with `ok` False. Raises OSError when the machine fails (no such file, disk full)
    and MemoryError; never leaves a half-written derivative. `on_progress` hears 0–100.
    """
    with opened(path, limits) as source:
        try:
            return _examined(source, Wanted(out_dir, wanted if out_dir else ()), on_progress)
        except BaseException as error:
            for name in FILES.values() if out_dir else ():
                Path(out_dir or "", name).unlink(missing_ok=True)
            if isinstance(error, Rejected):
                return _rejection(source, error)
            raise


def _rejection(source: Source, rejected: Rejected) -> Report:
    digest = hashes.file_sha256(source.file) if source.size <= source.limits.max_bytes else ""
    return Report.of_rejection(rejected, byte_size=source.size, file_sha256=digest)


def _outlined(source: Source) -> Report:
    outline = prescan(source)
    metadata = read_metadata(source, outline)
    with decode.opened(source, outline) as decoder:
        codec, bit_depth, stream = decoder.codec, decoder.bit_depth, decoder.stream
    frames = outline.frames
    return Report(
        ok=True,
        container=str(outline.container),
        codec=codec,
        sample_rate_hz=stream.sample_rate_hz,
        bit_depth=bit_depth,
        channels=stream.channels,
        channel_layout=stream.layout,
        frames=frames,
        duration_ms=None if frames is None else round(frames * 1000 / stream.sample_rate_hz),
        tags=as_tags(metadata),
        embedded=metadata.to_json(),
        byte_size=source.size,
        warnings=metadata.warnings,
    )


def _examined(source: Source, wanted: Wanted, on_progress: OnProgress) -> Report:
    outline = prescan(source)
    metadata = read_metadata(source, outline)
    payload = embed.payload_range(source)
    sums = hashes.file_sums(source.file, payload.start, payload.stop)
    report = Report(
        ok=True,
        is_complete=True,
        container=str(outline.container),
        tags=as_tags(metadata),
        embedded=metadata.to_json(),
        byte_size=source.size,
        file_sha256=sums.file_sha256,
        payload_sha256=sums.payload_sha256,
        payload_crc32=sums.payload_crc32,
    )
    with decode.opened(source, outline) as decoder:
        report = _measured(decoder, wanted, report, on_progress)
    return replace(report, warnings=(*metadata.warnings, *_remarks(decoder, report)))


def _measured(decoder: decode.Decoder, wanted: Wanted, report: Report, on_progress: OnProgress) -> Report:
    with ExitStack() as open_files:
        facts, derived = Facts(decoder.stream), wanted.started(decoder.stream, open_files)
        consumers = [*facts.consumers, *derived.consumers]
        for block in decoder.blocks(lambda share: on_progress(int(share * 100))):
            for consumer in consumers:
                consumer.feed(block)
        derived.finish()
    return facts.added_to(replace(report, outputs=wanted.names), decoder)


class Facts:
    """The consumers whose results are numbers in the Report."""

    def __init__(self, stream: Stream) -> None:
        self._loudness = LoudnessMeter(stream)
        self._peak = PeakMeter(stream)
        self._floor = NoiseFloorMeter(stream)
        self._pcm = hashes.PcmHash(stream)
        self.consumers: list[Consumer] = [self._loudness, self._peak, self._floor, self._pcm]

    def added_to(self, report: Report, decoder: decode.Decoder) -> Report:
        """Return `report` with what was measured; call once, after the last block."""
        stream, loudness = decoder.stream, self._loudness.finish()
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
            max_momentary_lufs=_rounded(loudness.max_momentary_lufs),
            max_short_term_lufs=_rounded(loudness.max_short_term_lufs),
            noise_floor_dbfs=_rounded(self._floor.finish()),
            sample_peak_dbfs=_rounded(decibels(self._peak.sample_peak)),
            true_peak_dbtp=_rounded(decibels(self._peak.finish())),
            pcm_sha256=self._pcm.hexdigest(),
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
