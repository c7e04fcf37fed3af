"""Celery: PostgreSQL owns the state of every job, the broker only wakes the workers."""

from celery.schedules import crontab

from .database import REDIS_URL
from .environment import DATA_DIR, env

SWEEP_SECONDS = env.int("KSOUND_SWEEP_SECONDS", default=15)
TIDY_SECONDS = env.int("KSOUND_TIDY_SECONDS", default=300)
RECONCILE_SECONDS = env.int("KSOUND_RECONCILE_SECONDS", default=60)
PROBE_LEASE_SECONDS = env.int("KSOUND_PROBE_LEASE_SECONDS", default=30)
PROBE_ATTEMPTS = 3
# Temporary folders of workers; on the disk of the data, which has room for sounds.
WORK_DIR = DATA_DIR / "work"

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "unacked_restore_interval": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Waking is a hint: when Redis is away the sweeper finds the row, so a request never waits for it.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# First facts within seconds, however long the sounds before them take to examine; and a buyer's format before
# the hundreds of files a seller sent. Whatever is not named here goes to the queue `celery`.
CELERY_TASK_ROUTES = {
    "catalog.effects.tasks.look_at_original": {"queue": "facts"},
    "catalog.effects.tasks.examine_original": {"queue": "derivatives"},
    "catalog.search.by_sound.tasks.examine_clip": {"queue": "facts"},
    "catalog.conversions.tasks.convert_original": {"queue": "conversions"},
}
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "catalog.effects.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "sweep-conversions": {
        "task": "catalog.conversions.tasks.sweep_conversions",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "tidy": {
        "task": "catalog.effects.tasks.tidy",
        "schedule": TIDY_SECONDS,
        "options": {"expires": TIDY_SECONDS},
    },
    "reconcile": {
        "task": "marketplace.orders.tasks.reconcile",
        "schedule": RECONCILE_SECONDS,
        "options": {"expires": RECONCILE_SECONDS},
    },
    # Before the staff of a bank is at work; a run that was missed is made good by the next.
    "payouts": {
        "task": "payments.payouts.tasks.run_payouts",
        "schedule": crontab(hour=6, minute=0),
        "options": {"expires": 3_600},
    },
    "notifications": {
        "task": "marketplace.notifications.tasks.send_mails",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # Once a day is enough; each hour makes good what a stopped scheduler missed.
    "new-sounds": {
        "task": "marketplace.follows.tasks.announce_new_sounds",
        "schedule": crontab(minute=5),
        "options": {"expires": 3_600},
    },
    "letters": {
        "task": "payments.payouts.tasks.send_letters",
        "schedule": RECONCILE_SECONDS,
        "options": {"expires": RECONCILE_SECONDS},
    },
    "forget-retained": {
        "task": "marketplace.privacy.tasks.forget_retained",
        "schedule": crontab(hour=4, minute=40),
        "options": {"expires": 3_600},
    },
    "suggestions": {
        "task": "catalog.search.suggest.tasks.refresh_suggestions",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "tidy-clips": {
        "task": "catalog.search.by_sound.tasks.tidy_clips",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "keep-search": {
        "task": "catalog.search.tasks.keep_search",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "reconcile-search": {
        "task": "catalog.search.tasks.reconcile_search",
        "schedule": crontab(hour=4, minute=10),
        "options": {"expires": 3_600},
    },
    "refresh-neighbours": {
        "task": "catalog.search.similar.tasks.refresh_neighbours",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 3_600},
    },
}
