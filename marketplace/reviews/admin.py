"""Staff hide reviews that break the rules, with a reason; they write none."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from ksound.core.admin import ReadOnlyAdmin
from ksound.core.text import CleanTextField
from ksound.core.views import signed_in
from marketplace.reviews import operations
from marketplace.reviews.models import Review, ReviewReport


class ReportInline(TabularInline):
    model = ReviewReport
    extra = 0
    fields = ("at", "by", "text")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(operations.PERMISSION)


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """The most reported first. Writing a reason hides a review, taking the reason away shows it again."""

    list_display = ("written_at", "effect", "author", "stars", "text", "reported", "hidden_at")
    list_filter = ("stars", ("hidden_at", admin.EmptyFieldListFilter))
    list_select_related = ("effect__file", "author")
    search_fields = ("text", "author__email", "effect__public_id", "effect__title_ko", "effect__title_en")
    date_hierarchy = "written_at"
    fields = (
        "effect",
        "author",
        "stars",
        "text",
        "written_at",
        "edited_at",
        "reply",
        "hidden_at",
        "hidden_reason",
    )
    readonly_fields = fields[:-1]
    inlines = (ReportInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        # Not the parent's: it orders before anything is counted.
        return Review.objects.annotate(reported=Count("reports"))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return ("-reported", "-written_at")

    @admin.display(description=_("reports"), ordering="reported")
    def reported(self, review: Any) -> int:
        return int(review.reported)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "hidden_reason":
            kwargs["form_class"] = CleanTextField
            kwargs["help_text"] = _("Its author reads this. Empty: the review is shown.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(operations.PERMISSION)

    has_change_permission = has_view_permission

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def save_model(self, request: HttpRequest, obj: Review, form: Any, change: bool) -> None:
        by, at, reason = signed_in(request), timezone.now(), form.cleaned_data["hidden_reason"]
        if reason:
            operations.hide(review=obj, by=by, reason=reason, at=at)
        else:
            operations.show(review=obj, by=by, at=at)
