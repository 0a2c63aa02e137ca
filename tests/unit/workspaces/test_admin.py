"""What staff see of workspaces, members and invitations, and the little they change."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts import services as accounts
from accounts.models import User
from accounts.services import NewPerson
from tests.factories import guests, people, plans
from tests.factories.jobs import access_to
from tests.factories.trail import actions
from workspaces import services
from workspaces.models import Brand, Invitation, Membership, Workspace
from workspaces.roles import Role
from workspaces.services import BrandValues, Issued


@pytest.fixture
def staff(public: None, client_for: Any) -> Client:
    boss = accounts.create_person(
        NewPerson(email="chief@example.com", name="Chief", password="a long one", is_staff=True)
    )
    return client_for(boss)


@pytest.fixture
def issued(alice: User, acme: Workspace) -> Issued:
    return guests.invite(acme, alice, "lena@example.com", Role.REVIEWER)


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(f"admin:workspaces_{name}", args=args), query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


# --- workspaces ---------------------------------------------------------------------------------
def test_staff_see_how_a_workspace_lives_and_speaks(
    staff: Client, acme: Workspace, alice: User
) -> None:
    values = BrandValues(colours=["#1a2b3c"], tone="Warm and short", words_to_use=["handmade"],
                         words_to_avoid=["cheap"])  # fmt: skip
    services.change_brand(access_to(acme), values, by=alice)
    Workspace.objects.filter(pk=acme.pk).update(time_zone="Asia/Shanghai")

    shown = page(staff, "workspace_change", acme.pk)

    for said in ("Asia/Shanghai", "#1a2b3c", "Warm and short", "handmade / cheap", "active"):
        assert said in shown


def test_a_workspace_without_a_brand_is_shown_too(staff: Client, acme: Workspace) -> None:
    assert acme.slug in page(staff, "workspace_change", acme.pk)
    assert not Brand.objects.filter(pk=acme.pk).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"status": "archived", "archived_at": Now()},
        {"status": "deleting", "delete_at": Now() + timedelta(days=3)},
        {"status": "deleted", "deleted_at": Now(), "name": ""},
    ],
    ids=lambda values: values["status"],
)
def test_a_closed_workspace_is_listed_and_opened(
    staff: Client, acme: Workspace, values: Any
) -> None:
    Workspace.objects.filter(pk=acme.pk).update(**values)

    listed = page(staff, "workspace_changelist", status__exact=values["status"])

    address = reverse("admin:workspaces_workspace_change", args=[acme.pk])
    assert f'href="{address}' in listed
    assert str(acme.pk) in page(staff, "workspace_change", acme.pk)


# --- invitations --------------------------------------------------------------------------------
def test_staff_see_who_is_invited_and_never_the_token(
    staff: Client, issued: Issued, acme: Workspace
) -> None:
    invitation = issued.invitation
    listed = page(staff, "invitation_changelist", q=acme.slug)
    opened = page(staff, "invitation_change", invitation.pk)

    for shown in (listed, opened):
        assert "lena@example.com" in shown
        assert acme.name in shown
        assert invitation.token_hash not in shown
        assert issued.token not in shown
    assert page(staff, "invitation_changelist", q=invitation.token_hash).count("lena@") == 0


def test_invitations_are_told_apart_by_what_became_of_them(
    staff: Client, acme: Workspace, alice: User, issued: Issued
) -> None:
    robin = people.person("Robin")
    used = guests.invite(acme, alice, robin)
    guests.join(used, robin)
    revoked = guests.invite(acme, alice, "revoked@example.com")
    services.revoke(access_to(acme), revoked.invitation.pk, by=alice)
    guests.end(guests.invite(acme, alice, "expired@example.com"), hours=1)

    def listed(state: str) -> set[str]:
        shown = page(staff, "invitation_changelist", q=acme.slug, state=state)
        known = Invitation.objects.filter(workspace=acme).values_list("email", flat=True)
        return {email for email in known if email in shown}

    assert {state: listed(state) for state in ("open", "used", "revoked", "expired")} == {
        "open": {"lena@example.com"},
        "used": {robin.email},
        "revoked": {"revoked@example.com"},
        "expired": {"expired@example.com"},
    }
    assert len(listed("")) == 4


# --- read-only is read-only ---------------------------------------------------------------------
@pytest.mark.parametrize("name", ["workspace", "invitation"])
def test_rows_can_be_neither_added_changed_nor_deleted(
    staff: Client, acme: Workspace, issued: Issued, name: str
) -> None:
    row: Any = {"workspace": acme, "invitation": issued.invitation}[name]
    before = type(row).objects.filter(pk=row.pk).values().get()
    body = {"name": "x", "slug": "x", "status": "deleted", "role": "admin", "email": "x@y.zz"}

    assert staff.get(reverse(f"admin:workspaces_{name}_add")).status_code == 403
    for verb in ("add", "change", "delete"):
        args = [] if verb == "add" else [row.pk]
        address = reverse(f"admin:workspaces_{name}_{verb}", args=args)
        assert staff.post(address, {**body, "post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
    staff.post(reverse(f"admin:workspaces_{name}_changelist"), chosen)

    assert type(row).objects.filter(pk=row.pk).values().get() == before


def test_members_are_never_deleted_here(staff: Client, bob: User, acme: Workspace) -> None:
    member = Membership.objects.get(user=bob, workspace=acme)

    address = reverse("admin:workspaces_membership_delete", args=[member.pk])
    assert staff.post(address, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(member.pk)], "post": "yes"}
    staff.post(reverse("admin:workspaces_membership_changelist"), chosen)

    assert Membership.objects.filter(pk=member.pk).exists()


# --- members ------------------------------------------------------------------------------------
def add(staff: Client, user: User, place: Workspace, role: str = "editor") -> Any:
    body = {"user": str(user.pk), "workspace": str(place.pk), "role": role}
    return staff.post(reverse("admin:workspaces_membership_add"), body)


def test_a_full_workspace_is_said_in_the_form(staff: Client, acme: Workspace) -> None:
    plans.seats(3)
    robin = people.person("Robin")
    before = actions(acme)

    answer = add(staff, robin, acme)

    assert answer.status_code == 200
    assert "The plan has 3 seats, and all are taken." in answer.content.decode()
    assert not guests.is_in(robin, acme)
    assert actions(acme) == before


def test_a_seat_kept_for_somebody_is_theirs(staff: Client, acme: Workspace, alice: User) -> None:
    robin = people.person("Robin")
    guests.invite(acme, alice, robin)
    plans.seats(4)

    assert add(staff, people.person("Lena"), acme).status_code == 200
    assert add(staff, robin, acme).status_code == 302
    assert guests.is_in(robin, acme)


def test_nobody_is_added_to_what_is_deleted(staff: Client, acme: Workspace) -> None:
    Workspace.objects.filter(pk=acme.pk).update(status="deleted", deleted_at=Now())
    robin = people.person("Robin")

    answer = add(staff, robin, acme)

    assert answer.status_code == 200
    assert "This workspace has been deleted." in answer.content.decode()


def test_another_person_or_place_cannot_be_sent_along(
    staff: Client, bob: User, mallory: User, acme: Workspace, beta: Workspace
) -> None:
    member = Membership.objects.get(user=bob, workspace=acme)
    body = {"role": "viewer", "user": str(mallory.pk), "workspace": str(beta.pk)}

    staff.post(reverse("admin:workspaces_membership_change", args=[member.pk]), body)

    member.refresh_from_db()
    assert (member.user_id, member.workspace_id, member.role) == (bob.pk, acme.pk, "viewer")


def test_staff_make_an_owner_where_every_owner_is_gone(
    staff: Client, alice: User, bob: User, acme: Workspace
) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    owner, heir = (Membership.objects.get(user=one, workspace=acme) for one in (alice, bob))

    def give(member: Membership, role: str) -> int:
        address = reverse("admin:workspaces_membership_change", args=[member.pk])
        return staff.post(address, {"role": role}).status_code

    assert give(owner, "viewer") == 200
    assert give(heir, "owner") == 302
    assert give(owner, "viewer") == 302
    assert [one.role for one in services.members(acme.pk) if one.user_id == bob.pk] == ["owner"]


def test_an_unknown_role_is_refused(staff: Client, bob: User, acme: Workspace) -> None:
    member = Membership.objects.get(user=bob, workspace=acme)

    answer = staff.post(
        reverse("admin:workspaces_membership_change", args=[member.pk]), {"role": "boss"}
    )

    assert answer.status_code == 200
    member.refresh_from_db()
    assert member.role == Role.EDITOR
