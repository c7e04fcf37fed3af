from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Imported for what they register: system checks and ledger invariants.
        from payments import configuration  # noqa: F401
        from payments.charges import checks as charge_checks  # noqa: F401
        from payments.inbox import checks as inbox_checks  # noqa: F401
        from payments.payouts import checks as payout_checks  # noqa: F401
        from payments.payouts.destinations import letters
        from payments.refunds import checks as refund_checks  # noqa: F401

        letters.connect()
