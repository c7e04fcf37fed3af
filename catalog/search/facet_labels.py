"""What facets and their values are called on a page."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.effects.pricing import LICENCES
from catalog.search.ranges import Range
from catalog.ucs import schedule

_GROUPS: dict[str, Promise | str] = {
    "category": _("Category"),
    "cat_id": _("Subcategory"),
    "price": _("Price"),
    "price_range": _("Price"),
    "duration": _("Duration"),
    "loudness": _("Loudness"),
    "sample_rate": _("Sample rate"),
    "channels": _("Channels"),
    "licence": _("Licence"),
    "bits": _("Bit depth"),
    "source": _("Source"),
    "ai": _("Use of AI"),
    "seller": _("Seller"),
}

_VALUES: dict[tuple[str, str], Promise | str] = {
    ("price", "free"): _("Free"),
    ("price", "paid"): pgettext_lazy("price", "Paid"),
    ("sample_rate", "low"): _("Below 44.1 kHz"),
    ("sample_rate", "44100"): "44.1 kHz",
    ("sample_rate", "48000"): "48 kHz",
    ("sample_rate", "88200"): "88.2 kHz",
    ("sample_rate", "96000"): "96 kHz",
    ("sample_rate", "192000"): "192 kHz",
    ("channels", "mono"): _("Mono"),
    ("channels", "stereo"): _("Stereo"),
    ("channels", "surround"): _("Surround"),
    ("bits", "16"): "16 bit",
    ("bits", "24"): "24 bit",
    ("bits", "32"): "32 bit",
    ("source", "private"): _("Independent creators"),
    ("source", "public"): _("Public collections"),
    ("ai", "none"): _("Made without AI"),
    ("ai", "assisted"): _("Made with the help of AI"),
    ("ai", "undeclared"): _("Not declared"),
}


def of_group(name: str) -> str:
    return str(_GROUPS[name])


def of_values(name: str, *, language: str) -> Callable[[str], str]:
    """The function that names a value of the facet; sellers are named by whoever has read them."""
    if name == "category":
        return lambda code: schedule.category(code).name(language)
    if name == "cat_id":
        return lambda cat_id: schedule.get(cat_id).name(language)
    if name == "licence":
        return lambda code: str(LICENCES[code].label)
    return lambda value: str(_VALUES[(name, value)])


def of_range(name: str, span: Range) -> str:
    """«2–10 seconds», «at most ₩5,000», «at least −20 LUFS»."""
    low, high = (None if end is None else _measure(name, end) for end in (span.low, span.high))
    if low is not None and high is not None:
        return gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    if low is not None:
        return gettext("%(low)s or more") % {"low": low}
    return gettext("%(high)s or less") % {"high": high}


def unit(name: str) -> str:
    return {"price_range": "₩", "loudness": "LUFS"}.get(name) or gettext("seconds")


def _measure(name: str, value: float) -> str:
    number = f"{value:,.2f}".rstrip("0").rstrip(".").replace("-", "−")
    if name == "price_range":
        return f"₩{number}"
    if name == "loudness":
        return f"{number} LUFS"
    return gettext("%(n)s s") % {"n": number}
