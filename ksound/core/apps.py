from django.apps import AppConfig

from ksound.core import fault_points


class CoreConfig(AppConfig):
    name = "ksound.core"
    label = "core"

    def ready(self) -> None:
        fault_points.refuse_in_production()
