"""Staff read profiles, and take away pictures that must not be shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from ksound.core.admin import ReadOnlyAdmin
from sellers.profiles import operations
from sellers.profiles.models import Profile, ProfileImage


@admin.register(Profile)
class ProfileAdmin(ReadOnlyAdmin):
    list_display = ("seller", "business_name", "contact_email")
    list_select_related = ("seller",)
    search_fields = ("seller__display_name", "bio_ko", "bio_en", "business_name")


@admin.register(ProfileImage)
class ProfileImageAdmin(ReadOnlyAdmin):
    list_display = ("seller", "kind", "made_at")
    list_select_related = ("seller",)
    search_fields = ("seller__display_name",)
    # One at a time: each takes its file along.
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return ModelAdmin.has_delete_permission(self, request, obj)

    def delete_model(self, request: HttpRequest, obj: ProfileImage) -> None:
        operations.remove_image(seller=obj.seller, kind=ProfileImage.Kind(obj.kind))
