"""Staff pages for every effect and upload, whatever its state."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.effects.models import AudioFile, Effect
from ksound.core.admin import ReadOnlyAdmin


@admin.register(Effect)
class EffectAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "cat_id", "seller", "state", "price_minor", "published_at")
    list_filter = ("state", "source")
    search_fields = ("title_ko", "title_en", "cat_id", "public_id", "seller__display_name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Effect]:
        return Effect.objects.with_facts()


@admin.register(AudioFile)
class AudioFileAdmin(ReadOnlyAdmin):
    list_display = ("original_name", "seller", "state", "error_code", "attempt", "byte_size", "uploaded_at")
    list_filter = ("state", "error_code")
    list_select_related = ("seller",)
    search_fields = ("original_name", "public_id", "sha256", "seller__display_name")
