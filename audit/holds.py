"""Holds: what must not be dropped by age, for as long as somebody says so."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from audit import services
from audit.actions import Action
from audit.models import Hold


class ReasonMissing(Exception):
    """Nobody holds the trail, or lets it go, without saying why."""


class AlreadyHeld(Exception):
    """The hold is in force already."""


def place(workspace_id: UUID | None, *, reason: str, by: services.Actor) -> Hold:
    """Keep the rows of a workspace, or of all, whatever their age.

    Raises:
        ReasonMissing: nobody said why.
        AlreadyHeld: there is one of it in force.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        hold, is_new = Hold.objects.get_or_create(
            workspace_id=workspace_id,
            lifted_at=None,
            defaults={"reason": reason[:300], "placed_by": by.id},
        )
        if not is_new:
            raise AlreadyHeld
        _record(Action.HOLD_PLACED, hold, reason=reason, by=by)
    return hold


def lift(hold_id: int, *, reason: str, by: services.Actor) -> bool:
    """End a hold; False when it was lifted before.

    Raises:
        ReasonMissing: nobody said why.
        Hold.DoesNotExist: there is none.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        hold = Hold.objects.select_for_update().get(pk=hold_id)
        if hold.lifted_at is not None:
            return False
        Hold.objects.filter(pk=hold_id).update(lifted_at=Now(), lifted_by=by.id)
        _record(Action.HOLD_LIFTED, hold, reason=reason, by=by)
    return True


def _record(action: Action, hold: Hold, *, reason: str, by: services.Actor) -> None:
    services.record(
        action,
        actor=by,
        workspace_id=hold.workspace_id,
        target=services.Target("audit_hold", str(hold.pk), hold.reason),
        details=services.Details(reason=reason),
    )
