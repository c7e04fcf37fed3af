"""Closing an account: the person's data goes, the deals of others stay."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from ksound.core import audit
from ksound.core.models import RetainedIdentity, User
from marketplace.cart.models import Cart
from marketplace.favourites.models import Favourite
from marketplace.follows.models import Follow
from marketplace.licences.models import Licence
from marketplace.notifications.models import MailChoice, Notification
from marketplace.orders.models import Order
from marketplace.projects.models import Project
from marketplace.reviews.models import Review, ReviewReport
from payments.ledger.queries import seller_balance
from payments.payouts.models import Payout
from payments.refunds.models import Refund
from sellers.models import Profile, ProfileImage, Seller

# 전자상거래법: records of contracts and payments, with whom they were made.
KEEP_YEARS = 5
CURRENCIES = ("KRW", "USD")


class Obstacle(StrEnum):
    """Why an account cannot be closed yet."""

    STAFF = "staff"
    ORDER_OPEN = "order_open"
    REFUND_OPEN = "refund_open"
    BALANCE = "balance"
    PAYOUT_OPEN = "payout_open"


class NotYet(Exception):
    """Something is still owed, by or to the person; `obstacles` says what."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = obstacles


def obstacles(user: User) -> list[Obstacle]:
    """What must end before the account can be closed; empty when nothing stands in the way."""
    orders = Order.objects.filter(buyer=user)
    refunds = Refund.objects.filter(attempt__order_ref__in=orders.values("public_id"), finished_at=None)
    found = {
        Obstacle.STAFF: user.is_staff,
        Obstacle.ORDER_OPEN: orders.filter(state__in=[Order.State.DRAFT, Order.State.AWAITING]).exists(),
        Obstacle.REFUND_OPEN: refunds.exists(),
    }
    seller = Seller.objects.filter(user=user).first()
    if seller is not None:
        found[Obstacle.BALANCE] = _has_balance(seller)
        found[Obstacle.PAYOUT_OPEN] = Payout.objects.filter(seller=seller).under_way().exists()
    return [obstacle for obstacle, stands in found.items() if stands]


def _has_balance(seller: Seller) -> bool:
    balances = [seller_balance(seller, currency) for currency in CURRENCIES]
    return any(
        amount for each in balances for amount in (each.pending, each.available, each.reserved, each.debt)
    )


@transaction.atomic
def erase(*, user: User, at: datetime) -> None:
    """Empty the profile and end every way in; orders, licences and books stay. Raises NotYet.

    Whoever has bought or sold keeps an identity apart for `KEEP_YEARS`, as trade law asks.
    """
    # Nothing may be bought, sold or paid out between the look and the deed.
    user = User.objects.select_for_update().get(pk=user.pk)
    list(Seller.objects.select_for_update().filter(user=user))
    if standing := obstacles(user):
        raise NotYet(standing)
    if _has_traded(user):
        RetainedIdentity.objects.create(user=user, email=user.email, keep_until=_keep_until(at.date()))
    _close_shop(user)
    _forget(user)
    User.objects.filter(pk=user.pk).update(
        email=f"{user.public_id.lower()}@erased.invalid",
        password="",
        is_active=False,
        marketing_consent_at=None,
        marketing_withdrawn_at=None,
        last_login=None,
        erased_at=at,
    )
    audit.record("account.erased", target=user, by=user, at=at)


def _has_traded(user: User) -> bool:
    return Licence.objects.filter(holder=user).exists() or Seller.objects.filter(user=user).exists()


def _keep_until(today: date) -> date:
    # 29 February has no anniversary: a day longer does no harm.
    try:
        return today.replace(year=today.year + KEEP_YEARS)
    except ValueError:
        return date(today.year + KEEP_YEARS, 3, 1)


def _close_shop(user: User) -> None:
    """Nothing of a closed seller is on sale; name and CreatorID stay on the licences of others."""
    Seller.objects.filter(user=user).update(state=Seller.State.CLOSED)
    Profile.objects.filter(seller__user=user).delete()
    ProfileImage.objects.filter(seller__user=user).delete()


def _forget(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    for kind in (
        EmailAddress,
        Authenticator,
        SocialAccount,
        Cart,
        Favourite,
        Follow,
        MailChoice,
        Notification,
    ):
        kind.objects.filter(user=user).delete()
    Project.objects.filter(owner=user).delete()
    Review.objects.filter(author=user).delete()
    ReviewReport.objects.filter(by=user).delete()


def forget_retained(*, on: date) -> int:
    """Delete the identities whose time is over; returns how many."""
    return RetainedIdentity.objects.filter(keep_until__lt=on).delete()[0]
