"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

import catalog.urls
import marketplace.urls
from ksound.core import health

pages = [
    path("accounts/", include("allauth.urls")),
    *marketplace.urls.pages,
    *catalog.urls.pages,
    path("", include("sellers.urls")),
]

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    *catalog.urls.media,
    *marketplace.urls.files,
    path("", include("payments.urls")),
    *i18n_patterns(*pages, prefix_default_language=False),
]
