"""How facts are written on a page."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, ngettext

from ksound.lib.money import Money

register = template.Library()


@register.filter
def money(amount: Money | None) -> str:
    """₩5,500; the word for "free" when it is nothing."""
    if amount is None:
        return ""
    return str(amount) if amount else gettext("Free")


@register.filter
def amount(value: Money | None) -> str:
    """₩5,500 or ₩0: for sums, where nothing is a number too."""
    return "" if value is None else str(value)


@register.filter
def duration(milliseconds: int | None) -> str:
    """0:03.2 below a minute, 2:05 above, 1:02:05 above an hour."""
    if milliseconds is None:
        return ""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}"
    return f"{minutes}:{seconds:02}" if minutes else f"0:{seconds:02}.{rest // 100}"


@register.filter
def khz(hertz: int | None) -> str:
    return "" if hertz is None else f"{hertz / 1000:g} kHz"


@register.filter
def lufs(value: float | None) -> str:
    return _decibels(value, "LUFS")


@register.filter
def dbtp(value: float | None) -> str:
    return _decibels(value, "dBTP")


def _decibels(value: float | None, unit: str) -> str:
    # Adding zero turns a rounded −0.0 into 0.0.
    return "–" if value is None else f"{round(value, 1) + 0.0:.1f} {unit}".replace("-", "−")


@register.filter
def channels(count: int | None) -> str:
    if count == 1:
        return gettext("Mono")
    if count == 2:
        return gettext("Stereo")
    return "" if count is None else ngettext("%(n)d channel", "%(n)d channels", count) % {"n": count}


@register.filter
def filesize(size: int | None) -> str:
    return "" if size is None else filesizeformat(size)
