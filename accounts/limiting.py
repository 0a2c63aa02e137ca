"""How often one may ask: so many times in a moving window.

Counted in Redis, for all hosts together: it decides by itself, so that of a hundred at once exactly
as many are let in as there is room for. When Redis is away nobody is held up.
"""

import hashlib
import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
# A Redis that did not answer is not asked for so long: else each request would wait for it.
REST_SECONDS = 5.0
HOUR, MINUTE = 3600, 60
# What an address is counted by when nobody knows it.
NOWHERE = "nowhere"
_rests_until = 0.0


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


def count_ask(what: str, *, address: str, person: str = "") -> None:
    """Count what strangers ask for, by where they are and, if told, whom it is for.

    what: one of ASKS in the settings. address: as `client.network_of` counts it. person: an
    e-mail, which stands in no key, or whatever else names one.

    Raises:
        TooFast: one of the two has had enough.
    """
    windows = [(_ask(what, "address"), address or NOWHERE)]
    if person:
        windows.append((_ask(what, "person"), hidden(person)))
    _count(*windows)


def count_request(*, user_id: UUID) -> None:
    """Count any request of a person's programs. Raises TooFast."""
    _count((Policy("requests", settings.API_REQUESTS_A_MINUTE, MINUTE), str(user_id)))


def count_rotation(*, user_id: UUID) -> None:
    """Count a refresh token that is exchanged for the next. Raises TooFast."""
    _count((_ask("refresh", "person"), str(user_id)))


def count_invitation(*, user_id: UUID, workspace_id: UUID, email: str) -> None:
    """Count an invitation, by who invites, where to, and whom; a refused one is not counted.

    Raises:
        TooFast: one of the three has had enough of them.
    """
    most = settings.INVITES_AN_HOUR
    _count(
        (Policy("invite-person", most["person"]), str(user_id)),
        (Policy("invite-workspace", most["workspace"]), str(workspace_id)),
        (Policy("invite-email", most["email"]), hidden(email)),
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


def hidden(email: str) -> str:
    """Return what stands for an e-mail in a key."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def _ask(what: str, whose: str) -> Policy:
    most, seconds = settings.ASKS[what][whose]
    return Policy(f"{what}-{whose}", most, seconds)


def _count(*windows: Window) -> None:
    if time.monotonic() < _rests_until:
        return
    limiter = _limiter()
    with _unless_away():
        # Of several none is used up by what another refuses; a single one decides by itself.
        for policy, whose in windows if len(windows) > 1 else ():
            if not limiter.test(policy.item, whose):
                raise TooFast(_wait(limiter, policy, whose), policy)
        for policy, whose in windows:
            # Of two at once that both found room for one, this lets one in.
            if not limiter.hit(policy.item, whose):
                raise TooFast(_wait(limiter, policy, whose), policy)


@contextmanager
def _unless_away() -> Iterator[None]:
    """Go on without a limit where Redis does not answer, and let it rest then."""
    global _rests_until
    try:
        yield
    except StorageError as error:
        _rests_until = time.monotonic() + REST_SECONDS
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
