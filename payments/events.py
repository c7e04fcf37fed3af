"""What payments tells the layers above, always after the commit and possibly more than once.

Listeners must be idempotent: a crash between the commit and the announcement is healed by announcing
again. Both signals are sent with `attempt_id: int`, `order_ref: str` and `at: datetime`; `failed` also
carries `state` (failed, cancelled or expired) and `review: bool` (money arrived that does not fit).

`refunded` is sent with `order_ref: str`, `left: dict[str, int]` (line of the order → what has not been given
back of its price, in minor units) and `at: datetime`, after a refund has succeeded.

`failed` is the end of one attempt, not of its order: it is also sent for an attempt that another one of
the same order replaces, and `captured` may still follow it (the money came after all).
"""

from django.dispatch import Signal

captured = Signal()
failed = Signal()
refunded = Signal()
