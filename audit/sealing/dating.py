"""Whether rows can have been written when they say, judged by their transaction.

A seal says which number no transaction had yet, and when that was: a row of that number or a later
one was written after it, whatever time it names.
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from audit.sealing.findings import AHEAD, INSERTED, Finding
from audit.sealing.forms import Head
from audit.sealing.rows import Row

# The database's clock may be set back by so much and no row is doubted.
SKEW = timedelta(minutes=5)
# Of more seals than one in so long nothing is kept: there are millions.
STEP = timedelta(minutes=5)


class Clock:
    """What signed seals say of time, in their order. next_xid: no transaction has that number yet."""

    def __init__(self, next_xid: int) -> None:
        self._next_xid = next_xid
        self._xids: list[int] = []
        self._floors: list[tuple[bytes, int]] = []
        self._last: datetime | None = None

    def note(self, head: Head) -> None:
        """Learn from a seal that is signed and follows the one before."""
        is_later = self._last is None or head.at >= self._last + STEP
        if is_later and (not self._xids or head.next_xid >= self._xids[-1]):
            floor = (head.at - SKEW).astimezone(UTC)
            self._xids.append(head.next_xid)
            self._floors.append((f"{floor:%Y-%m-%dT%H:%M:%S.%fZ}".encode(), head.n))
            self._last = head.at

    def doubt(self, row: Row) -> Finding | None:
        """Return what is wrong with when a row says it was written."""
        if row.xid >= self._next_xid:
            return Finding(AHEAD, 0, row.id, row.workspace)
        known = bisect_right(self._xids, row.xid)
        if known:
            floor, seal = self._floors[known - 1]
            if row.at < floor:
                return Finding(INSERTED, seal, row.id, row.workspace)
        return None
