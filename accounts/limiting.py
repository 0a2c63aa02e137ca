"""How often one may do what reaches strangers or costs much: so many times in a moving window.

Counted in Redis, for all hosts together. When Redis is away nobody is held up.
"""

import hashlib
import logging
import math
import time
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import redis
from django.conf import settings
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

log = logging.getLogger(__name__)
# What every key begins with.
SPACE = "limits"
SECONDS = 1
HOUR, MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class Policy:
    """So many times in so many seconds. name: what refusals call it."""

    name: str
    most: int
    seconds: int = HOUR

    @property
    def item(self) -> RateLimitItemPerSecond:
        """The policy as the counter takes it."""
        return RateLimitItemPerSecond(self.most, self.seconds, f"{SPACE}:{self.name}")


# A policy, and who is counted.
Window = tuple[Policy, str]


class TooFast(Exception):
    """It was done too often by this policy; in `wait` seconds there is room for one more."""

    def __init__(self, wait: int, policy: Policy) -> None:
        super().__init__(f"too often by {policy}, wait {wait} seconds")
        self.wait = wait
        self.policy = policy

    @property
    def minutes(self) -> int:
        """How long to wait, as people are told."""
        return math.ceil(self.wait / 60)


def count_invitation(*, user_id: UUID, workspace_id: UUID, email: str) -> None:
    """Count an invitation, by who invites, where to, and whom; a refused one is not counted.

    Raises:
        TooFast: one of the three has had enough of them.
    """
    most = settings.INVITES_AN_HOUR
    _count(
        (Policy("invite-person", most["person"]), str(user_id)),
        (Policy("invite-workspace", most["workspace"]), str(workspace_id)),
        # No e-mail stands in a key.
        (Policy("invite-email", most["email"]), hashlib.sha256(email.encode()).hexdigest()),
    )


def count_workspace(*, user_id: UUID) -> None:
    """Count a new workspace of a person.

    Raises:
        TooFast: they have made enough of them.
    """
    _count((Policy("workspace", settings.WORKSPACES_AN_HOUR), str(user_id)))


def count_order(*, user_id: UUID) -> None:
    """Count a program's request for work that takes units, by whose it is.

    Raises:
        TooFast: they came in a burst.
    """
    _count((Policy("burst", settings.ORDERS_A_MINUTE, MINUTE), str(user_id)))


def _count(*windows: Window) -> None:
    limiter = _limiter()
    try:
        for policy, whose in windows:
            if not limiter.test(policy.item, whose):
                raise TooFast(_wait(limiter, policy, whose), policy)
        for policy, whose in windows:
            # Of two at once that both found room for one, this lets one in.
            if not limiter.hit(policy.item, whose):
                raise TooFast(_wait(limiter, policy, whose), policy)
    except StorageError as error:
        log.warning("nothing is limited: Redis does not answer", extra={"reason": str(error)})


def _wait(limiter: MovingWindowRateLimiter, policy: Policy, whose: str) -> int:
    stats = limiter.get_window_stats(policy.item, whose)
    return max(1, math.ceil(stats.reset_time - time.time()))


@lru_cache(maxsize=1)
def _limiter() -> MovingWindowRateLimiter:
    """Return this process's counter; quick to give up."""
    pool = redis.ConnectionPool.from_url(
        settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
    )
    storage = RedisStorage(
        settings.REDIS_URL, connection_pool=pool, key_prefix="e-business", wrap_exceptions=True
    )
    return MovingWindowRateLimiter(storage)
