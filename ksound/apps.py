from django.apps import AppConfig


class KsoundConfig(AppConfig):
    """The composition layer: commands that need every app, and the translations."""

    name = "ksound"
    label = "ksound"
