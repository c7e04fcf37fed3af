"""Staff pages for packs: looked at, suspended and handed back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import TabularInline

from catalog.packs import operations
from catalog.packs.models import Pack, PackMember
from ksound.core.admin import ReadOnlyAdmin
from ksound.core.views import signed_in


class PackMemberInline(TabularInline):
    model = PackMember
    extra = 0
    can_delete = False
    fields = ("position", "effect")
    readonly_fields = fields


@admin.register(Pack)
class PackAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "seller", "state", "price_minor", "published_at")
    list_filter = ("state",)
    list_select_related = ("seller",)
    search_fields = ("title_ko", "title_en", "public_id", "seller__display_name")
    inlines = (PackMemberInline,)
    actions = ("suspend", "release")

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(operations.PERMISSION)

    @admin.action(description=gettext_lazy("Suspend the chosen packs"), permissions=["moderate"])
    def suspend(self, request: HttpRequest, packs: QuerySet[Pack]) -> None:
        self._each(request, packs, operations.suspend)

    @admin.action(
        description=gettext_lazy("Hand the chosen packs back to their sellers"), permissions=["moderate"]
    )
    def release(self, request: HttpRequest, packs: QuerySet[Pack]) -> None:
        self._each(request, packs, operations.release)

    def _each(self, request: HttpRequest, packs: QuerySet[Pack], act: Callable[..., None]) -> None:
        for pack in packs.select_related("seller"):
            try:
                act(pack=pack, by=signed_in(request), at=timezone.now())
            except operations.NotEditable:
                messages.warning(request, _("“%(title)s” is not in a state for this.") % {"title": pack})
            except operations.NotAllowed:
                messages.error(request, _("You may not decide about “%(title)s”.") % {"title": pack})
