"""What a buyer does on the order page, and the worker after it."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from catalog.conversions.models import Conversion
from catalog.conversions.tasks import convert_original
from marketplace.licences.models import Licence
from marketplace.orders.models import Order


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def choose(browser: Client, order: Order, format: str, licence: Licence | None = None) -> Any:
    said = {"format": format} | ({"licence": licence.public_id} if licence else {})
    return browser.post(reverse("order-formats", args=[order.public_id]), said)


def work() -> None:
    for pk in Conversion.objects.filter(state="received").values_list("pk", flat=True):
        convert_original(conversion_id=pk)


def page(browser: Client, order: Order, query: str = "") -> str:
    return browser.get(order.get_absolute_url() + query).content.decode()


def state_of(text: str) -> list[str]:
    return re.findall(r'data-testid="format-state"\s+data-state="(\w*)"', text)
