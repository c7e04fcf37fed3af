"""Structured logs on stderr; the request id joins the lines of one request."""

from typing import Any

import structlog

from .environment import env

LEVEL = env.str("KSOUND_LOG_LEVEL", default="INFO")
DJANGO_STRUCTLOG_CELERY_ENABLED = False
_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.LogfmtRenderer(bool_as_flag=False),
            "foreign_pre_chain": _shared,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "level": LEVEL}},
    "root": {"handlers": ["stderr"], "level": LEVEL},
    "loggers": {
        # One line a request comes from django_structlog; Django's own handlers would say it again.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "django_structlog": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
        "botocore": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
