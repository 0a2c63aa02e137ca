"""Invitations for programs: sent, listed, sent again, taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from accounts.models import User
from tests.factories import people, plans
from tests.factories.mails import letter_to
from tests.unit.workspaces.answers import events, last_event, refusal, somebody
from workspaces import access
from workspaces.models import Invitation, Membership, Workspace

# Who calls, the gate and its fresh look, the invitations.
QUERIES_OF_A_LIST = 4
LENA = {"email": "lena@example.com", "role": "editor"}


@pytest.fixture
def here(acme: Workspace) -> str:
    return f"/workspaces/{acme.pk}"


@pytest.fixture
def invite(alice: User, program: Any, here: str) -> Any:
    """Return a function with which alice invites somebody; it returns the answer."""

    def ask(email: str = LENA["email"], role: str = "editor", **headers: str) -> Any:
        return program(alice).post(f"{here}/invite", {"email": email, "role": role}, **headers)

    return ask


def token_of(answer: Any) -> str:
    token: str = answer.json()["link"].rpartition("/")[2]
    return token


# --- inviting -----------------------------------------------------------------------------------
def test_without_a_mail_server_the_link_is_told(
    alice: User, acme: Workspace, invite: Any, settings: Any
) -> None:
    settings.HAS_EMAIL = False

    answer = invite(" Lena@Example.com")

    body = answer.json()
    invitation = Invitation.objects.get(pk=body["id"])
    assert (answer.status_code, body["mailed"]) == (201, False)
    assert body["link"].startswith(f"{settings.PUBLIC_URL}/join/")
    assert (body["email"], body["role"], body["is_expired"]) == (LENA["email"], "editor", False)
    assert body["invited_by"] == {"id": str(alice.pk), "name": "Alice"}
    assert invitation.expires_at - invitation.created_at == timedelta(days=7)
    assert last_event() == ("workspaces.invitation.sent", str(alice.pk), str(invitation.pk))


def test_with_one_the_link_is_only_in_the_e_mail(invite: Any, settings: Any) -> None:
    settings.HAS_EMAIL = True

    answer = invite()

    assert (answer.status_code, answer.json()["mailed"]) == (201, True)
    assert "link" not in answer.json()
    assert f"{settings.PUBLIC_URL}/join/" in letter_to(LENA["email"]).text


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"email", "role"}),
        ({"email": "lena", "role": "editor"}, {"email"}),
        ({"email": "a@b.c\nBcc: x@y.z", "role": "editor"}, {"email"}),
        ({"email": f"{'x' * 250}@example.com", "role": "editor"}, {"email"}),
        ({"email": "lena@example.com", "role": "boss"}, {"role"}),
        ({"email": None, "role": None}, {"email", "role"}),
    ],
)
def test_what_is_wrong_is_named_by_field(
    alice: User, program: Any, here: str, body: Any, fields: set[str]
) -> None:
    answer = program(alice).post(f"{here}/invite", body)

    assert (refusal(answer), set(answer.json()["errors"])) == ((400, "invalid"), fields)


def test_nobody_is_invited_as_an_owner(acme: Workspace, invite: Any) -> None:
    assert refusal(invite(role="owner")) == (403, "role-too-high")
    assert not Invitation.objects.filter(workspace=acme).exists()


def test_a_member_is_not_invited(bob: User, acme: Workspace, invite: Any) -> None:
    assert refusal(invite(bob.email.upper())) == (409, "member-already")


def test_nobody_is_invited_above_the_plan(acme: Workspace, invite: Any) -> None:
    plans.seats(4)
    invite()

    answer = invite("mia@example.com")

    assert (refusal(answer), answer.json()["limit"]) == ((402, "no-seat-left"), 4)
    assert not Invitation.objects.filter(email="mia@example.com").exists()


def test_inviting_chooses_no_field_that_is_only_read(
    bob: User, alice: User, acme: Workspace, beta: Workspace, program: Any, here: str
) -> None:
    extra = {
        "workspace": str(beta.pk),
        "workspace_id": str(beta.pk),
        "invited_by": str(bob.pk),
        "token_hash": "0" * 64,
        "token": "0",
        "expires_at": "2099-01-01T00:00:00Z",
        "accepted_by": str(bob.pk),
        "id": str(bob.pk),
    }

    answer = program(alice).post(f"{here}/invite", {**LENA, **extra})

    row = Invitation.objects.get(email=LENA["email"])
    assert answer.json()["id"] == str(row.pk) != extra["id"]
    assert (row.workspace_id, row.invited_by_id, row.accepted_by_id) == (acme.pk, alice.pk, None)
    assert row.token_hash != extra["token_hash"]
    assert row.expires_at - row.created_at == timedelta(days=7)


def test_the_same_request_again_tells_no_link(invite: Any, acme: Workspace) -> None:
    first = invite(**{"Idempotency-Key": "k1"})
    again = invite(**{"Idempotency-Key": "k1"})

    assert token_of(first)
    assert "link" not in again.json()
    assert again.json()["id"] == first.json()["id"]
    assert Invitation.objects.filter(workspace=acme).count() == 1


def test_a_token_is_nowhere_in_the_database(
    invite: Any, alice: User, program: Any, here: str
) -> None:
    first = invite(**{"Idempotency-Key": "k1"})
    again = program(alice).post(
        f"{here}/invitations/{first.json()['id']}/resend", **{"Idempotency-Key": "k2"}
    )

    held = "\n".join(everything())
    assert first.json()["email"] in held
    for token in (token_of(first), token_of(again)):
        assert token not in held
        assert token.encode().hex() not in held


def everything() -> list[str]:
    """Return every row of every public table, as text; bytes are hexadecimal."""
    rows: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM public."{table}" t')  # noqa: S608  our own names
            rows.extend(row for (row,) in cursor.fetchall())
    return rows


# --- the list -----------------------------------------------------------------------------------
def test_open_ones_are_listed_newest_first_and_expired_ones_say_so(
    alice: User, bob: User, program: Any, here: str, invite: Any
) -> None:
    ids = [
        invite(f"{name}@example.com").json()["id"] for name in ("old", "late", "revoked", "used")
    ]
    for number, one in enumerate(ids):
        Invitation.objects.filter(pk=one).update(created_at=Now() - timedelta(hours=9 - number))
    Invitation.objects.filter(pk=ids[0]).update(expires_at=Now() - timedelta(seconds=1))
    Invitation.objects.filter(pk=ids[2]).update(revoked_at=Now())
    Invitation.objects.filter(pk=ids[3]).update(accepted_at=Now(), accepted_by=bob)

    body = program(alice).get(f"{here}/invitations").json()

    assert [(row["email"], row["is_expired"]) for row in body["results"]] == [
        ("late@example.com", False),
        ("old@example.com", True),
    ]
    assert set(body["results"][0]) == {
        "id", "email", "role", "invited_by", "created_at", "expires_at", "is_expired",
    }  # fmt: skip
    assert (body["next"], body["previous"]) == (None, None)


def test_a_list_of_many_takes_few_queries(
    alice: User, acme: Workspace, program: Any, here: str, invite: Any,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    plans.seats(20)
    asking = program(alice)
    for number in range(4):
        admin = somebody(acme, "admin")
        body = {"email": f"mia{number}@example.com", "role": "viewer"}
        program(admin).post(f"{here}/invite", body)
    asking.get("/workspaces")
    access.forget_all()

    with django_assert_num_queries(QUERIES_OF_A_LIST):
        assert len(asking.get(f"{here}/invitations").json()["results"]) == 4


# --- again, and taken back ----------------------------------------------------------------------
def test_a_resent_one_has_a_new_link_and_the_old_one_ends(
    alice: User, program: Any, here: str, invite: Any
) -> None:
    lena = people.person("Lena")
    first = invite(lena.email)
    Invitation.objects.filter(pk=first.json()["id"]).update(expires_at=Now() - timedelta(days=1))

    again = program(alice).post(f"{here}/invitations/{first.json()['id']}/resend")

    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert (again.json()["is_expired"], again.json()["mailed"]) == (False, False)
    assert last_event()[0] == "workspaces.invitation.renewed"
    old = program(lena).post("/workspaces/join", {"token": token_of(first)})
    new = program(lena).post("/workspaces/join", {"token": token_of(again)})
    assert (refusal(old), new.status_code) == ((404, "invitation-unknown"), 200)


def test_who_resends_an_expired_one_needs_a_seat_for_it(
    alice: User, program: Any, here: str, invite: Any
) -> None:
    first = invite().json()["id"]
    Invitation.objects.filter(pk=first).update(expires_at=Now() - timedelta(days=1))
    plans.seats(3)

    answer = program(alice).post(f"{here}/invitations/{first}/resend")

    assert refusal(answer) == (402, "no-seat-left")


def test_one_that_is_taken_back_is_over(alice: User, program: Any, here: str, invite: Any) -> None:
    lena = people.person("Lena")
    first, asking = invite(lena.email), program(alice)
    where = f"{here}/invitations/{first.json()['id']}"

    answer = asking.delete(where)

    assert (answer.status_code, answer.content) == (204, b"")
    assert last_event()[0] == "workspaces.invitation.revoked"
    late = program(lena).post("/workspaces/join", {"token": token_of(first)})
    assert refusal(late) == (410, "invitation-revoked")
    assert refusal(asking.delete(where)) == (404, "not-found")
    assert refusal(asking.post(f"{where}/resend")) == (404, "not-found")
    assert asking.get(f"{here}/invitations").json()["results"] == []


def test_inviting_again_ends_the_first_link(
    alice: User, acme: Workspace, program: Any, invite: Any
) -> None:
    lena = people.person("Lena")
    first, again = invite(lena.email, "editor"), invite(lena.email, "viewer")

    old = program(lena).post("/workspaces/join", {"token": token_of(first)})
    new = program(lena).post("/workspaces/join", {"token": token_of(again)})

    assert refusal(old) == (404, "invitation-unknown")
    assert (new.status_code, new.json()["role"]) == (200, "viewer")
    assert Membership.objects.filter(user=lena, workspace=acme).count() == 1


def test_a_refused_invitation_leaves_no_trace(acme: Workspace, invite: Any, bob: User) -> None:
    before = events()

    assert invite(bob.email).status_code == 409
    # The sign-in of who asked, and nothing else.
    assert events() == before + 1
