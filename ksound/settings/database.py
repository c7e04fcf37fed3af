"""PostgreSQL and Redis. With no URL set, manage.py has started the embedded ones and set the URLs."""

from .environment import env

DATABASES = {
    "default": env.db_url("KSOUND_DATABASE_URL", default="postgres://ksound@127.0.0.1:5432/ksound")
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)

REDIS_URL = env.str("KSOUND_REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "ksound.core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "ksound",
        # A frozen Redis must cost a request two seconds, not the worker.
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
    }
}
