"""The Celery application: `celery -A ksound worker` and `beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ksound.settings")
app = Celery("ksound")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
