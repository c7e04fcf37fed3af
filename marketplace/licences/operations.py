"""Granting licences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalog.search import operations as search
from ksound.lib import ulid
from marketplace.licences import snapshots
from marketplace.licences.models import Licence
from marketplace.orders.models import Order, OrderLine


def grant(*, order: Order, at: datetime) -> list[Licence]:
    """One licence for every line of `order`, in the transaction that marks it paid.

    The unique order line makes a second grant fail instead of giving twice. The sounds' places among the
    best-selling follow.
    """
    lines = list(order.lines.select_related("effect", "audio_file", "seller"))
    search.sold(effect_ids=[line.effect_id for line in lines])
    return Licence.objects.bulk_create(_licence(line, order, at=at) for line in lines)


def revoke(*, order: Order, line_refs: Sequence[str], at: datetime) -> int:
    """End the licences of lines whose price was wholly given back; how many ended now."""
    ended = Licence.objects.filter(order_line__order=order, order_line__public_id__in=line_refs).exclude(
        state=Licence.State.REVOKED
    )
    return ended.update(state=Licence.State.REVOKED, ended_at=at)


def _licence(line: OrderLine, order: Order, *, at: datetime) -> Licence:
    serial = _serial()
    return Licence(
        serial=serial,
        order_line=line,
        holder_id=order.buyer_id,
        granted_at=at,
        delivery=snapshots.taken(line=line, serial=serial),
    )


def keep_delivery(*, licence: Licence) -> Licence:
    """Give a licence of older days its snapshot, from what is known today; from then on it stays."""
    if licence.delivery is None:
        taken = snapshots.taken(line=licence.order_line, serial=licence.serial)
        Licence.objects.filter(pk=licence.pk, delivery__isnull=True).update(delivery=taken)
        licence.refresh_from_db(fields=["delivery"])
    return licence


def _serial() -> str:
    return f"KSL-{ulid.new()[-12:]}"
