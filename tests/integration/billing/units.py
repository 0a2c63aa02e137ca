"""Units of one workspace, held and settled by many connections at once."""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import OperationalError, connection, transaction

from billing import quotas, services
from billing.models import Grant, QuotaPeriod
from billing.quotas import Account, Hold
from billing.shapes import NewGrant
from tests.factories import people, plans
from tests.unit.billing import invariants
from workspaces.models import Workspace


class Place:
    """A new workspace whose plan has so many images in this period."""

    def __init__(self, *, limit: int) -> None:
        owner = people.person("Uma")
        self.workspace: Workspace = people.workspace("Units", owner)
        self.account = Account(self.workspace.pk, "images", "image", uuid.uuid4(), str(owner.pk))
        plans.limit(self.workspace.pk, "images", limit)

    def period(self) -> QuotaPeriod:
        return quotas.current_period(workspace_id=self.workspace.pk, meter="images")

    def counters(self) -> tuple[int, int]:
        """Return the plan's (used, reserved)."""
        period = self.period()
        return period.used, period.reserved

    def grant(self, units: int, **fields: Any) -> Grant:
        new = NewGrant("images", units, "test", uuid.uuid4().hex, **fields)
        return services.grant(self.workspace.pk, new=new)

    def reserve(self, *units: int, key: str = "") -> list[uuid.UUID]:
        """Hold units in a transaction of its own."""
        holds = [
            Hold(uuid.uuid4(), uuid.uuid5(uuid.NAMESPACE_OID, key), n, key or uuid.uuid4().hex)
            for n in units
        ]
        with transaction.atomic():
            return quotas.reserve(self.account, period=self.period(), holds=holds)

    def check(self) -> invariants.Snapshot:
        """Check what is true at every commit."""
        now = invariants.look([self.workspace.pk])
        for invariant in invariants.STANDING:
            invariant(now)
        return now


def alone(call: Callable[..., Any], *args: Any, **named: Any) -> Callable[[], Any]:
    """Return a call in a transaction of its own."""

    def run() -> Any:
        with transaction.atomic():
            return call(*args, **named)

    return run


def at_once(calls: Sequence[Callable[[], Any]], *, threads: int | None = None) -> list[Any]:
    """Share calls among threads with connections of their own, which begin together.

    Returns what each call returned, or how it was refused. Who gives up waiting for a lock asks
    again.
    """
    count = threads or len(calls)
    start = Barrier(count)

    def work(first: int) -> list[Any]:
        try:
            connection.ensure_connection()
            start.wait()
            return [_insist(call) for call in calls[first::count]]
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        shares = list(pool.map(work, range(count)))
    return [shares[number % count][number // count] for number in range(len(calls))]


def _insist(call: Callable[[], Any]) -> Any:
    while True:
        try:
            return call()
        except OperationalError:
            continue
        except quotas.QuotaExceeded as refused:
            return refused
