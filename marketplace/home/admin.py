"""Staff choose what the start page recommends."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from ksound.core.models import User
from marketplace.home.models import StaffPick


@admin.register(StaffPick)
class StaffPickAdmin(ModelAdmin):
    list_display = ("effect", "note_ko", "position", "starts_at", "ends_at", "is_shown", "picked_by")
    list_editable = ("position",)
    list_select_related = ("effect__file", "effect__seller", "picked_by")
    search_fields = ("effect__title_ko", "effect__title_en", "effect__public_id", "note_ko", "note_en")
    autocomplete_fields = ("effect",)

    @admin.display(boolean=True, description=_("shown now"))
    def is_shown(self, pick: StaffPick) -> bool:
        """A pick whose sound left the shop, or whose time is over, is on no page."""
        return pick.is_shown_at(timezone.now())

    def save_model(self, request: HttpRequest, obj: StaffPick, form: ModelForm, change: bool) -> None:
        if not change and isinstance(request.user, User):
            obj.picked_by = request.user
        super().save_model(request, obj, form, change)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"starts_at": timezone.now(), **super().get_changeform_initial_data(request)}
