"""A cache that is allowed to be away."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _forgiving(method: str, answer: Any) -> Callable[..., Any]:
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, method)(self, *args, **kwargs)
        except RedisError as error:
            log.warning("cache away", extra={"method": method, "error": str(error)})
            return kwargs.get("default", args[1] if method == "get" and len(args) > 1 else answer)

    call.__name__ = method
    return call


class ForgivingRedisCache(RedisCache):
    """Redis, but a miss instead of an error while the server is away: the site works without a cache."""

    get = _forgiving("get", None)
    set = _forgiving("set", None)
    add = _forgiving("add", True)
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    get_many = _forgiving("get_many", {})
    set_many = _forgiving("set_many", [])
    delete_many = _forgiving("delete_many", None)
    has_key = _forgiving("has_key", False)
    incr = _forgiving("incr", 1)
