"""What has been given back, and what is left."""

from __future__ import annotations

from payments.charges.models import PaymentAttempt
from payments.refunds.dividing import Rest
from payments.refunds.models import Refund, RefundLine


def rests_of(attempt: PaymentAttempt) -> dict[int, Rest]:
    """Share → what is left of it; money on its way back counts as gone. Two statements."""
    rests = {
        share.pk: Rest(share.gross_minor, share.vat_minor, share.fee_minor, share.seller_net_minor)
        for share in attempt.shares.all()
    }
    for line in RefundLine.objects.filter(refund__in=Refund.objects.filter(attempt=attempt).live()):
        rest = rests[line.share_id]
        rests[line.share_id] = Rest(
            rest.gross - line.gross_minor,
            rest.vat - line.vat_minor,
            rest.fee - line.fee_minor,
            rest.seller_net - line.seller_net_minor,
        )
    return rests
