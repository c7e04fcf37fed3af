"""The formats a sound can be delivered in beside the original, as data in one place."""

from dataclasses import dataclass
from enum import StrEnum

from ..sniff import Container

WAVES = frozenset({Container.WAV, Container.RF64, Container.W64})


class Format(StrEnum):
    WAV_48_24 = "wav-48-24"
    WAV_44_16 = "wav-44-16"
    FLAC = "flac"
    MP3_320 = "mp3-320"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a format is made of.

    | field | meaning |
    |-|-|
    | `sample_rate_hz` | None keeps the rate |
    | `bit_depth` | of every WAV; the most for FLAC, which keeps 16; None if lossy |
    | `fed_depth` | the bits that its writer or encoder takes |
    | `is_dithered` | the bits that go are replaced by noise; below 24 bits alone, beyond nobody hears them go |
    | `most_channels` | sound with more has no such format |
    | `most_heard` | more channels are mixed down to so many; None keeps them |
    | `version` | raised when the code writes something else for the same sound: it is then made anew |
    """

    container: Container
    sample_rate_hz: int | None = None
    bit_depth: int | None = None
    fed_depth: int
    is_dithered: bool = False
    most_channels: int = 64
    most_heard: int | None = None
    version: int = 1


RECIPES = {
    Format.WAV_48_24: Recipe(container=Container.WAV, sample_rate_hz=48_000, bit_depth=24, fed_depth=24),
    Format.WAV_44_16: Recipe(
        container=Container.WAV, sample_rate_hz=44_100, bit_depth=16, fed_depth=16, is_dithered=True
    ),
    # RFC 9639 ends at eight channels.
    Format.FLAC: Recipe(container=Container.FLAC, bit_depth=24, fed_depth=24, most_channels=8),
    Format.MP3_320: Recipe(
        container=Container.MP3, sample_rate_hz=48_000, fed_depth=16, is_dithered=True, most_heard=2
    ),
}
FILES = {kind: f"converted.{recipe.container}" for kind, recipe in RECIPES.items()}
EXACT_CODECS = {Format.WAV_48_24: "pcm_s24le", Format.WAV_44_16: "pcm_s16le"}


def fits(kind: Format, *, channels: int) -> bool:
    """Whether the format can hold so many channels."""
    return channels <= RECIPES[kind].most_channels


def is_already(kind: Format, *, container: str, codec: str, sample_rate_hz: int) -> bool:
    """Whether such an original is this format: it is handed out as it is.

    An MP3 is, whatever its bit rate: encoding it again could only make it worse.
    """
    recipe = RECIPES[kind]
    if recipe.container is not Container.WAV:
        return container == recipe.container
    return container in WAVES and codec == EXACT_CODECS[kind] and sample_rate_hz == recipe.sample_rate_hz
