"""A licence as plain text, to lie beside the sounds."""

from __future__ import annotations

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from catalog.ucs import schedule
from marketplace.downloads.delivered import DeliveredSound

LINE_END = "\r\n"
BOM = "\ufeff"


def licence(sound: DeliveredSound, *, file_name: str) -> bytes:
    """The licence in its holder's language, UTF-8 with a byte order mark: old editors guess otherwise."""
    with translation.override(sound.licence.holder.language):
        lines = _lines(sound, file_name)
    return (BOM + LINE_END.join(lines) + LINE_END).encode()


def _lines(sound: DeliveredSound, file_name: str) -> list[str]:
    granted, delivery = sound.licence, sound.delivery
    line = granted.order_line
    facts = (
        (_("Licence"), f"{line.licence_label} ({line.licence_version})"),
        (_("Serial"), granted.serial),
        (_("Holder"), granted.holder.email),
        (_("Sound"), f"{delivery.fx_name} ({_category(delivery.cat_id)})"),
        (_("File"), file_name),
        (_("Seller"), delivery.supplier),
        (_("Order"), line.order.number),
        (_("Date"), date_format(localtime(granted.granted_at), "DATE_FORMAT")),
        (_("SHA-256 of the sound itself"), sound.payload_sha256),
        (_("SHA-256 of the licence text"), line.licence_sha256),
    )
    return [delivery.shop, "", *(f"{name}: {said}" for name, said in facts)]


def _category(cat_id: str) -> str:
    return f"{cat_id}, {schedule.label(cat_id, translation.get_language() or 'ko')}"
