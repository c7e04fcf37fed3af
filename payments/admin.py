from payments.charges.admin import PaymentAttemptAdmin
from payments.inbox.admin import ProviderEventAdmin
from payments.ledger.admin import AccountAdmin, EntryAdmin
from payments.payouts.admin import PayoutAdmin, PayoutBatchAdmin
from payments.refunds.admin import RefundAdmin

__all__ = [
    "AccountAdmin",
    "EntryAdmin",
    "PaymentAttemptAdmin",
    "PayoutAdmin",
    "PayoutBatchAdmin",
    "ProviderEventAdmin",
    "RefundAdmin",
]
