"""Everything kept about one person, as a ZIP of JSON documents (right of access and portability)."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from catalog.effects.models import Effect
from ksound.core.models import AuditEvent, User
from marketplace.cart.models import CartLine
from marketplace.downloads.models import Download
from marketplace.favourites.models import Favourite
from marketplace.follows.models import Follow
from marketplace.licences.models import Licence
from marketplace.notifications.models import Notification
from marketplace.orders.models import Order, OrderLine
from marketplace.projects.models import Project, ProjectItem
from marketplace.reviews.models import Review
from payments.ledger.models import Posting
from payments.payouts.models import Destination, Payout
from sellers.models import Profile, Seller

README = (
    "이 파일은 K-Sound Library가 회원님에 관해 보관하는 모든 정보입니다. 항목마다 JSON 문서 하나입니다.\n"
    "Everything K-Sound Library keeps about you, one JSON document for each kind of thing.\n"
)
# Secrets and the site's own bookkeeping are nobody's personal data.
LEFT_OUT = {"password", "share_token", "storage_name", "mail_due_at", "mail_attempts", "delivery"}


def write(user: User, *, to: IO[bytes], at: datetime) -> None:
    """Write the archive of `user` into `to`; a fixed number of statements, rows are streamed."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("made_at.json", json.dumps(at, cls=DjangoJSONEncoder))
        for name, rows in _documents(user):
            with archive.open(f"{name}.json", "w") as file:
                _write_rows(file, rows)


def _write_rows(file: IO[bytes], rows: QuerySet[Any, Any]) -> None:
    between = b"[\n"
    for row in rows.iterator(chunk_size=500):
        said = {name: value for name, value in row.items() if name not in LEFT_OUT}
        file.write(between + json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False).encode())
        between = b",\n"
    file.write(b"[]\n" if between == b"[\n" else b"\n]\n")


def _documents(user: User) -> Iterator[tuple[str, QuerySet[Any, Any]]]:
    yield "account", _all(User.objects.filter(pk=user.pk))
    yield "email_addresses", _all(EmailAddress.objects.filter(user=user))
    yield (
        "sign_in_methods",
        Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at"),
    )
    yield (
        "connected_accounts",
        SocialAccount.objects.filter(user=user).values("provider", "uid", "extra_data"),
    )
    yield (
        "devices",
        UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "ip", "user_agent"),
    )
    yield (
        "activity",
        AuditEvent.objects.filter(by=user).values("at", "name", "target_kind", "target_id", "data"),
    )
    yield "orders", _all(Order.objects.filter(buyer=user))
    yield "order_lines", _all(OrderLine.objects.filter(order__buyer=user))
    yield "licences", _all(Licence.objects.filter(holder=user))
    yield "downloads", _all(Download.objects.filter(licence__holder=user))
    yield (
        "cart",
        CartLine.objects.filter(cart__user=user).values("effect__public_id", "licence_code", "added_at"),
    )
    yield "favourites", Favourite.objects.filter(user=user).values("effect__public_id", "added_at")
    yield "projects", _all(Project.objects.filter(owner=user))
    yield "project_items", _all(ProjectItem.objects.filter(project__owner=user))
    yield "reviews", _all(Review.objects.filter(author=user))
    yield "follows", Follow.objects.filter(user=user).values("seller__public_id", "followed_at")
    yield "notifications", _all(Notification.objects.filter(user=user))
    seller = Seller.objects.filter(user=user).first()
    if seller is not None:
        yield from _of_seller(seller)


def _of_seller(seller: Seller) -> Iterator[tuple[str, QuerySet[Any, Any]]]:
    """Of sales: what they brought, never who bought."""
    yield "seller", _all(Seller.objects.filter(pk=seller.pk))
    yield "seller_profile", _all(Profile.objects.filter(seller=seller))
    yield "sounds", _all(Effect.objects.filter(seller=seller))
    yield "sales", _all(OrderLine.objects.filter(seller=seller))
    yield (
        "ledger",
        Posting.objects.filter(account__seller=seller).values(
            "entry__at", "entry__kind", "entry__cause", "account__kind", "account__currency", "amount_minor"
        ),
    )
    yield "payouts", _all(Payout.objects.filter(seller=seller))
    yield "bank_accounts", _all(Destination.objects.filter(seller=seller))


def _all(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by("pk").values()
