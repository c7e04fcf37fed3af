"""Naming the bank account money goes to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ksound.core import audit
from ksound.core.models import User
from ksound.core.waking import wake
from payments.payouts.destinations import letters
from payments.payouts.destinations.models import Destination, Letter
from payments.payouts.destinations.queries import current, was_returned
from payments.payouts.tasks import send_letters
from sellers.models import Seller


class NotYours(Exception):
    """Only the seller names the account."""


@transaction.atomic
def name_account(
    *, seller: Seller, bank_code: str, account_number: str, holder: str, by: User, at: datetime
) -> Destination:
    """Pay `seller` to this account from now on, after its cooling time; the seller gets a mail about it.

    The account that counts already is left as it is, unless the bank sent money back from it: then naming it
    again says that it is right. Raises NotYours.
    """
    if seller.user_id != by.pk:
        raise NotYours(seller.pk)
    Seller.objects.select_for_update(no_key=True).get(pk=seller.pk)  # two tabs name one after the other
    now = current(seller)
    named = (bank_code, account_number, holder)
    if now and (now.bank_code, now.account_number, now.holder) == named and not was_returned(now):
        return now
    made = Destination.objects.create(
        seller=seller,
        bank_code=bank_code,
        account_number=account_number,
        holder=holder,
        created_at=at,
        created_by=by,
    )
    audit.record("payout.destination_named", target=made, by=by, at=at, seller=seller.public_id)
    facts = {
        "bank_code": bank_code,
        "masked_number": made.masked_number,
        "usable_at": made.usable_at.isoformat(),
    }
    letters.write(kind=Letter.Kind.DESTINATION_CHANGED, seller=seller, facts=facts, at=at)
    wake(send_letters)
    return made
