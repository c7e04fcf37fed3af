"""Staff look the schedule up; only a new UCS version changes it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.categories.models import Category, Subcategory
from ksound.core.admin import ReadOnlyAdmin


@admin.register(Category)
class CategoryAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_ko", "name_en", "ucs_version", "is_retired")
    list_filter = ("is_retired",)
    search_fields = ("code", "name_ko", "name_en")


@admin.register(Subcategory)
class SubcategoryAdmin(ReadOnlyAdmin):
    list_display = ("cat_id", "category", "name_ko", "name_en", "ucs_version", "is_retired")
    list_filter = ("is_retired", "category")
    search_fields = ("cat_id", "name_ko", "name_en", "category__name_ko", "category__name_en")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subcategory]:
        return Subcategory.objects.select_related("category")
