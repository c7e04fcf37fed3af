from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ksound.core"
    label = "core"
