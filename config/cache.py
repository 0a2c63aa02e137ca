"""The cache, which nobody has to wait for: what stands in it can be done without."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = logging.getLogger(__name__)
T = TypeVar("T")


class SpareCache(RedisCache):
    """Redis; while it does not answer nothing is known, and nothing is kept.

    What must be counted or done once even then stands in PostgreSQL.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept, or the default."""
        call = super().get
        return _unless_away(lambda: call(key, default, version), otherwise=default)

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> bool:
        """Keep a value unless there is one; True when Redis is away: nobody is known to be first."""
        call = super().add
        return _unless_away(lambda: call(key, value, *args, **options), otherwise=True)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> None:
        """Keep a value."""
        call = super().set
        _unless_away(lambda: call(key, value, *args, **options), otherwise=None)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value."""
        call = super().delete
        return _unless_away(lambda: call(key, version), otherwise=False)

    def ask(self) -> None:
        """Ask Redis whether it is there. Raises what its client raises."""
        super().get("ask")


def _unless_away(call: Callable[[], T], *, otherwise: T) -> T:
    try:
        return call()
    except (RedisConnectionError, RedisTimeoutError) as error:
        log.warning("nothing is cached: Redis does not answer", extra={"reason": str(error)})
        return otherwise
