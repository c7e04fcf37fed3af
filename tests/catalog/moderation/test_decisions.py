"""Staff decide, once, on what they saw; sellers read why."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Permission

from catalog.effects import operations
from catalog.effects.models import Effect
from catalog.moderation import operations as moderation
from catalog.search.models import SearchDoc
from ksound.core.models import AuditEvent, User
from sellers.registration.models import Seller
from tests.factories import people, sounds


@pytest.fixture
def waiting(seller: Seller, at: datetime) -> Effect:
    return sounds.submitted(seller=seller, at=at)


def test_an_approved_sound_is_on_sale_found_and_audited(
    waiting: Effect, moderator: User, at: datetime
) -> None:
    moderation.approve(effect=waiting, revision=1, by=moderator, at=at)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.published_at) == ("published", at)
    assert SearchDoc.objects.filter(effect=waiting).exists()
    event = AuditEvent.objects.get(name="effect.approved")
    assert (event.by, event.target_id, event.data) == (moderator, waiting.public_id, {"revision": 1})


def test_a_rejection_carries_its_reason_to_the_seller(waiting: Effect, moderator: User, at: datetime) -> None:
    moderation.reject(effect=waiting, revision=1, by=moderator, reason="끝이 잘렸습니다.", at=at)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rejection_reason) == ("rejected", "끝이 잘렸습니다.")
    assert AuditEvent.objects.filter(name="effect.rejected", by=moderator).count() == 1


def test_a_rejection_without_a_reason_changes_nothing(waiting: Effect, moderator: User, at: datetime) -> None:
    with pytest.raises(moderation.ReasonMissing):
        moderation.reject(effect=waiting, revision=1, by=moderator, reason="", at=at)
    waiting.refresh_from_db()
    assert waiting.state == "in_review"


def test_people_without_the_permission_decide_nothing(waiting: Effect, buyer: User, at: datetime) -> None:
    staff_only = people.person("clerk@example.com", is_staff=True)
    for person in (buyer, staff_only, waiting.seller.user):
        with pytest.raises(moderation.NotAllowed):
            moderation.approve(effect=waiting, revision=1, by=person, at=at)
        with pytest.raises(moderation.NotAllowed):
            moderation.reject(effect=waiting, revision=1, by=person, reason="아니오", at=at)
    waiting.refresh_from_db()
    assert waiting.state == "in_review"
    assert not AuditEvent.objects.filter(name__startswith="effect.approved").exists()


def test_moderators_never_decide_on_their_own_sounds(waiting: Effect, at: datetime) -> None:
    own = waiting.seller.user
    own.user_permissions.add(Permission.objects.get(codename="moderate_effect"))
    with pytest.raises(moderation.NotAllowed):
        moderation.approve(effect=waiting, revision=1, by=User.objects.get(pk=own.pk), at=at)
    waiting.refresh_from_db()
    assert waiting.state == "in_review"


def test_what_was_changed_since_the_moderator_looked_is_not_approved(
    waiting: Effect, moderator: User, at: datetime
) -> None:
    owner = waiting.seller.user
    operations.recall(effect=waiting, by=owner, at=at)
    waiting.refresh_from_db()
    operations.describe(effect=waiting, by=owner, description=sounds.description(title_ko="전혀 다른 소리"))
    operations.submit(effect=waiting, by=owner, at=at)
    with pytest.raises(moderation.NotInReview):
        moderation.approve(effect=waiting, revision=1, by=moderator, at=at)
    waiting.refresh_from_db()
    assert waiting.state == "in_review"
    assert not SearchDoc.objects.exists()


def test_a_second_decision_finds_nothing_to_decide(waiting: Effect, moderator: User, at: datetime) -> None:
    moderation.approve(effect=waiting, revision=1, by=moderator, at=at)
    with pytest.raises(moderation.NotInReview):
        moderation.reject(effect=waiting, revision=1, by=moderator, reason="too late", at=at)
    waiting.refresh_from_db()
    assert waiting.state == "published"
    assert AuditEvent.objects.filter(name__in=["effect.approved", "effect.rejected"]).count() == 1


def test_a_suspended_sound_can_neither_be_found_nor_bought(
    on_sale: Effect, moderator: User, at: datetime
) -> None:
    moderation.suspend(effect=on_sale, by=moderator, reason="권리 신고", at=at)
    assert not Effect.objects.on_sale().exists()
    assert not SearchDoc.objects.exists()
