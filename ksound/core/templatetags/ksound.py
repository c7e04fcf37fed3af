"""How facts are written on a page."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.defaultfilters import filesizeformat
from django.urls import translate_url
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from ksound.lib.money import Money

register = template.Library()
# Inside JSON these may be written as escapes, and then no text of a seller's can end the block.
_NO_MARKUP = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


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
def half_khz(hertz: int | None) -> str:
    """The highest frequency a sample rate can carry."""
    return "" if hertz is None else khz(hertz // 2)


@register.filter
def lufs(value: float | None) -> str:
    return _decibels(value, "LUFS")


@register.filter
def dbtp(value: float | None) -> str:
    return _decibels(value, "dBTP")


@register.filter
def dbfs(value: float | None) -> str:
    return _decibels(value, "dBFS")


@register.filter
def lu(value: float | None) -> str:
    """Loudness units: a difference, not a level."""
    return _decibels(value, "LU")


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
def speakers(layout: str) -> str:
    """Where more than two channels belong, as FFmpeg names it: "5.1(side)" is 5.1 side. Empty when not known."""
    if not layout or layout in ("mono", "stereo") or layout.endswith("channels"):
        return ""
    return layout.replace("(", " ").replace(")", "")


@register.filter
def filesize(size: int | None) -> str:
    return "" if size is None else filesizeformat(size)


@register.simple_tag(takes_context=True)
def address_in(context: Context, language: str) -> str:
    """The full address of the page shown, in that language and without its query."""
    request: HttpRequest = context["request"]
    return translate_url(request.build_absolute_uri(request.path), language)


@register.simple_tag(takes_context=True)
def full_address(context: Context, path: str, language: str) -> str:
    """The full address of a path of this site, in that language."""
    request: HttpRequest = context["request"]
    return translate_url(request.build_absolute_uri(path), language)


@register.filter
def json_ld(said: dict[str, Any]) -> SafeString:
    """A data block for machines (JSON-LD). It is never run, so the content policy needs no exception for it."""
    text = json.dumps(said, ensure_ascii=False).translate(_NO_MARKUP)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  no < survives


@register.filter
def breakable(file_name: str) -> SafeString:
    """A file name whose lines may end after an underscore, as the parts of a UCS name do."""
    return format_html_join(mark_safe("_<wbr>"), "{}", ((part,) for part in file_name.split("_")))
