"""Ratings and reviews: by whoever holds the sound, once, answered by its seller, hidden by staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from ksound.core.models import AuditEvent, User
from marketplace.licences.models import Licence
from marketplace.notifications.models import Kind, Notification
from marketplace.orders.models import Order
from marketplace.orders.refunding import on_refunded
from marketplace.reviews import operations, queries, views
from marketplace.reviews.models import Review, ReviewReport
from marketplace.reviews.rating import PRIOR_MEAN, Rating
from tests.factories import people
from tests.factories.listings import listed
from tests.factories.orders import paid

Browser = Callable[[User], Client]
Holders = Callable[[int], list[User]]


def write_url(effect: Effect) -> str:
    return reverse("review-write", args=[effect.public_id])


def page(client: Client, effect: Effect) -> str:
    return client.get(reverse("reviews", args=[effect.public_id])).content.decode()


def refund(order: Order, at: datetime) -> None:
    left = {line.public_id: 0 for line in order.lines.all()}
    on_refunded(order_ref=order.public_id, left=left, at=at)


@pytest.fixture
def review(buyer: User, on_sale: Effect, bought: Order, at: datetime) -> Review:
    return operations.write(author=buyer, effect=on_sale, stars=4, text="빗소리가 좋아요", at=at)


def test_a_buyer_rates_a_sound_and_everybody_reads_it(
    buyer: User, on_sale: Effect, bought: Order, signed_in: Browser, client: Client
) -> None:
    answer = signed_in(buyer).post(write_url(on_sale), {"stars": "5", "text": " 좋은\u202e 소리 \n둘째 줄"})
    assert answer.headers["Location"] == reverse("reviews", args=[on_sale.public_id])
    written = Review.objects.get()
    assert (written.stars, written.text, written.edited_at) == (5, "좋은 소리 \n둘째 줄", None)
    seen = page(client, on_sale)
    assert "좋은 소리" in seen
    assert buyer.email not in seen
    assert 'data-testid="review"' in client.get(on_sale.get_absolute_url()).content.decode()
    assert Notification.objects.get(kind=Kind.REVIEW).user == on_sale.seller.user


def test_a_free_download_counts_as_having_the_sound(buyer: User, on_sale: Effect, at: datetime) -> None:
    free = listed(seller=on_sale.seller, at=at, price_minor=0, licence_codes=["public"])
    paid(buyer=buyer, effects=[free], at=at, licence_code="public")
    assert operations.write(author=buyer, effect=free, stars=3, text="", at=at).stars == 3


def test_nobody_reviews_what_they_do_not_hold(other: User, on_sale: Effect, signed_in: Browser) -> None:
    browser = signed_in(other)
    assert 'data-testid="review-refused"' in browser.get(write_url(on_sale)).content.decode()
    browser.post(write_url(on_sale), {"stars": "1", "text": "나빠요"})
    assert not Review.objects.exists()
    assert not Notification.objects.exists()


def test_a_seller_never_reviews_an_own_sound(on_sale: Effect, bought: Order, at: datetime) -> None:
    """However a licence came into their hands: the cart takes no own sounds."""
    Licence.objects.update(holder=on_sale.seller.user)
    with pytest.raises(operations.NotEntitled):
        operations.write(author=on_sale.seller.user, effect=on_sale, stars=5, text="최고", at=at)
    assert not Review.objects.exists()


def test_a_second_review_changes_the_first_and_says_so(
    buyer: User, review: Review, on_sale: Effect, at: datetime, client: Client
) -> None:
    later = at + timedelta(days=1)
    operations.write(author=buyer, effect=on_sale, stars=2, text="다시 들어 보니", at=later)
    changed = Review.objects.get()
    assert (changed.stars, changed.written_at, changed.edited_at) == (2, at, later)
    assert "수정됨" in page(client, on_sale)
    assert Notification.objects.filter(kind=Kind.REVIEW).count() == 1


def test_the_database_refuses_a_second_review_and_six_stars(review: Review, at: datetime) -> None:
    for fields in ({"author": review.author, "stars": 3}, {"author": review.effect.seller.user, "stars": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(effect=review.effect, written_at=at, **fields)
    assert Review.objects.count() == 1


def test_without_one_to_five_stars_nothing_is_written_and_the_field_says_so(
    buyer: User, on_sale: Effect, bought: Order, signed_in: Browser
) -> None:
    browser = signed_in(buyer)
    for stars in ("", "0", "6", "five", "5" * 5_000, "\x00"):
        answer = browser.post(write_url(on_sale), {"stars": stars, "text": "그대로 남는 글"})
        assert answer.status_code == 422
        assert 'data-testid="form-error"' in answer.content.decode()
        assert "그대로 남는 글" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_review_is_removed_by_its_author_alone(
    buyer: User, other: User, review: Review, on_sale: Effect, signed_in: Browser
) -> None:
    remove = reverse("review-remove", args=[on_sale.public_id])
    signed_in(other).post(remove)
    assert Review.objects.exists()
    signed_in(buyer).post(remove)
    assert not Review.objects.exists()


def test_the_review_of_a_refunded_order_is_out_of_sight_and_out_of_the_count(
    review: Review, on_sale: Effect, bought: Order, at: datetime, client: Client
) -> None:
    refund(bought, at)
    assert review.text not in page(client, on_sale)
    assert queries.rating_of(on_sale).count == 0
    with pytest.raises(operations.NotEntitled):
        operations.write(author=review.author, effect=on_sale, stars=1, text="", at=at)
    assert Review.objects.get().stars == 4


def test_whoever_bought_again_after_a_refund_is_heard_again(
    buyer: User, review: Review, on_sale: Effect, bought: Order, at: datetime
) -> None:
    refund(bought, at)
    paid(buyer=buyer, effects=[on_sale], at=at, licence_code="production")
    assert queries.rating_of(on_sale).count == 1


def test_the_seller_answers_once_and_may_change_the_answer(
    review: Review, on_sale: Effect, at: datetime, signed_in: Browser, client: Client
) -> None:
    browser, address = signed_in(on_sale.seller.user), reverse("review-reply", args=[review.public_id])
    for text in ("고맙습니다", "정말 고맙습니다"):
        assert browser.post(address, {"text": text}).status_code == 302
    answered = Review.objects.get()
    assert answered.reply == "정말 고맙습니다"
    assert answered.reply_edited_at is not None
    assert "정말 고맙습니다" in page(client, on_sale)
    told = Notification.objects.get(kind=Kind.REPLY)
    assert told.user == review.author
    browser.post(address, {"text": ""})
    assert Review.objects.get().replied_at is None


def test_nobody_else_answers(review: Review, other: User, at: datetime, signed_in: Browser) -> None:
    stranger = people.seller("stranger@example.com", name="다른가게", creator_id="STRA")
    address = reverse("review-reply", args=[review.public_id])
    for user in (other, review.author, stranger.user):
        assert signed_in(user).post(address, {"text": "제가요"}).status_code == 404
        with pytest.raises(operations.NotYours):
            operations.reply(review=review, by=user, text="제가요", at=at)
    assert Review.objects.get().reply == ""


def test_anybody_signed_in_reports_a_review_once(
    review: Review, other: User, signed_in: Browser, client: Client
) -> None:
    address = reverse("review-report", args=[review.public_id])
    assert client.post(address, {"text": "광고"}).headers["Location"].startswith(reverse("account_login"))
    browser = signed_in(other)
    assert browser.post(address, {"text": " "}).status_code == 422
    for _time in range(2):
        assert browser.post(address, {"text": "광고예요"}).status_code == 302
    assert ReviewReport.objects.get().by == other


def test_staff_hide_a_review_with_a_reason_that_its_author_reads(
    review: Review, on_sale: Effect, moderator: User, signed_in: Browser, client: Client
) -> None:
    admin = signed_in(moderator)
    address = reverse("admin:marketplace_review_change", args=[review.pk])
    inline = {"reports-TOTAL_FORMS": "0", "reports-INITIAL_FORMS": "0"}
    assert admin.get(reverse("admin:marketplace_review_changelist")).status_code == 200
    assert admin.get(address).status_code == 200
    admin.post(address, {"hidden_reason": "욕설이 있습니다", **inline})
    assert review.text not in page(client, on_sale)
    assert queries.rating_of(on_sale).count == 0
    assert AuditEvent.objects.get(name="review.hidden").data["reason"] == "욕설이 있습니다"
    assert "욕설이 있습니다" in page(signed_in(review.author), on_sale)
    admin.post(address, {"hidden_reason": "", **inline})
    assert review.text in page(client, on_sale)


def test_hiding_needs_the_permission_and_a_reason(
    review: Review, other: User, moderator: User, at: datetime
) -> None:
    with pytest.raises(operations.NotAllowed):
        operations.hide(review=review, by=other, reason="싫어요", at=at)
    with pytest.raises(operations.ReasonMissing):
        operations.hide(review=review, by=moderator, reason="", at=at)
    assert Review.objects.get().hidden_at is None


def test_a_hidden_review_is_neither_changed_nor_begun_anew(
    buyer: User, review: Review, on_sale: Effect, moderator: User, at: datetime, signed_in: Browser
) -> None:
    operations.hide(review=review, by=moderator, reason="욕설", at=at)
    browser = signed_in(buyer)
    browser.post(write_url(on_sale), {"stars": "1", "text": "다시"})
    browser.post(reverse("review-remove", args=[on_sale.public_id]))
    left = Review.objects.get()
    assert (left.pk, left.stars, left.hidden_reason) == (review.pk, 4, "욕설")


def test_one_account_cannot_flood_the_site_with_ratings(
    buyer: User, on_sale: Effect, at: datetime, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Free sounds can be taken by the hundred; their ratings cannot be written by the hundred in an hour."""
    free = [
        listed(seller=on_sale.seller, at=at, price_minor=0, licence_codes=["public"]) for _number in range(3)
    ]
    paid(buyer=buyer, effects=free, at=at, licence_code="public")
    browser = signed_in(buyer)

    def attack() -> list[int]:
        Review.objects.all().delete()
        return [browser.post(write_url(effect), {"stars": "1"}).status_code for effect in free]

    monkeypatch.setattr(views, "WRITINGS_PER_HOUR", 10**6)
    assert attack() == [302, 302, 302]
    monkeypatch.setattr(views, "WRITINGS_PER_HOUR", 5)
    assert attack() == [302, 302, 429]
    assert Review.objects.count() == 2


def test_a_buyer_still_reviews_a_sound_that_left_the_shop(
    buyer: User, other: User, on_sale: Effect, bought: Order, at: datetime, signed_in: Browser
) -> None:
    listing.withdraw(effect=on_sale, by=on_sale.seller.user, at=at)
    assert signed_in(other).get(write_url(on_sale)).status_code == 404
    assert signed_in(buyer).post(write_url(on_sale), {"stars": "4"}).status_code == 302
    assert Review.objects.get().stars == 4


@pytest.mark.parametrize("rows", [1, 19])
def test_the_pages_take_as_many_statements_for_one_review_as_for_many(
    on_sale: Effect,
    holders: Holders,
    at: datetime,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    Review.objects.bulk_create(
        Review(effect=on_sale, author=user, stars=4, written_at=at) for user in holders(rows)
    )
    # sound, newest, stars, count, page
    with django_assert_num_queries(5):
        page = client.get(reverse("reviews", args=[on_sale.public_id]))
    assert len(page.context["page"]) == rows
    with django_assert_num_queries(2):
        said = queries.section(on_sale, user=None)
    assert len(said.reviews) == min(rows, queries.FIRST)
    assert said.rating == Rating((0, 0, 0, rows, 0))


def test_few_ratings_are_drawn_towards_the_middle() -> None:
    two_friends, many = Rating((0, 0, 0, 0, 2)), Rating((0, 0, 0, 10, 40))
    assert (two_friends.mean, many.mean) == (5.0, 4.8)
    assert two_friends.bayesian < many.bayesian < many.mean
    assert Rating().bayesian == PRIOR_MEAN


def test_search_engines_are_told_of_ratings_only_when_there_are_some() -> None:
    assert queries.aggregate_rating(Rating()) is None
    told = queries.aggregate_rating(Rating((0, 0, 0, 1, 1)))
    assert told is not None
    assert (told["ratingValue"], told["reviewCount"]) == ("4.5", 2)


def test_what_is_not_there_is_not_found(buyer: User, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    for address in ("/sounds/nope/reviews/", "/sounds/nope/review/", "/reviews/nope/reply/"):
        assert browser.get(address).status_code == 404
