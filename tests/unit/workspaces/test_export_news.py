"""Who asked for a file of events is told when it is there, as long as they may read it."""

from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from accounts import services as accounts
from accounts.models import Notification, User
from accounts.notices import KINDS
from audit.models import TrailExport
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db


def tell(place: Workspace | None, asked_by: str, **values: Any) -> None:
    """Do what the trail does when a file has been written."""
    shape = {"workspace_id": place and place.pk, "asked_by": asked_by, "format": "csv", **values}
    export = TrailExport.objects.create(**{"state": "done", **shape})
    for path in settings.AUDIT_EXPORT_HOOKS:
        import_string(path)(export)
        import_string(path)(export)


def told(person: User) -> list[Notification]:
    return list(accounts.notices_of(person.pk))


@pytest.mark.parametrize(("state", "word"), [("done", "ready"), ("failed", "could not be written")])
def test_who_asked_is_told_once_what_became_of_it(
    acme: Workspace, alice: User, bob: User, state: str, word: str
) -> None:
    tell(acme, str(alice.pk), state=state)

    [notice] = told(alice)
    assert (notice.kind, notice.workspace_id) == ("events_exported", acme.pk)
    assert notice.path == f"/w/{acme.slug}/activity/exports"
    assert word in KINDS[notice.kind].sentence(notice.data)
    assert told(bob) == []


def test_who_may_not_read_it_any_more_is_not_told(acme: Workspace, alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob).update(role=Role.EDITOR)
    tell(acme, str(bob.pk))
    Membership.objects.filter(user=bob).delete()
    tell(acme, str(bob.pk))

    assert told(bob) == []


@pytest.mark.parametrize("asked_by", ["", "system", "not-a-person"])
def test_who_is_no_person_is_not_told(acme: Workspace, asked_by: str) -> None:
    tell(acme, asked_by)
    tell(None, asked_by)

    assert not Notification.objects.exists()
