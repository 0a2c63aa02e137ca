"""Rows of the trail in a line."""

import uuid
from typing import Any

from django.db import transaction

from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent

PLACE, OTHER = uuid.uuid4(), uuid.uuid4()


def write(count: int = 1, *, workspace_id: Any = PLACE, **details: Any) -> list[int]:
    """Write rows, each in a transaction of its own; return their numbers."""
    found = []
    for number in range(count):
        with transaction.atomic():
            audit.record(
                Action.WORKSPACE_CHANGED,
                actor=audit.Actor("user", "lena"),
                workspace_id=workspace_id,
                target=audit.Target("workspace", str(workspace_id), f"No. {number}"),
                details=audit.Details(changes={"name": ("Alt\t\n", "neu 新")}, **details),
            )
            found.append(AuditEvent.objects.latest("id").pk)
    return found
