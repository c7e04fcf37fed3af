"""What is known of one file after it was examined: the whole answer of the pipeline, as plain data."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from .errors import ErrorCode, Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Facts of a good file, or the reason of a bad one (`ok` is False; only size and file hash go with it).

    | field | unit and meaning |
    |-|-|
    | `is_complete` | False for a first look: header and tags only, nothing decoded or hashed |
    | `error_code`, `message` | an `errors.ErrorCode`, "" for a good file; the detail in English, for programs |
    | `container`, `codec` | a `sniff.Container`; FFmpeg's name of the codec (pcm_s24le, flac, aac) |
    | `sample_rate_hz` | frames a second as decoded: 48,000 for every Opus |
    | `bit_depth` | bits that count in a sample, not those of its container; 32 or 64 for floats; None if lossy |
    | `channels`, `channel_layout` | a count; FFmpeg's name of the layout, "6 channels" if the file does not say |
    | `frames` | samples a channel: for lossless what the header claims and the decode yields, which agree;
      for lossy what the decode yields. MP3 without a LAME header keeps up to 2,304 frames of its encoder's
      padding, AAC up to 1,024, a Vorbis of one page up to 128; Opus, other Vorbis and MP3 are exact.
      None in a first look if the header does not say |
    | `duration_ms` | `frames` / `sample_rate_hz`, rounded to milliseconds |
    | `integrated_lufs`, `max_momentary_lufs`, `max_short_term_lufs` | LUFS (ITU-R BS.1770-5); None below
      −70 LUFS, and short-term under 3 s |
    | `loudness_is_looped` | shorter than 0.4 s: the loudness is that of the looped sound |
    | `loudness_range_lu` | LU (EBU Tech 3342); None under 3.5 s |
    | `noise_floor_dbfs`, `sample_peak_dbfs` | dB relative to full scale, RMS and peak; None for silence |
    | `true_peak_dbtp` | dBTP (BS.1770-5, annex 2); None for silence |
    | `tags` | clean strings by name, `keywords` a list |
    | `embedded` | every raw value with its container, markers and loops: `metadata.Metadata.to_json` |
    | `file_sha256`, `pcm_sha256` | lower-case hex; of the bytes, and of the samples whatever the container |
    | `payload_sha256`, `payload_crc32` | of the bytes of the sound itself, `embed.payload_range`: hex; a number as
      zip counts it, None where unknown |
    | `byte_size` | bytes |
    | `outputs` | `outputs.Output` → name of the file in the output folder |
    | `level_change_db` | of a conversion: by how much the whole is louder, 0.0 or below |
    | `warnings` | English remarks on a file that is good all the same |
    """

    ok: bool
    is_complete: bool = False
    error_code: str = ""
    message: str = ""
    container: str = ""
    codec: str = ""
    sample_rate_hz: int | None = None
    bit_depth: int | None = None
    channels: int | None = None
    channel_layout: str = ""
    frames: int | None = None
    duration_ms: int | None = None
    integrated_lufs: float | None = None
    loudness_is_looped: bool = False
    loudness_range_lu: float | None = None
    max_momentary_lufs: float | None = None
    max_short_term_lufs: float | None = None
    noise_floor_dbfs: float | None = None
    sample_peak_dbfs: float | None = None
    true_peak_dbtp: float | None = None
    tags: dict[str, Any] = field(default_factory=dict)
    embedded: dict[str, Any] = field(default_factory=dict)
    file_sha256: str = ""
    pcm_sha256: str = ""
    payload_sha256: str = ""
    payload_crc32: int | None = None
    byte_size: int | None = None
    outputs: dict[str, str] = field(default_factory=dict)
    level_change_db: float = 0.0
    warnings: tuple[str, ...] = ()

    @classmethod
    def of_rejection(cls, rejected: Rejected, **facts: Any) -> Self:
        return cls(ok=False, error_code=str(rejected.code), message=rejected.message, **facts)

    @classmethod
    def of_code(cls, code: ErrorCode, message: str) -> Self:
        return cls.of_rejection(Rejected(code, message))

    def to_json(self) -> dict[str, Any]:
        """Return a dict that `json.dumps` takes."""
        return asdict(self) | {"warnings": list(self.warnings)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        known = {item.name for item in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        return cls(**values | {"warnings": tuple(values.get("warnings", ()))})
