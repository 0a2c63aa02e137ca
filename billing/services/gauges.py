"""What a workspace has rather than uses up: its files and its people.

Both are held by the same counters as work: held before they come, counted when they are there,
freed when they are gone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import QuerySet

from billing import quotas, sql
from billing.models import GAUGES, Meter, QuotaPeriod, Reservation
from billing.quotas import Account, Hold, QuotaExceeded
from billing.shapes import FREE
from workspaces import hooks
from workspaces.models import Workspace

GONE = (Reservation.State.RELEASED, Reservation.State.RETURNED)


def seats(*, workspace_id: UUID) -> int:
    """Return how many people the plan lets into a workspace (workspaces' seat hook)."""
    period = quotas.current_period(workspace_id=workspace_id, meter=Meter.MEMBERS)
    return _seats_of(period)


def _seats_of(period: QuotaPeriod) -> int:
    """Return how many seats there are: the plan's, and those of grants, taken or not."""
    return period.limit_units + period.overdraft_units + period.granted + period.drawn


def sync_seats(workspace_id: UUID, *, holders: Callable[[], Collection[UUID]]) -> None:
    """Let exactly these hold a seat: people of the workspace, and invitations that still work.

    Who holds one already keeps it, also above the limit; a seat that is left passes to who comes
    with the same step, as from an invitation to the person.

    Raises:
        NoSeatLeft: the plan allows fewer; the caller's transaction must be rolled back.
    """
    sql.lock_plan(workspace_id)
    # Without the part that tells one stay of a person from another.
    there = {row.idem_key.rpartition(":")[0]: row for row in _holding(workspace_id, Meter.MEMBERS)}
    wanted = {f"seat:{holder}": holder for holder in holders()}
    left = [row for key, row in there.items() if key not in wanted]
    fresh = {key: holder for key, holder in wanted.items() if key not in there}
    for row, key in zip(left, list(fresh), strict=False):
        row.subject_id, row.idem_key = fresh.pop(key), _stay(key)
        row.save(update_fields=["subject_id", "idem_key"])
        left = left[1:]
    if left:
        quotas.free([row.pk for row in left], reason="left")
    if fresh:
        _take_seats(workspace_id, fresh)


def _stay(key: str) -> str:
    """Return a key for one stay: a person who comes back takes a new seat."""
    return f"{key}:{uuid4().hex[:8]}"


def _take_seats(workspace_id: UUID, fresh: Mapping[str, UUID]) -> None:
    period = quotas.current_period(workspace_id=workspace_id, meter=Meter.MEMBERS)
    account = Account(workspace_id, Meter.MEMBERS, "seat", None, "", FREE)
    holds = [Hold(uuid4(), holder, 1, _stay(key)) for key, holder in fresh.items()]
    try:
        made = quotas.reserve(account, period=period, holds=holds)
    except QuotaExceeded as refused:
        raise hooks.NoSeatLeft(_seats_of(period), workspace_id=workspace_id) from refused
    for key in made:
        quotas.commit(key)


def _holding(workspace_id: UUID, meter: Meter) -> list[Reservation]:
    """Return what still holds units of a gauge."""
    rows = Reservation.objects.filter(workspace_id=workspace_id, meter=meter)
    return list(rows.exclude(state__in=GONE))


def hold_storage(
    workspace_id: UUID, *, key: str, size: int, label: str = "", actor_id: str = ""
) -> UUID:
    """Hold room for a file before it is accepted; return the hold.

    key: the upload's; the same key holds once. Joins the transaction that is open.

    Raises:
        QuotaExceeded: there is not enough room; the transaction must be rolled back.
    """
    period = quotas.current_period(workspace_id=workspace_id, meter=Meter.STORAGE_BYTES)
    account = Account(workspace_id, Meter.STORAGE_BYTES, "file", None, actor_id, FREE)
    hold = Hold(uuid4(), uuid5(NAMESPACE_OID, key), size, f"file:{key}", label=label)
    return quotas.reserve(account, period=period, holds=[hold])[0]


def count_storage(
    workspace_id: UUID, *, key: str, size: int, label: str = "", actor_id: str = ""
) -> bool:
    """Count a file that was made here, as far as there is room; return whether there was.

    What was made and paid for is kept in any case: it is let in, and no other file after it.
    """
    try:
        with transaction.atomic():
            held = hold_storage(workspace_id, key=key, size=size, label=label, actor_id=actor_id)
            quotas.commit(held)
    except QuotaExceeded:
        return False
    return True


def settle_storage(workspace_id: UUID, *, key: str, size: int | None = None) -> bool:
    """Count a file that has arrived; size: what it has, at most what was held."""
    held = _files(workspace_id, [key]).first()
    return held is not None and quotas.commit(held.pk, units=size)


def free_storage(workspace_id: UUID, *, keys: Iterable[str], reason: str = "") -> int:
    """Free the room of files that are gone, or never came; return of how many."""
    held = _files(workspace_id, list(keys)).values_list("pk", flat=True)
    return quotas.free(list(held), reason=reason)


def counted_files(workspace_id: UUID) -> dict[str, UUID]:
    """Return key → reservation of the files whose room is held or counted."""
    there = _holding(workspace_id, Meter.STORAGE_BYTES)
    return {row.idem_key.removeprefix("file:"): row.pk for row in there}


def recount_storage(
    workspace_id: UUID, *, missing: Mapping[str, int], gone: Iterable[UUID]
) -> tuple[int, int]:
    """Count the files that are there and were not, and free the room of those that are not.

    missing: key → size; above the limit they may stay. gone: reservations. Returns how many of
    either. Joins the transaction that is open.
    """
    period = quotas.current_period(workspace_id=workspace_id, meter=Meter.STORAGE_BYTES)
    account = Account(workspace_id, Meter.STORAGE_BYTES, "file", None, "", FREE)
    holds = [
        Hold(uuid4(), uuid5(NAMESPACE_OID, key), size, f"file:{key}")
        for key, size in missing.items()
        if size > 0
    ]
    made = quotas.admit(account, period=period, holds=holds, reason="was there, not counted")
    return len(made), quotas.free(list(gone), reason="was counted, is not there")


def _files(workspace_id: UUID, keys: Sequence[str]) -> QuerySet[Reservation]:
    return Reservation.objects.filter(
        workspace_id=workspace_id, idem_key__in=[f"file:{key}" for key in keys]
    )


def release_all(workspace: Workspace) -> None:
    """Give back what a workspace still holds, before it is deleted."""
    with transaction.atomic(durable=True):
        held = Reservation.objects.filter(workspace=workspace, state__in=quotas.OPEN)
        quotas.release_many(list(held.values_list("pk", flat=True)), reason="workspace deleted")
        there = Reservation.objects.filter(workspace=workspace, meter__in=sorted(GAUGES))
        counted = there.filter(state=Reservation.State.COMMITTED)
        quotas.free(list(counted.values_list("pk", flat=True)), reason="workspace deleted")
