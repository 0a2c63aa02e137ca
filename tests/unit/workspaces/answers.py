"""What tests of the API read out of answers, and the people they ask as."""

from typing import Any

from accounts.models import User
from audit.models import AuditEvent
from tests.factories import people
from workspaces.models import Workspace
from workspaces.roles import Role


def refusal(answer: Any) -> tuple[int, str]:
    """Return how an answer refuses: its status and the problem's code."""
    return answer.status_code, answer.json()["code"]


def somebody(place: Workspace, role: str) -> User:
    """Return a new member of a workspace."""
    user = people.person("Robin")
    people.join(user, place, Role(role))
    return user


def last_event() -> tuple[str, str, str]:
    """Return the newest of the trail: action, who acted, on what."""
    event = AuditEvent.objects.latest("id")
    return event.action, event.actor_id, event.target_id


def events() -> int:
    """Return how many events the trail has."""
    return AuditEvent.objects.count()
