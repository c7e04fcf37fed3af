"""The review queue in Django admin. Every decision goes through `moderation.operations`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from unfold.decorators import display

from catalog.duplicates.queries import resembled_by
from catalog.effects import embedded, pricing, shown
from catalog.effects.models import Effect
from catalog.moderation import operations
from catalog.moderation.models import EffectInReview
from ksound.core.admin import ReadOnlyAdmin
from ksound.core.text import CleanTextField
from ksound.core.views import signed_in

REASONS = {
    "quality": gettext_lazy("The recording has a technical fault (clipping, noise, a cut-off end)."),
    "category": gettext_lazy("The category or the title does not fit the sound."),
    "metadata": gettext_lazy("Title, description or keywords need more care."),
    "rights": gettext_lazy(
        "The rights are not clear: music, recognisable speech or somebody else's recording."
    ),
    "duplicate": gettext_lazy("This sound is already on sale."),
}


class DecisionForm(forms.Form):
    """What a moderator sends: the revision that was looked at, and for a refusal the reason."""

    revision = forms.IntegerField(min_value=1)
    reason = forms.ChoiceField(choices=[("", ""), *REASONS.items()], required=False)
    message = CleanTextField(max_length=1000, required=False)

    def reason_given(self) -> str:
        chosen = REASONS.get(self.cleaned_data["reason"], "")
        return "\n".join(filter(None, [str(chosen), self.cleaned_data["message"]]))


class StandingFilter(admin.SimpleListFilter):
    """Of all states only the two that wait."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in (Effect.State.IN_REVIEW, Effect.State.HELD)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() else queryset


def _said_by(effect: Effect | None) -> dict[str, object]:
    """What the file says of itself, and where it contradicts itself."""
    if effect is None:
        return {}
    told = embedded.of(effect.file)
    return {
        "embedded": shown.groups(told.metadata, effect.file),
        "questions": shown.questions(told, language=get_language() or "ko", to_staff=True),
    }


@admin.register(EffectInReview)
class ReviewQueueAdmin(ReadOnlyAdmin):
    """Submitted effects, the longest waiting first."""

    list_display = ("__str__", "cat_id", "seller", "standing", "submitted_at")
    list_filter = (StandingFilter, ("seller", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title_ko", "title_en", "cat_id", "public_id", "seller__display_name")
    ordering = ("submitted_at", "pk")
    # The panel above shows the rest.
    fields = ("seller", "file", "licences", "source", "revision", "submitted_at")
    change_form_template = "admin/catalog/review.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[EffectInReview]:
        waiting = [Effect.State.IN_REVIEW, Effect.State.HELD]
        return EffectInReview.objects.filter(state__in=waiting).select_related("file", "seller")

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={str(Effect.State.HELD): "warning", str(Effect.State.IN_REVIEW): "info"},
    )
    def standing(self, effect: EffectInReview) -> tuple[str, str]:
        return effect.state, effect.get_state_display()

    @display(description=gettext_lazy("licences"))
    def licences(self, effect: EffectInReview) -> str:
        """By the names buyers read."""
        return ", ".join(str(pricing.LICENCES[code].label) for code in effect.licence_codes)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(operations.PERMISSION)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
            return self.admin_site.admin_view(require_POST(view))

        return [
            path("<int:pk>/approve/", guarded(self.approve_view), name="catalog_review_approve"),
            path("<int:pk>/reject/", guarded(self.reject_view), name="catalog_review_reject"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        effect = self.get_object(request, object_id)
        review = {
            "can_decide": effect is not None and effect.seller.user_id != request.user.pk,
            "approve_url": reverse("admin:catalog_review_approve", args=[object_id]),
            "reject_url": reverse("admin:catalog_review_reject", args=[object_id]),
            "resemblances": resembled_by(effect.file) if effect else [],
            **_said_by(effect),
            "reasons": [{"value": value, "label": label} for value, label in REASONS.items()],
        }
        context = {**(extra_context or {}), "effect": effect, "review": review}
        return super().change_view(request, object_id, form_url, context)

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        def approve(effect: Effect, form: DecisionForm, at: datetime) -> str:
            revision = form.cleaned_data["revision"]
            operations.approve(effect=effect, revision=revision, by=signed_in(request), at=at)
            return _("“%(title)s” is on sale.") % {"title": effect}

        return self._decide(request, pk, approve)

    def reject_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        def reject(effect: Effect, form: DecisionForm, at: datetime) -> str:
            operations.reject(
                effect=effect,
                revision=form.cleaned_data["revision"],
                by=signed_in(request),
                reason=form.reason_given(),
                at=at,
            )
            return _("“%(title)s” was sent back to its seller.") % {"title": effect}

        return self._decide(request, pk, reject)

    def _decide(
        self, request: HttpRequest, pk: int, decision: Callable[[Effect, DecisionForm, datetime], str]
    ) -> HttpResponse:
        """Carry out one decision, then show the next effect in the queue."""
        effect = get_object_or_404(Effect.objects.with_facts(), pk=pk)
        form = DecisionForm(request.POST)
        try:
            if not form.is_valid():
                raise operations.NotInReview(pk)
            messages.success(request, decision(effect, form, timezone.now()))
        except operations.ReasonMissing:
            messages.error(
                request, _("Say why, so that the seller can mend it: choose a reason or write one.")
            )
            return redirect("admin:catalog_effectinreview_change", pk)
        except operations.NotInReview:
            messages.error(request, _("This sound changed since you opened it. Please look at it again."))
        except operations.NotAllowed:
            messages.error(request, _("You may not decide on this sound."))
        following = self.get_queryset(request).order_by(*self.ordering).first()
        if following is None:
            return redirect("admin:catalog_effectinreview_changelist")
        return redirect("admin:catalog_effectinreview_change", following.pk)
