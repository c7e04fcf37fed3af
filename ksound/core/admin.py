"""Staff pages for people and the audit trail."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from ksound.core.models import AuditEvent, RetainedIdentity, User

admin.site.unregister(Group)


class ReadOnlyAdmin(ModelAdmin):
    """Rows that only the program writes: staff look, nobody adds, changes or deletes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "language", "is_active", "is_staff", "date_joined")
    list_filter = ("is_staff", "is_active", "language")
    search_fields = ("email", "public_id")
    ordering = ("-date_joined",)
    readonly_fields = (
        "public_id",
        "date_joined",
        "last_login",
        "terms_version",
        "terms_accepted_at",
        "marketing_consent_at",
        "marketing_withdrawn_at",
        "erased_at",
    )
    fieldsets = (
        (None, {"fields": ("email", "password", "public_id", "language")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (
            _("Consents"),
            {
                "fields": (
                    "terms_version",
                    "terms_accepted_at",
                    "marketing_consent_at",
                    "marketing_withdrawn_at",
                )
            },
        ),
        (_("Dates"), {"fields": ("date_joined", "last_login", "erased_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "password1", "password2")}),)


@admin.register(RetainedIdentity)
class RetainedIdentityAdmin(ReadOnlyAdmin):
    list_display = ("user", "email", "keep_until")
    list_select_related = ("user",)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "name", "by", "target_kind", "target_id")
    list_filter = ("name",)
    list_select_related = ("by",)
    search_fields = ("target_id", "by__email")
    date_hierarchy = "at"
