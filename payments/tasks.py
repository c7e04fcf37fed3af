from payments.charges.tasks import poll_open_attempts
from payments.inbox.tasks import retry_events

__all__ = ["poll_open_attempts", "retry_events"]
