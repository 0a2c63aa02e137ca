"""Units beside the plan's, and the plan's own set right by staff; each with who and why."""

from uuid import UUID

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from billing import hooks
from billing.models import Grant, LedgerEntry
from billing.quotas import grants, opening, sizing
from billing.shapes import NewGrant


class ReasonMissing(Exception):
    """Nobody changes units without saying why."""


class LimitMoved(Exception):
    """The limit is no longer what who changes it has seen; `limit` says what it is."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the limit is {limit}")
        self.limit = limit


def grant(
    workspace_id: UUID, *, new: NewGrant, actor_id: str = "", by: audit.Actor = audit.SYSTEM
) -> Grant:
    """Give a workspace units beside its plan's; the same key gives once.

    Raises:
        GrantReused: the key stands for another grant.
        IntegrityError: it has no units, or ends before it begins.
    """
    with transaction.atomic(durable=True):
        given, is_new = grants.give(workspace_id, new=new, actor_id=actor_id or by.id)
        if not is_new:
            return given
        audit.record(
            Action.UNITS_GRANTED,
            actor=by,
            workspace_id=workspace_id,
            target=audit.Target("grant", str(given.pk), f"{given.units} {given.meter}"),
            details=audit.Details(reason=given.source, changes={"remaining": (0, given.units)}),
        )
        return given


def void(grant_id: int, *, reason: str, actor_id: str = "", by: audit.Actor = audit.SYSTEM) -> bool:
    """End a grant now; what is held from it stays held. False when it was voided before.

    Raises:
        Grant.DoesNotExist: there is none.
    """
    with transaction.atomic(durable=True):
        ended = Grant.objects.get(pk=grant_id)
        if not grants.void(grant_id, reason=reason, actor_id=actor_id or by.id):
            return False
        audit.record(
            Action.GRANT_VOIDED,
            actor=by,
            workspace_id=ended.workspace_id,
            target=audit.Target("grant", str(grant_id), f"{ended.units} {ended.meter}"),
            details=audit.Details(reason=reason, changes={"remaining": (ended.remaining, 0)}),
        )
        return True


def adjust(
    workspace_id: UUID,
    *,
    meter: str,
    units: int,
    reason: str,
    by: audit.Actor,
    seen: int | None = None,
) -> int:
    """Give a meter more units in the present period (or take some); return its new limit.

    units: negative to take. A gauge keeps them from then on, other meters until the period ends.
    seen: the limit as who adjusts it knows it, so that what is sent twice adjusts once.

    Raises:
        ReasonMissing: nobody said why.
        LimitMoved: the limit is not what was seen; nothing changes.
        LimitTooLow: more is used and held than would be left; nothing changes.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        opening.open_present(workspace_id)
        period = opening.current_period(workspace_id=workspace_id, meter=meter)
        if seen is not None and seen != period.limit_units:
            raise LimitMoved(period.limit_units)
        limit = period.limit_units + units
        if limit < 0:
            raise sizing.LimitTooLow(period.used + period.reserved)
        size = sizing.Size(limit, period.overdraft_units, period.plan_limit)
        kind = LedgerEntry.Kind.ADJUST
        sizing.resize(period, size, kind=kind, reason=reason, actor_id=by.id)
        audit.record(
            Action.UNITS_ADJUSTED,
            actor=by,
            workspace_id=workspace_id,
            target=audit.Target("quota_period", str(period.pk), meter),
            details=audit.Details(reason=reason, changes={"limit": (period.limit_units, limit)}),
        )
        told = {"meter": meter, "units": units, "reason": reason}
        hooks.happened(hooks.Event("adjusted", workspace_id, data=told))
    return limit
