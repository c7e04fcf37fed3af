"""The sentence of a notification, in the language of whoever reads it, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from marketplace.notifications.models import Kind, Notification

Data = dict[str, Any]


def sentence(one: Notification) -> str:
    return _SENTENCES[Kind(one.kind)](one.data)


def address(one: Notification) -> str:
    """A path of this site, in the active language."""
    return _ADDRESSES[Kind(one.kind)](one.data)


def _title(data: Data) -> str:
    korean, english = data["ko"], data["en"]
    return str((korean or english) if get_language() == "ko" else (english or korean))


def _titled(said: str, data: Data) -> str:
    return said % (data | {"title": _title(data)})


def _sold(data: Data) -> str:
    if data["n"] == 1:
        return _titled(gettext("Sold: “%(title)s” (order %(number)s)."), data)
    return _titled(gettext("Sold: “%(title)s” and others, %(n)d in all (order %(number)s)."), data)


def _new_sounds(data: Data) -> str:
    said = ngettext("%(seller)s has %(n)d new sound.", "%(seller)s has %(n)d new sounds.", data["n"])
    return said % data


_SENTENCES: dict[Kind, Callable[[Data], str]] = {
    Kind.APPROVED: lambda data: _titled(gettext("“%(title)s” is on sale now."), data),
    Kind.REJECTED: lambda data: _titled(
        gettext("“%(title)s” was not approved. See what to mend and send it in again."), data
    ),
    Kind.HELD: lambda data: _titled(
        gettext("“%(title)s” resembles another sound and waits for our staff to listen."), data
    ),
    Kind.SOLD: _sold,
    Kind.SALE_REFUNDED: lambda data: _titled(
        gettext("The sale of “%(title)s” was refunded (order %(number)s)."), data
    ),
    Kind.REFUNDED: lambda data: gettext("Money was given back for your order %(number)s.") % data,
    Kind.REVIEW: lambda data: _titled(
        ngettext(
            "“%(title)s” has a new review: %(stars)d star.",
            "“%(title)s” has a new review: %(stars)d stars.",
            data["stars"],
        ),
        data,
    ),
    Kind.REPLY: lambda data: _titled(gettext("%(seller)s answered your review of “%(title)s”."), data),
    Kind.NEW_SOUNDS: _new_sounds,
}


def _effect(data: Data) -> str:
    return reverse("effect-detail", args=[data["effect"]])


def _studio(data: Data) -> str:
    return reverse("studio-effect", args=[data["effect"]])


def _reviews(data: Data) -> str:
    return reverse("reviews", args=[data["effect"]]) + f"#review-{data['review']}"


_ADDRESSES: dict[Kind, Callable[[Data], str]] = {
    Kind.APPROVED: _effect,
    Kind.REJECTED: _studio,
    Kind.HELD: _studio,
    Kind.SOLD: lambda data: reverse("seller-dashboard"),
    Kind.SALE_REFUNDED: lambda data: reverse("seller-dashboard"),
    Kind.REFUNDED: lambda data: reverse("order-detail", args=[data["order"]]),
    Kind.REVIEW: _reviews,
    Kind.REPLY: _reviews,
    Kind.NEW_SOUNDS: lambda data: reverse("storefront", args=[data["public_id"]]),
}
