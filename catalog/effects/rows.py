"""A sound as one line of a list: what it says beside what the effect says of itself, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalog.audio.outputs import VERSIONS, Output
from catalog.effects.models import AudioFile, Effect, content_name
from ksound.core.stencils import Flags, Mark, Stencil
from ksound.core.templatetags import ksound as written


@dataclass(frozen=True, slots=True)
class Row:
    """`peaks` names the content of the drawing, as in `Effect.peaks_url`."""

    duration: str
    sound_format: str
    channels: str
    price: str
    peaks: str

    @classmethod
    def of(cls, effect: Effect) -> Row:
        file = effect.file
        return cls(
            duration=written.duration(file.duration_ms),
            sound_format=sound_format(file),
            channels=written.channels(file.channels),
            price=written.money(effect.price),
            peaks=content_name(file.pcm_sha256, VERSIONS[Output.PEAKS]),
        )


def sound_format(file: AudioFile) -> str:
    """«WAV 96/24»: container, sample rate in kHz, bits of a sample; «MP3 44.1» where samples have none."""
    rate = f"{file.sample_rate_hz / 1000:g}" if file.sample_rate_hz else ""
    depth = f"/{file.bit_depth}" if rate and file.bit_depth else ""
    return f"{file.container.upper()} {rate}{depth}".strip()


def rows(effects: Iterable[Effect], *, favourites: Collection[int]) -> SafeString:
    """The list items of these effects, whose files and sellers are loaded. `favourites` are primary keys."""
    filler = _STENCIL.ready()
    return mark_safe(  # noqa: S308  each part is a template of ours, filled with escaped facts
        "".join(
            filler.fill(_flags(effect, favourites), effect=effect, row=Row.of(effect)) for effect in effects
        )
    )


def _flags(effect: Effect, favourites: Collection[int]) -> Flags:
    return {
        "source": effect.source,
        "is_free": effect.is_free,
        "is_favourite": effect.pk in favourites,
    }


def _drawing(flags: Flags) -> Mapping[str, object]:
    # As the effect itself makes them, but once for all rows.
    public_id = Mark("effect.public_id")
    addresses = {
        "get_absolute_url": reverse("effect-detail", args=[public_id]),
        "preview_url": reverse("preview", args=[public_id]),
        "peaks_url": f"{reverse('peaks', args=[public_id])}?v={Mark('row.peaks')}",
    }
    return {
        "effect": Mark("effect", pk=0, source=flags["source"], **addresses),
        "favourites": (0,) if flags["is_favourite"] else (),
        "row": Mark("row"),
        "is_free": flags["is_free"],
    }


_STENCIL = Stencil("partials/effect_row.html", _drawing)
