"""From an entry of the plan to the bytes of an audio file, and to the name it is uploaded under."""

import zlib
from collections.abc import Callable
from typing import Final

import numpy as np

from ksound.demo.sounds import containers
from ksound.demo.sounds.catalogue import SELLERS, PlannedSound
from ksound.demo.sounds.containers import Samples
from ksound.demo.sounds.generators import GENERATORS
from ksound.demo.sounds.take import Sound, Take

WRITERS: Final[dict[str, Callable[..., bytes]]] = {
    "wav": containers.wav,
    "aiff": containers.aiff,
    "flac": containers.flac,
    "mp3": containers.mp3,
}


def render(planned: PlannedSound, *, seed: int) -> bytes:
    """The encoded file. The same entry and seed give the same bytes; another seed, another take."""
    rng = np.random.default_rng([seed, zlib.crc32(planned.title_en.encode())])
    samples = _quantised(_synthesised(planned, rng=rng), bit_depth=planned.bit_depth, rng=rng)
    return WRITERS[planned.container](
        samples,
        sample_rate_hz=planned.sample_rate_hz,
        bit_depth=planned.bit_depth,
        title=planned.title_en,
    )


def file_name(planned: PlannedSound) -> str:
    """`CatID_FXName_CREATOR_SOURCE.ext`, or the careless name a few entries carry on purpose."""
    if planned.original_name:
        return planned.original_name
    seller = SELLERS[planned.seller]
    stem = "_".join((planned.cat_id, planned.title_en, seller.creator_id, seller.source_id))
    return f"{stem}.{planned.container}"


def _synthesised(planned: PlannedSound, *, rng: np.random.Generator) -> Sound:
    take = Take(
        rng=rng,
        sample_rate_hz=planned.sample_rate_hz,
        duration_s=planned.duration_s,
        channels=planned.channels,
    )
    return GENERATORS[planned.generator](take, **planned.options)


def _quantised(sound: Sound, *, bit_depth: int, rng: np.random.Generator) -> Samples:
    """Integers of `bit_depth` bits; 16-bit samples get triangular dither of ±1 step first."""
    full_scale = 2 ** (bit_depth - 1) - 1
    scaled = sound.astype(np.float64) * full_scale
    if bit_depth == 16:
        scaled += rng.random(sound.shape) - rng.random(sound.shape)
    return np.clip(np.rint(scaled), -full_scale - 1, full_scale).astype(np.int32)
