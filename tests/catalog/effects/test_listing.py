"""Describing, submitting, recalling, withdrawing and repricing a sound."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from catalog.effects import operations
from catalog.effects.models import Effect
from catalog.search.models import SearchDoc
from ksound.core.models import AuditEvent, User
from ksound.lib.money import Money
from sellers.registration.models import Seller
from tests.factories import sounds


def test_a_described_sound_goes_to_review(draft: Effect, at: datetime) -> None:
    operations.submit(effect=draft, by=draft.seller.user, at=at)
    draft.refresh_from_db()
    assert (draft.state, draft.revision, draft.submitted_at) == ("in_review", 1, at)
    assert AuditEvent.objects.filter(name="effect.submitted", target_id=draft.public_id).count() == 1


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"cat_id": ""}, "cat_id"),
        ({"title_ko": "", "title_en": ""}, "title_ko"),
        ({"price": None}, "licence_codes"),
        ({"licence_codes": []}, "licence_codes"),
    ],
)
def test_an_incomplete_sound_stays_a_draft(seller: Seller, at: datetime, missing: dict, field: str) -> None:
    draft = sounds.draft(seller=seller, at=at, **missing)
    with pytest.raises(operations.Incomplete) as refusal:
        operations.submit(effect=draft, by=seller.user, at=at)
    draft.refresh_from_db()
    assert (refusal.value.field, draft.state, draft.revision) == (field, "draft", 0)


def test_nobody_else_changes_a_sellers_sound(draft: Effect, other: User, at: datetime) -> None:
    for change in (
        lambda: operations.describe(effect=draft, by=other, description=sounds.description(title_ko="내 것")),
        lambda: operations.submit(effect=draft, by=other, at=at),
        lambda: operations.withdraw(effect=draft, by=other, at=at),
        lambda: operations.recall(effect=draft, by=other, at=at),
        lambda: operations.reprice(effect=draft, by=other, price=Money.krw(900), at=at),
    ):
        with pytest.raises(operations.NotYours):
            change()
    draft.refresh_from_db()
    assert (draft.title_ko, draft.state, draft.price_minor) == ("옷장 문 닫기", "draft", 5_500)


def test_a_sound_in_review_cannot_be_changed_under_the_moderators_eyes(draft: Effect, at: datetime) -> None:
    operations.submit(effect=draft, by=draft.seller.user, at=at)
    with pytest.raises(operations.NotEditable):
        operations.describe(
            effect=draft, by=draft.seller.user, description=sounds.description(title_ko="바꿔치기")
        )
    draft.refresh_from_db()
    assert draft.title_ko == "옷장 문 닫기"


def test_a_recalled_sound_can_be_changed_and_submitted_again(draft: Effect, at: datetime) -> None:
    operations.submit(effect=draft, by=draft.seller.user, at=at)
    operations.recall(effect=draft, by=draft.seller.user, at=at)
    operations.submit(effect=draft, by=draft.seller.user, at=at)
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == ("in_review", 2)


def test_a_withdrawn_sound_leaves_every_result(on_sale: Effect, at: datetime) -> None:
    operations.withdraw(effect=on_sale, by=on_sale.seller.user, at=at)
    assert not Effect.objects.on_sale().exists()
    assert not SearchDoc.objects.exists()


@pytest.mark.parametrize("won", [1, 499, 10_000_001, -500])
def test_a_price_outside_the_rules_is_refused(draft: Effect, won: int) -> None:
    with pytest.raises(operations.WrongPrice):
        operations.describe(
            effect=draft, by=draft.seller.user, description=sounds.description(price=Money.krw(won))
        )
    draft.refresh_from_db()
    assert draft.price_minor == 5_500


def test_a_free_sound_is_under_the_public_licence_alone(seller: Seller, at: datetime) -> None:
    free = sounds.draft(seller=seller, at=at, price=Money.krw(0), licence_codes=["creator"])
    assert (free.is_free, free.licence_codes) == (True, ["public"])


def test_a_new_price_counts_from_now_and_is_recorded(on_sale: Effect, at: datetime) -> None:
    operations.reprice(effect=on_sale, by=on_sale.seller.user, price=Money.krw(7_000), at=at)
    on_sale.refresh_from_db()
    assert on_sale.price == Money.krw(7_000)
    assert SearchDoc.objects.get().price_minor == 7_000
    assert AuditEvent.objects.get(name="effect.repriced").data == {"minor": 7_000, "currency": "KRW"}


@pytest.mark.parametrize("nonsense", [{"price_minor": 300}, {"state": "published", "published_at": None}])
def test_the_database_refuses_nonsense(draft: Effect, nonsense: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Effect.objects.filter(pk=draft.pk).update(**nonsense)
