"""What the statements of the job engine tell."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Claim:
    """An item this worker may work on now. `attempt` fences every later write."""

    item_id: UUID
    job_id: UUID
    attempt: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a worker learns when it renews its lease."""

    cancel_requested: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """An item that has just changed state, and to which."""

    item_id: UUID
    job_id: UUID
    reservation_id: UUID | None
    state: str
    error_code: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A job as its items make it. is_unwanted: a person has asked for it to stop.

    has_begun: the first of its items was taken just now.
    """

    version: int
    kind: str
    state: str
    succeeded: int
    failed: int
    has_ended: bool
    cancelled: int = 0
    is_unwanted: bool = False
    has_begun: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """What is open in a workspace. due: since when, or from when, the first of it; late: how long."""

    running: int
    waiting: int
    due: datetime | None
    late: timedelta | None
