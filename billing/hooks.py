"""What else happens when a plan changes: dotted paths named in settings, filled by config."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a workspace's plan.

    name: `started`, `trial_started`, `trial_ending`, `trial_ended`, `period_began`, `changed`,
    `change_planned`, `change_dropped`, `cancelled`, `resumed`, `past_due`, `paid`, `ended`,
    `adjusted`.
    """

    name: str
    workspace_id: UUID
    subscription_id: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def happened(event: Event) -> None:
    """Tell whoever wants to know, in the transaction of the fact: callables (event) → None."""
    for path in settings.BILLING_EVENT_HOOKS:
        import_string(path)(event)
