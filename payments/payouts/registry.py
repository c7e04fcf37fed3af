"""Which way money leaves today."""

from __future__ import annotations

from payments.payouts.bank_file import BankFile
from payments.payouts.providers import PayoutProvider


def provider() -> PayoutProvider:
    return BankFile()
