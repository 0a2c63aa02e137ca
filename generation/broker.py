"""Whether the broker still has the hints it was sent.

A broker that was restarted without its file, or emptied, has none of them, and none says so: the
hints would be waited for until they are old. Each round of the sweeper asks.
"""

from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

KEY = "hints:known"
ROUND = "hints:round"
# Half of beat's interval.
ROUND_SECONDS = 5


def has_forgotten() -> bool:
    """Return whether it may have lost hints since `remember` was called."""
    client = _client()
    if client is None:
        return False
    try:
        return client.get(KEY) != _identity(client)
    except redis.RedisError:
        return False


def remember() -> None:
    """Note that what was lost has been seen to."""
    client = _client()
    if client is None:
        return
    try:
        client.set(KEY, _identity(client))
    except redis.RedisError:
        return


def is_round_due() -> bool:
    """Return whether no round was begun in the last seconds, by the broker's clock.

    Rounds that nobody made while no worker was there come all at once.
    """
    client = _client()
    if client is None:
        return True
    try:
        return bool(client.set(ROUND, 1, nx=True, ex=ROUND_SECONDS))
    except redis.RedisError:
        return True


def _identity(client: "redis.Redis") -> bytes:
    """Return what changes with every start of the server; the same where it does not tell."""
    try:
        told = client.info("server")
    except redis.ResponseError:  # a managed one may keep it to itself
        return b"unknown"
    return str(told.get("run_id", "unknown")).encode()


@lru_cache(maxsize=1)
def _client() -> "redis.Redis | None":
    """Return a client for the broker; None where it is no Redis."""
    url = str(settings.CELERY_BROKER_URL)
    if not url.startswith(("redis://", "rediss://", "unix://")):
        return None
    return redis.Redis.from_url(
        url, socket_timeout=5, socket_connect_timeout=2, retry=Retry(NoBackoff(), 1)
    )
