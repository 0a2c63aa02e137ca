"""What tests of the members page share: its addresses, and how to read its answers."""

import json
from typing import Any

from accounts.models import User
from workspaces import access, services
from workspaces.models import Invitation, Membership, Workspace
from workspaces.roles import Role

HTMX = {"HX-Request": "true"}
MANAGERS = {"owner", "admin"}


def at(place: Workspace, rest: str = "") -> str:
    return f"/w/{place.slug}/settings/members{rest}"


def toast(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer["HX-Trigger"])["toast"]
    return found


def role_of(user: User, place: Workspace) -> str:
    return Membership.objects.get(user=user, workspace=place).role


def invited(place: Workspace, by: User, email: str = "lena@northbay.example") -> Invitation:
    found = access.find(user_id=by.pk, at=place.slug)
    return services.invite(found, email=email, role=Role.EDITOR, by=by).invitation
