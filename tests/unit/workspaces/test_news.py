"""What people are told of the workspaces they are in, and that nobody is told what they did."""

from accounts import services as accounts
from accounts.models import Notification, User
from tests.factories import guests, people
from tests.factories.jobs import access_to
from workspaces import services
from workspaces.models import Membership, Workspace
from workspaces.roles import Role


def told(person: User) -> list[Notification]:
    return list(accounts.notices_of(person.pk))


def kinds(*people_: User) -> list[list[str]]:
    return [[one.kind for one in told(person)] for person in people_]


def test_a_new_role_is_told_to_who_has_it(acme: Workspace, alice: User, bob: User) -> None:
    services.set_role(access_to(acme), bob.pk, role=Role.REVIEWER, by=alice)

    assert kinds(alice, bob) == [[], ["role_changed"]]
    [notice] = told(bob)
    assert notice.data == {"person": alice.label, "workspace": acme.name, "role": "reviewer"}
    assert notice.path == f"/w/{acme.slug}/"


def test_a_role_that_stays_is_not_told(acme: Workspace, alice: User, bob: User) -> None:
    services.set_role(access_to(acme), bob.pk, role=Role.EDITOR, by=alice)

    assert kinds(bob) == [[]]


def test_ownership_is_told_to_who_gets_it(acme: Workspace, alice: User, bob: User) -> None:
    services.hand_over(access_to(acme), bob.pk, by=alice)

    assert kinds(alice, bob) == [[], ["role_changed"]]
    assert told(bob)[0].data["role"] == "owner"


def test_who_is_removed_is_told_and_nothing_leads_back(
    acme: Workspace, alice: User, bob: User
) -> None:
    services.remove(access_to(acme), bob.pk, by=alice)

    [notice] = told(bob)
    assert (notice.kind, notice.path, notice.workspace_id) == ("removed_from_workspace", "", None)


def test_who_leaves_knows_it(acme: Workspace, bob: User) -> None:
    services.leave(access_to(acme, Role.EDITOR), by=bob)

    assert kinds(bob) == [[]]


def test_who_invited_is_told_that_somebody_has_joined(acme: Workspace, alice: User) -> None:
    robin = people.person("Robin")

    guests.join(guests.invite(acme, alice, robin), by=robin)

    [notice] = told(alice)
    assert (notice.kind, notice.data["person"]) == ("invitation_accepted", "Robin")
    assert notice.path == f"/w/{acme.slug}/settings/members"
    assert kinds(robin) == [["invited"]]


def test_who_invited_and_has_gone_since_is_told_nothing(
    acme: Workspace, alice: User, bob: User
) -> None:
    robin = people.person("Robin")
    issued = guests.invite(acme, alice, robin)
    Membership.objects.filter(user=alice, workspace=acme).delete()

    guests.join(issued, by=robin)

    assert kinds(alice) == [[]]


def test_an_invitation_that_is_sent_again_is_told_once(acme: Workspace, alice: User) -> None:
    robin = people.person("Robin")
    issued = guests.invite(acme, alice, robin)

    services.renew(access_to(acme), issued.invitation.pk, by=alice)

    assert kinds(robin) == [["invited"]]


def test_everybody_else_is_told_that_a_workspace_is_to_go_and_that_it_stays(
    acme: Workspace, alice: User, bob: User, carol: User, mallory: User
) -> None:
    services.ask_deletion(access_to(acme), by=alice)
    services.restore(access_to(acme), by=alice)

    both = ["workspace_kept", "workspace_deletion"]
    assert kinds(alice, bob, carol, mallory) == [[], both, both, []]
    assert told(bob)[1].data["until"]
