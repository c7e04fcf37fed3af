"""Templates and languages."""

from .environment import BASE_DIR

_loaders = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # The partials' loader wraps the cached one, which wraps cotton: in any other order one of them is lost.
            # Cached in development too, as is Django's own way: runserver empties it when a template changes.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", _loaders)],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ksound.core.context.site",
                "marketplace.cart.context.cart",
                "marketplace.favourites.context.favourites",
            ],
        },
    }
]

USE_I18N = True
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "ksound" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
FORMAT_MODULE_PATH = ["ksound.formats"]
