"""Where the channels of a sound belong: FFmpeg's names of channel layouts."""

from av.audio.layout import AudioLayout

# Loudspeakers FFmpeg has a bit for; WAVE names the first 18 of them with the same bits.
KNOWN_SPEAKERS = (1 << 18) - 1
# Longer names are lists of loudspeakers nobody reads; such a sound is measured and drawn all the same.
MAX_NAME = 64


def of_mask(mask: int, channels: int) -> str:
    """Return the layout of a WAVE channel mask; one that does not fit the number of channels says nothing."""
    if mask.bit_count() != channels or mask & ~KNOWN_SPEAKERS:
        return unplaced(channels)
    return named(AudioLayout(hex(mask)).name, channels)


def named(name: str, channels: int) -> str:
    """Return FFmpeg's own `name`, or the mere number where that is no set of loudspeakers."""
    if channels <= 2 or len(name) > MAX_NAME or "ambisonic" in name or "@" in name:
        return unplaced(channels)
    return name


def unplaced(channels: int) -> str:
    return {1: "mono", 2: "stereo"}.get(channels) or f"{channels} channels"
