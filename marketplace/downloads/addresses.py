"""Where bought sounds are, format by format."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from catalog.audio.convert import Format
from marketplace.licences.models import Licence


def download_address(licence: Licence, format: Format | None = None) -> str:
    return _with(licence.download_url, format=format)


def archive_address(order_public_id: str, format: Format | None = None) -> str:
    return _with(reverse("download-order", args=[order_public_id]), format=format)


def order_address(order_public_id: str, *, licence: str, format: Format | None) -> str:
    """The order's page at the place that tells of this choice: at one licence's line, or at the archive."""
    page = reverse("order-detail", args=[order_public_id])
    return f"{page}#format-{licence}" if licence else f"{_with(page, all=format)}#archive"


def _with(address: str, **query: Format | None) -> str:
    said = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(said)}" if said else address
