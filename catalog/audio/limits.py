"""Every bound of the pipeline, as data in one place."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may be and may cost. Sizes in bytes, times in seconds."""

    # Four hours of 96 kHz, 24 bit, stereo are 7.7 GiB. What may be uploaded is a setting of the site.
    max_bytes: int = 16 * GIB
    max_duration_s: float = 4 * 3600
    min_sample_rate_hz: int = 8_000
    max_sample_rate_hz: int = 384_000
    max_channels: int = 64
    # A sound must leave the "processing" state within ten minutes, whatever it is.
    wall_s: float = 480.0
    cpu_s: int = 420
    # numpy, scipy and FFmpeg alone map about 0.4 GiB; the rest is headroom for a 64-channel file.
    address_space: int = 1 * GIB
    # The longest preview: four hours at 192 kbit/s are 330 MiB.
    file_size: int = 384 * MIB
    open_files: int = 64
    files_per_child: int = 64
    start_s: float = 30.0

    max_chunks: int = 4_096
    max_id3_tags: int = 4
    max_id3_frames: int = 512
    max_tag_bytes: int = 32 * MIB
    max_comments: int = 1_024
    max_text_chunk_bytes: int = 1 * MIB
    max_tag_value_chars: int = 2_000

    def max_frames(self, sample_rate_hz: int) -> int:
        """The duration budget in sample frames."""
        return int(self.max_duration_s * sample_rate_hz)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in data.items() if key in known})
