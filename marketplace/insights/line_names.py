"""What sold lines are called on statements: as it was written at the sale, so that it never changes."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.orders.models import OrderLine
from payments.statements.statement import LineName


def line_names(line_refs: Iterable[str]) -> dict[str, LineName]:
    """Reference → order number, title and licence: one statement."""
    lines = OrderLine.objects.filter(public_id__in=list(line_refs)).select_related("order")
    return {line.public_id: LineName(line.order.number, line.title, line.licence_label) for line in lines}
