"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

import catalog.urls
import marketplace.urls
import payments.urls
from ksound.api import api
from ksound.core import health
from ksound.core.accounts import urls as core_accounts

pages = [
    path("accounts/", include("allauth.urls")),
    *core_accounts.pages,
    path("admin/", admin.site.urls),
    *marketplace.urls.pages,
    *catalog.urls.pages,
    *payments.urls.pages,
    path("", include("sellers.urls")),
]

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("api/v1/", api.urls),
    *catalog.urls.media,
    *marketplace.urls.files,
    *payments.urls.webhooks,
    *i18n_patterns(*pages, prefix_default_language=False),
]
