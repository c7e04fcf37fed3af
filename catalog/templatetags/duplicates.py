"""Resemblances on a page."""

from django import template

from catalog.duplicates import queries
from catalog.duplicates.models import Resemblance
from catalog.effects.models import AudioFile

register = template.Library()


@register.filter
def resemblance_told(file: AudioFile) -> Resemblance | None:
    """What the seller of the file is told that it resembles."""
    return queries.told_to_seller(file)


@register.filter
def seconds(milliseconds: int) -> str:
    """For a media fragment, `#t=2.240`: no comma whatever the language."""
    return f"{milliseconds / 1000:.3f}"
