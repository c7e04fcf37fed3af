from payments.charges.models import AttemptShare, PaymentAttempt
from payments.inbox.models import ProviderEvent
from payments.ledger.models import Account, Entry, Posting
from payments.providers.sandbox.models import SandboxPayment, SandboxRefund

__all__ = [
    "Account",
    "AttemptShare",
    "Entry",
    "PaymentAttempt",
    "Posting",
    "ProviderEvent",
    "SandboxPayment",
    "SandboxRefund",
]
