"""Inviting several people at once: each is told apart, no link is lost, nobody waits for ever."""

from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError

from accounts.models import User
from tests.factories import people, plans
from tests.factories.jobs import access_to
from tests.factories.mails import letters_to
from workspaces import access, services
from workspaces.models import Invitation, Workspace
from workspaces.roles import Role
from workspaces.services import Issued, Outcome, Result, inviting


def invite(place: Workspace, by: User, *emails: str) -> list[Result]:
    return services.invite_many(access_to(place), emails, role=Role.VIEWER, by=by)


def outcomes(results: list[Result]) -> list[tuple[str, Outcome]]:
    return [(one.email, one.outcome) for one in results]


def issue(place: Workspace, by: User, *emails: str) -> list[Issued]:
    return [one.issued for one in invite(place, by, *emails) if one.issued]


def test_each_is_invited_once_in_one_form(alice: User, acme: Workspace) -> None:
    results = invite(acme, alice, " Lena@Example.com", "lena@example.com", "mia@example.com ")

    assert outcomes(results) == [
        ("lena@example.com", Outcome.INVITED),
        ("mia@example.com", Outcome.INVITED),
    ]
    for one in results:
        assert one.issued is not None
        hashed = services.hash_of(one.issued.token)
        assert Invitation.objects.get(email=one.email).token_hash == hashed


def test_who_is_refused_stands_in_nobodys_way(
    alice: User, bob: User, acme: Workspace, settings: Any
) -> None:
    plans.seats(5)
    settings.INVITES_AN_HOUR = {"person": 30, "workspace": 60, "email": 1}
    invite(acme, alice, "lena@example.com")

    results = invite(
        acme, alice, "nobody", f"{'x' * 260}@example.com", bob.email, "lena@example.com",
        "mia@example.com", "late@example.com",
    )  # fmt: skip

    assert [one.outcome for one in results] == [
        Outcome.NOT_AN_EMAIL,
        Outcome.NOT_AN_EMAIL,
        Outcome.MEMBER,
        Outcome.TOO_FAST,
        Outcome.INVITED,
        Outcome.NO_SEAT,
    ]
    assert results[3].refusal is not None


@pytest.mark.parametrize(
    "error", [services.RoleTooHigh("viewer"), access.Archived("Acme"), OperationalError("away")]
)
def test_no_link_is_lost_when_it_ends_in_the_middle(
    alice: User, acme: Workspace, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    whole = inviting.invite

    def ends(found: Any, *, email: str, **options: Any) -> Issued:
        if email.startswith("mia"):
            raise error
        return whole(found, email=email, **options)

    monkeypatch.setattr(inviting, "invite", ends)

    results = invite(acme, alice, "lena@example.com", "mia@example.com", "noor@example.com")

    assert [one.outcome for one in results] == [
        Outcome.INVITED,
        Outcome.LEFT_OUT,
        Outcome.LEFT_OUT,
    ]
    assert results[0].issued is not None
    with pytest.raises(type(error)):
        invite(acme, alice, "nobody", "mia@example.com", "noor@example.com")


def test_nobody_is_invited_to_what_is_closed(alice: User, acme: Workspace) -> None:
    found = access_to(acme)
    people.archived(acme)

    with pytest.raises(access.Archived):
        services.invite_many(found, ["lena@example.com"], role=Role.VIEWER, by=alice)


# --- mail ---------------------------------------------------------------------------------------
def test_nobody_waits_for_a_mail_server(
    alice: User, acme: Workspace, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HAS_EMAIL = True
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    issued = issue(acme, alice, "lena@example.com", "mia@example.com")

    assert [one.is_mailed for one in issued] == [True, True]
    assert len(letters_to("lena@example.com")) == len(letters_to("mia@example.com")) == 1


def test_a_domain_that_no_mail_can_name_stands_in_no_other_ones_way(
    alice: User, acme: Workspace, settings: Any
) -> None:
    settings.HAS_EMAIL = True

    issued = issue(acme, alice, f"lena@{'é' * 60}.com", "mia@example.com")

    assert [one.is_mailed for one in issued] == [False, True]


def test_who_cannot_be_mailed_is_shown_with_the_link(
    alice: User, acme: Workspace, client_for: Any, settings: Any
) -> None:
    settings.HAS_EMAIL = True
    odd = f"lena@{'é' * 60}.com"

    page = client_for(alice).post(
        f"/w/{acme.slug}/settings/members/invite",
        {"emails": f"{odd} mia@example.com", "role": "viewer"},
        headers={"HX-Request": "true"},
    ).content.decode()  # fmt: skip

    assert page.count("/join/") >= 1
    assert f'aria-label="Link for {odd}"' in page
    assert "Link for mia@example.com" not in page


def refuse(*_args: Any) -> int:
    """Stand for a server that is away: asked in a request, it would be an error."""
    raise OSError("refused")
