from payments.charges.models import AttemptShare, PaymentAttempt
from payments.holds.models import Hold
from payments.inbox.models import ProviderEvent
from payments.ledger.models import Account, Entry, Posting
from payments.payouts.models import (
    Destination,
    FormerAddress,
    Letter,
    Payout,
    PayoutBatch,
    PayoutTerms,
    WithholdingRule,
)
from payments.providers.sandbox.models import SandboxPayment, SandboxRefund
from payments.refunds.models import Refund, RefundLine

__all__ = [
    "Account",
    "AttemptShare",
    "Destination",
    "Entry",
    "FormerAddress",
    "Hold",
    "Letter",
    "PaymentAttempt",
    "Payout",
    "PayoutBatch",
    "PayoutTerms",
    "Posting",
    "ProviderEvent",
    "Refund",
    "RefundLine",
    "SandboxPayment",
    "SandboxRefund",
    "WithholdingRule",
]
