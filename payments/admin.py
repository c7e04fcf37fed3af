from payments.charges.admin import PaymentAttemptAdmin
from payments.inbox.admin import ProviderEventAdmin
from payments.ledger.admin import AccountAdmin, EntryAdmin

__all__ = ["AccountAdmin", "EntryAdmin", "PaymentAttemptAdmin", "ProviderEventAdmin"]
