"""Who may do what with a workspace by the API: the table of roles, asked of every address."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from audit.models import AuditEvent
from tests.factories import people
from tests.unit.workspaces.answers import refusal, somebody
from workspaces import access, services
from workspaces.models import Workspace
from workspaces.roles import GRANTS, Permission, Role

WORKSPACE = "/workspaces/{id}"
MEMBER = f"{WORKSPACE}/members/{{bob}}"
INVITATION = f"{WORKSPACE}/invitations/{{invitation}}"
INVITE = {"email": "lena@example.com", "role": "viewer"}

# Method, address, body, what it takes, how it answers.
OPERATIONS = [
    ("get", WORKSPACE, None, Permission.WORKSPACE_VIEW, 200),
    ("patch", WORKSPACE, {"name": "Northbay"}, Permission.WORKSPACE_MANAGE, 200),
    ("patch", WORKSPACE, {"brand": {"tone": "Warm."}}, Permission.BRAND_EDIT, 200),
    ("delete", WORKSPACE, None, Permission.WORKSPACE_DELETE, 202),
    ("post", f"{WORKSPACE}/archive", None, Permission.WORKSPACE_MANAGE, 200),
    ("post", f"{WORKSPACE}/leave", None, Permission.WORKSPACE_LEAVE, 204),
    ("post", f"{WORKSPACE}/transfer", {"user_id": "{bob}"}, Permission.OWNERSHIP_TRANSFER, 200),
    ("get", f"{WORKSPACE}/members", None, Permission.WORKSPACE_VIEW, 200),
    ("patch", MEMBER, {"role": "viewer"}, Permission.MEMBER_MANAGE, 200),
    ("delete", MEMBER, None, Permission.MEMBER_MANAGE, 204),
    ("post", f"{WORKSPACE}/invite", INVITE, Permission.MEMBER_INVITE, 201),
    ("get", f"{WORKSPACE}/invitations", None, Permission.MEMBER_MANAGE, 200),
    ("delete", INVITATION, None, Permission.MEMBER_MANAGE, 204),
    ("post", f"{INVITATION}/resend", None, Permission.MEMBER_INVITE, 200),
]
NAMES = [f"{method} {address} {list(body or '')}" for method, address, body, *_more in OPERATIONS]
Filled = Callable[[Any], Any]


@pytest.fixture
def filled(acme: Workspace, alice: Any, bob: Any) -> Filled:
    """Return a function that puts ids where their names stand."""
    issued = services.invite(
        access.find(user_id=alice.pk, at=acme.pk), email="mia@example.com", role="editor", by=alice
    )
    ids = {"id": acme.pk, "bob": bob.pk, "invitation": issued.invitation.pk}

    def fill(given: Any) -> Any:
        if isinstance(given, dict):
            return {name: fill(value) for name, value in given.items()}
        return given.format(**ids) if isinstance(given, str) else given

    return fill


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize(("method", "address", "body", "needed", "code"), OPERATIONS, ids=NAMES)
def test_what_a_role_grants_is_done_and_the_rest_refused(
    acme: Workspace, program: Any, filled: Filled, role: str, method: str, address: str,
    body: Any, needed: Permission, code: int,
) -> None:  # fmt: skip
    robin = somebody(acme, role)

    answer = program(robin).ask(method, filled(address), filled(body))

    if needed in GRANTS[role]:
        assert answer.status_code == code, answer.content
        return
    assert refusal(answer) == (403, "role-not-allowed")
    assert answer.json()["role"] == role
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome) == ("workspaces.workspace.entry_denied", "denied")
    assert (event.actor_id, event.workspace_id) == (str(robin.pk), acme.pk)


@pytest.mark.parametrize(("method", "address", "body", "needed", "code"), OPERATIONS, ids=NAMES)
def test_a_workspace_of_others_is_as_absent_as_one_that_is_none(
    mallory: Any, acme: Workspace, program: Any, filled: Filled, method: str, address: str,
    body: Any, needed: Permission, code: int,
) -> None:  # fmt: skip
    asking, where = program(mallory), filled(address)

    foreign = asking.ask(method, where, filled(body))
    absent = asking.ask(method, where.replace(str(acme.pk), str(uuid.uuid4())), filled(body))

    assert refusal(foreign) == (404, "not-found")
    same = ("type", "title", "status", "code", "detail")
    assert [foreign.json()[key] for key in same] == [absent.json()[key] for key in same]


@pytest.mark.parametrize(("method", "address", "body", "needed", "code"), OPERATIONS, ids=NAMES)
def test_nobody_is_asked_to_sign_in(
    client: Any, filled: Filled, method: str, address: str, body: Any, needed: Permission,
    code: int,
) -> None:  # fmt: skip
    answer = client.generic(method.upper(), f"/api/v1{filled(address)}")

    assert refusal(answer) == (401, "sign-in-required")


@pytest.mark.parametrize(
    ("state", "role", "code"),
    [
        ("archived", "admin", 200),
        ("archived", "owner", 200),
        ("archived", "editor", 403),
        ("deleting", "admin", 403),
        ("deleting", "owner", 200),
    ],
)
def test_an_admin_restores_what_is_archived_and_an_owner_what_is_going(
    alice: Any, acme: Workspace, program: Any, state: str, role: str, code: int
) -> None:
    found = access.find(user_id=alice.pk, at=acme.pk)
    end = services.archive if state == "archived" else services.ask_deletion
    end(found, by=alice)

    answer = program(somebody(acme, role)).post(f"/workspaces/{acme.pk}/restore")

    assert answer.status_code == code
    acme.refresh_from_db()
    assert acme.status == ("active" if code == 200 else state)
    if code == 403:
        assert AuditEvent.objects.latest("id").action == "workspaces.workspace.entry_denied"


def test_members_of_other_workspaces_are_not_there(
    alice: Any, mallory: Any, acme: Workspace, beta: Workspace, program: Any
) -> None:
    """An owner reaches nobody, and no invitation, of another workspace by her own."""
    asking, place = program(alice), f"/workspaces/{acme.pk}"
    foreign = services.invite(
        access.find(user_id=mallory.pk, at=beta.pk), email="mia@example.com", role="editor",
        by=mallory,
    ).invitation.pk  # fmt: skip

    answers = [
        asking.patch(f"{place}/members/{mallory.pk}", {"role": "viewer"}),
        asking.delete(f"{place}/members/{mallory.pk}"),
        asking.delete(f"{place}/invitations/{foreign}"),
        asking.post(f"{place}/invitations/{foreign}/resend"),
        asking.post(f"{place}/transfer", {"user_id": str(mallory.pk)}),
    ]

    assert [refusal(answer) for answer in answers] == [(404, "not-found")] * 5
    assert services.membership(user_id=mallory.pk, workspace_id=beta.pk).role == "owner"
    assert [row.pk for row in services.open_invitations(beta.pk)] == [foreign]


def test_somebody_without_a_workspace_sees_none(public: None, program: Any) -> None:
    assert program(people.person("Robin")).get("/workspaces").json() == []
