"""Reviews in the browser: the list of a sound's reviews, writing one, answering, reporting."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.effects.models import Effect
from ksound.core import budget
from ksound.core.views import signed_in
from marketplace.cart.views import buyer_of
from marketplace.reviews import operations, queries
from marketplace.reviews.forms import ReplyForm, ReportForm, ReviewForm
from marketplace.reviews.models import Review, ReviewQuerySet

# Nobody listens to more sounds than that in an hour and has something to say about each.
WRITINGS_PER_HOUR = 20
HIDDEN = gettext_lazy("Our staff have hidden your review, so it cannot be changed.")


@require_safe
def reviews(request: HttpRequest, public_id: str) -> HttpResponse:
    effect = _effect(request, public_id)
    context = {
        "effect": effect,
        "section": queries.section(effect, user=buyer_of(request)),
        "page": queries.page_of(effect, number=request.GET.get("page", "1")),
    }
    return render(request, "reviews/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write or change the one review a person has of a sound."""
    effect, author = _effect(request, public_id), signed_in(request)
    own = Review.objects.filter(effect=effect, author=author).first()
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        initial={"stars": own.stars, "text": own.text} if own else None,
    )
    if request.method != "POST" or not form.is_valid():
        may_write = queries.may_review(user=author, effect=effect)
        context = {"effect": effect, "form": form, "own": own, "may_write": may_write}
        return render(request, "reviews/write.html", context, status=422 if form.errors else 200)
    if refused := _too_many(request):
        return refused
    try:
        operations.write(author=author, effect=effect, at=timezone.now(), **form.cleaned_data)
    except operations.NotEntitled:
        messages.error(request, _("Only who has bought or downloaded a sound can review it."))
    except operations.HiddenByStaff:
        messages.error(request, HIDDEN)
    else:
        messages.success(request, _("Thank you. Your review is saved."))
    return redirect(_section_of(effect))


@login_required
@require_POST
def review_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    effect = _effect(request, public_id)
    try:
        if operations.remove(author=signed_in(request), effect=effect):
            messages.success(request, _("Your review is removed."))
    except operations.HiddenByStaff:
        messages.error(request, HIDDEN)
    return redirect(_section_of(effect))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """For the seller of the sound alone; for everybody else there is nothing here."""
    theirs = _shown().filter(effect__seller__user=signed_in(request))
    review = get_object_or_404(theirs, public_id=public_id)
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"text": review.reply})
    if request.method != "POST" or not form.is_valid():
        return _ask(request, review, form, is_reply=True)
    operations.reply(review=review, by=signed_in(request), text=form.cleaned_data["text"], at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect(_section_of(review.effect))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_report(request: HttpRequest, public_id: str) -> HttpResponse:
    review = get_object_or_404(_shown(), public_id=public_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, review, form, is_reply=False)
    if refused := _too_many(request):
        return refused
    operations.report(review=review, by=signed_in(request), text=form.cleaned_data["text"], at=timezone.now())
    messages.success(request, _("Thank you. Our staff will look at this review."))
    return redirect(_section_of(review.effect))


def _ask(request: HttpRequest, review: Review, form: forms.Form, *, is_reply: bool) -> HttpResponse:
    context = {"review": review, "effect": review.effect, "form": form, "is_reply": is_reply}
    return render(request, "reviews/answer.html", context, status=422 if form.errors else 200)


def _shown() -> ReviewQuerySet:
    return Review.objects.shown().select_related("author", "effect__seller__user")


def _effect(request: HttpRequest, public_id: str) -> Effect:
    """On sale for everybody; a buyer reaches what they hold after it left the shop, too."""
    found = Effect.objects.audible_to(request.user).with_facts().filter(public_id=public_id).first()
    if found is not None:
        return found
    held = Effect.objects.filter(pk__in=queries.held_effects(buyer_of(request)))
    return get_object_or_404(held.with_facts(), public_id=public_id)


def _section_of(effect: Effect) -> str:
    return reverse("reviews", args=[effect.public_id])


def _too_many(request: HttpRequest) -> HttpResponse | None:
    wait_s = budget.spend(request, on="reviews", hourly=WRITINGS_PER_HOUR, at=timezone.now())
    if not wait_s:
        return None
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(wait_s)
    return response
