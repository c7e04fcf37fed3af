from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ksound.core import fault_points


class CoreConfig(AppConfig):
    name = "ksound.core"
    label = "core"
    verbose_name = _("People and records")

    def ready(self) -> None:
        from ksound.core.accounts import listeners

        fault_points.refuse_in_production()
        listeners.connect()
