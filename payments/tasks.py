from payments.charges.tasks import poll_open_attempts
from payments.inbox.tasks import retry_events
from payments.payouts.tasks import run_payouts, send_letters
from payments.refunds.tasks import finish_refunds, submit_refund

__all__ = [
    "finish_refunds",
    "poll_open_attempts",
    "retry_events",
    "run_payouts",
    "send_letters",
    "submit_refund",
]
