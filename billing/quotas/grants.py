"""Units given beside the plan's: they are held once the period's own are gone.

A grant is a balance of its own in the ledger: its rows name it, and add up to what is left of it.
What is given back to a grant that has ended expires with the next round.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from billing import sql
from billing.models import Draw, Grant, LedgerEntry, QuotaPeriod, Reservation
from billing.quotas.terms import GrantReused, QuotaExceeded, assert_transaction, left_of_plan
from billing.shapes import Account, Hold, NewGrant

EXPIRED = "expired"
VOIDED = "voided"


def draw(account: Account, *, period: QuotaPeriod, holds: Sequence[Hold]) -> int:
    """Hold what is written already: of the plan what it has, of grants the rest.

    Returns what the plan had left before.

    Raises:
        QuotaExceeded: together they have not enough.
    """
    now = QuotaPeriod.objects.select_for_update(no_key=True).get(pk=period.pk)
    had = left_of_plan(now)
    left = max(0, had)
    grants = in_burning_order(
        sql.lock_live_grants(workspace_id=account.workspace_id, meter=account.meter)
    )
    asked = sum(hold.units for hold in holds)
    if asked > left + sum(grant.remaining for grant in grants):
        now.granted = sum(grant.remaining for grant in grants)
        code = sql.version_of(account.workspace_id).plan_id
        raise QuotaExceeded(meter=account.meter, requested=asked, period=now, plan=code)
    QuotaPeriod.objects.filter(pk=period.pk).update(reserved=F("reserved") + min(left, asked))
    entries, draws, split = [], [], []
    for hold in holds:
        plan = min(left, hold.units)
        left -= plan
        entries.append(_held(account, period, hold, units=plan, balance=left))
        if plan < hold.units:
            split.append(Reservation(pk=hold.id, granted_units=hold.units - plan))
        for grant, units in _burn(grants, hold.units - plan):
            draws.append(Draw(reservation_id=hold.id, grant=grant, units=units))
            held = _held(account, period, hold, units=units, balance=grant.remaining)
            held.grant = grant
            entries.append(held)
    Reservation.objects.bulk_update(split, ["granted_units"])
    Draw.objects.bulk_create(draws)
    Grant.objects.bulk_update(grants, ["remaining"])
    LedgerEntry.objects.bulk_create(entries)
    return had


def in_burning_order(grants: Iterable[Grant]) -> list[Grant]:
    """Return grants by priority, then expiry (never is last), then age."""

    def rank(grant: Grant) -> tuple[int, bool, datetime | None, int]:
        return grant.priority, grant.expires_at is None, grant.expires_at, grant.pk

    return sorted(grants, key=rank)


def _burn(grants: Sequence[Grant], units: int) -> Iterable[tuple[Grant, int]]:
    """Take units off grants in their order; yield from which how many."""
    for grant in grants:
        taken = min(units, grant.remaining)
        if taken:
            grant.remaining -= taken
            units -= taken
            yield grant, taken


def give_back(settled: Sequence[sql.Settled], *, kind: LedgerEntry.Kind, reason: str = "") -> None:
    """Give back to grants what was held from them and not counted, last drawn first."""
    drawing = {row.id: row for row in settled if row.granted_units}
    if not drawing:
        return
    draws = list(
        Draw.objects.filter(reservation__in=drawing).select_related("reservation").order_by("id")
    )
    grants = {
        grant.pk: grant
        for grant in Grant.objects.select_for_update(no_key=True)
        .filter(pk__in={draw.grant_id for draw in draws})
        .order_by("priority", "id")
    }
    counted = {
        row.id: max(0, row.settled_units - (row.units - row.granted_units)) for row in settled
    }
    entries = []
    for draw in draws:
        used = min(draw.units, counted[draw.reservation_id])
        counted[draw.reservation_id] -= used
        grant = grants[draw.grant_id]
        grant.remaining += draw.units - used
        entry = _entry(grant, kind, draw.units - used, reason)
        entry.reservation, entry.period_id = draw.reservation, draw.reservation.period_id
        entry.actor_id = draw.reservation.actor_id
        entries.append(entry)
    Grant.objects.bulk_update(grants.values(), ["remaining"])
    LedgerEntry.objects.bulk_create(entries)


def take_back(freed: Sequence[sql.Settled], *, reason: str = "") -> None:
    """Give back to grants what a gauge had counted from them and is gone."""
    counted = {
        row.id: row.settled_units - min(row.settled_units, row.units - row.granted_units)
        for row in freed
        if row.granted_units
    }
    if not counted:
        return
    draws = Draw.objects.filter(reservation__in=counted).select_related("reservation")
    found = list(draws.order_by("id"))
    locked = Grant.objects.select_for_update(no_key=True).order_by("priority", "id")
    grants = {grant.pk: grant for grant in locked.filter(pk__in={one.grant_id for one in found})}
    entries = []
    for one in found:
        used = min(one.units, counted[one.reservation_id])
        counted[one.reservation_id] -= used
        grant = grants[one.grant_id]
        grant.remaining += used
        entry = _entry(grant, LedgerEntry.Kind.RELEASE, used, reason)
        entry.reservation, entry.period_id = one.reservation, one.reservation.period_id
        entries.append(entry)
    Grant.objects.bulk_update(grants.values(), ["remaining"])
    LedgerEntry.objects.bulk_create(entries)


def give(workspace_id: UUID, *, new: NewGrant, actor_id: str = "") -> tuple[Grant, bool]:
    """Give units; the same key gives once. Return the grant, and whether it is new.

    Raises:
        GrantReused: the key stands for another grant.
    """
    assert_transaction()
    fixed = {"workspace_id": workspace_id, "meter": new.meter, "units": new.units}
    grant, is_new = Grant.objects.get_or_create(
        idem_key=new.idem_key,
        defaults={
            **fixed,
            "remaining": new.units,
            "priority": new.priority,
            "effective_at": new.effective_at or sql.Now(),
            "expires_at": new.expires_at,
            "source": new.source[:80],
        },
    )
    if is_new:
        _entry(grant, LedgerEntry.Kind.GRANT, grant.units, new.source, actor_id).save()
    elif any(getattr(grant, name) != value for name, value in fixed.items()):
        raise GrantReused(new.idem_key)
    return grant, is_new


def void(grant_id: int, *, reason: str, actor_id: str = "") -> bool:
    """End a grant now; what is held from it stays held. False when it was voided before."""
    assert_transaction()
    grant = Grant.objects.select_for_update(no_key=True).get(pk=grant_id)
    if grant.voided_at is not None:
        return False
    Grant.objects.filter(pk=grant_id).update(voided_at=sql.Now(), remaining=0)
    left, grant.remaining = grant.remaining, 0
    kind = LedgerEntry.Kind.EXPIRE
    _entry(grant, kind, -left, f"{VOIDED}: {reason}", actor_id).save(force_insert=True)
    return True


def expire(*, limit: int) -> int:
    """Take what is left of grants that have ended, at most so many; return how many."""
    assert_transaction()
    ended = list(
        Grant.objects.select_for_update(no_key=True)
        .filter(Q(expires_at__lte=sql.Now()) | Q(voided_at__isnull=False), remaining__gt=0)
        .order_by("priority", "id")[:limit]
    )
    entries = []
    for grant in ended:
        left, grant.remaining = grant.remaining, 0
        reason = EXPIRED if grant.voided_at is None else VOIDED
        entries.append(_entry(grant, LedgerEntry.Kind.EXPIRE, -left, reason))
    Grant.objects.bulk_update(ended, ["remaining"])
    LedgerEntry.objects.bulk_create(entries)
    return len(ended)


def _held(
    account: Account, period: QuotaPeriod, hold: Hold, *, units: int, balance: int
) -> LedgerEntry:
    return LedgerEntry(
        workspace_id=account.workspace_id,
        meter=account.meter,
        period=period,
        reservation_id=hold.id,
        kind=LedgerEntry.Kind.RESERVE,
        units_delta=-units,
        balance_after=balance,
        actor_id=account.actor_id,
    )


def _entry(
    grant: Grant, kind: LedgerEntry.Kind, delta: int, reason: str, actor_id: str = ""
) -> LedgerEntry:
    return LedgerEntry(
        workspace_id=grant.workspace_id,
        meter=grant.meter,
        grant=grant,
        kind=kind,
        units_delta=delta,
        balance_after=grant.remaining,
        reason=reason[:200],
        actor_id=actor_id,
    )
