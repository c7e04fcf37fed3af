"""Staff see what was looked for in vain; only the program writes it."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.search.demand.models import SearchDemand
from catalog.search.demand.queries import FEW, seen_often
from ksound.core.admin import ReadOnlyAdmin


@admin.register(SearchDemand)
class SearchDemandAdmin(ReadOnlyAdmin):
    list_display = ("text", "language", "category", "found", "searches", "day")
    list_filter = ("language", "category")
    search_fields = ("text",)
    date_hierarchy = "day"
    ordering = ("-day", "-searches", "text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchDemand]:
        """Of few sounds, and by so many people that it says nothing about one of them."""
        return seen_often(SearchDemand.objects.filter(found__lt=FEW))
