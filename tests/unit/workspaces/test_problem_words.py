"""Refusals say what is so, and to whom it can be said."""

import pytest

from config import problems
from workspaces import access, services
from workspaces.access import Access
from workspaces.forms import DeleteForm
from workspaces.models import Workspace
from workspaces.roles import Permission, Role


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("active", "The workspace is active already"),
        ("archived", "The workspace is archived already"),
        ("deleting", "The workspace is being deleted"),
    ],
)
def test_each_state_has_its_sentence(status: str, title: str) -> None:
    problem = problems.of(services.NotInThisState(status))

    assert problem is not None
    assert (problem.status, problem.code, problem.title) == (409, "workspace-state", title)
    assert problem.extra == {"state": status}


@pytest.mark.parametrize(
    ("role", "title"),
    [("owner", "It takes an owner to do this")]
    + [(role, "Your role does not allow this any more") for role in Role.values[1:]],
)
def test_an_owner_is_asked_for_only_where_it_takes_one(role: str, title: str) -> None:
    problem = problems.of(services.RoleTooHigh(role))

    assert problem is not None
    assert (problem.status, problem.code, problem.title) == (403, "role-too-high", title)


def test_who_can_change_a_role_is_said(acme: Workspace, carol: object) -> None:
    found = access.find(user_id=carol.pk, at=acme.slug)
    assert isinstance(found, Access)

    problem = problems.of(access.Forbidden(found, Permission.JOB_SUBMIT))

    assert problem is not None
    assert problem.detail == "An owner or admin of the workspace can change your role."


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Northbay  Home", "Northbay Home"),
        ("Northbay\u00a0Home", " Northbay Home "),
        ("Northbay Home", "Northbay   Home"),
        ("North\u200bbay\u200e Home", "Northbay Home"),
        ("Caf\u00e9", "Cafe\u0301"),
    ],
)
def test_a_name_is_typed_as_it_is_seen(name: str, typed: str) -> None:
    assert DeleteForm({"name": typed}, workspace_name=name).is_valid()


@pytest.mark.parametrize("typed", ["Northbay home", "NorthbayHome", "\u200b", "Northbay"])
def test_another_name_is_another(typed: str) -> None:
    assert not DeleteForm({"name": typed}, workspace_name="Northbay Home").is_valid()
