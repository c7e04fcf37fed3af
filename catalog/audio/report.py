"""What is known of one file after it was examined: the whole answer of the pipeline, as plain data."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from .errors import ErrorCode, Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Facts of a good file, or the reason of a bad one (`ok` is False; facts already known stay filled).

    Levels are dB relative to full scale, None for digital silence; `bit_depth` is None for lossy codecs.
    `peaks_file` and `preview_file` are names inside the output folder. `message` is English, for programs.
    """

    ok: bool
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
    sample_peak_dbfs: float | None = None
    true_peak_dbtp: float | None = None
    tags: dict[str, Any] = field(default_factory=dict)
    file_sha256: str = ""
    pcm_sha256: str = ""
    byte_size: int | None = None
    peaks_file: str = ""
    preview_file: str = ""
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
