"""How many invitations and workspaces an hour lets through, and who is held up."""

import uuid
from typing import Any

import pytest
import redis

from accounts import limiting
from accounts.limiting import TooFast
from accounts.models import User
from tests.factories import people
from tests.unit.workspaces.answers import refusal, somebody
from workspaces.models import Invitation, Workspace


def count(person: uuid.UUID, place: uuid.UUID, email: str = "") -> None:
    limiting.count_invitation(
        user_id=person, workspace_id=place, email=email or f"{uuid.uuid4().hex}@example.com"
    )


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis does not answer."""

    def refused(*_args: Any, **_options: Any) -> None:
        raise redis.ConnectionError("refused")

    monkeypatch.setattr(redis.Redis, "execute_command", refused)


def test_a_person_has_so_many_wherever_they_invite(settings: Any) -> None:
    settings.INVITES_AN_HOUR = {"person": 2, "workspace": 60, "email": 5}
    person = uuid.uuid4()
    for _ in range(2):
        count(person, uuid.uuid4())

    with pytest.raises(TooFast) as refused:
        count(person, uuid.uuid4())

    assert 3500 < refused.value.wait <= 3600
    assert refused.value.minutes == 60
    count(uuid.uuid4(), uuid.uuid4())


def test_a_workspace_has_so_many_whoever_invites(settings: Any) -> None:
    settings.INVITES_AN_HOUR = {"person": 30, "workspace": 2, "email": 5}
    place = uuid.uuid4()
    for _ in range(2):
        count(uuid.uuid4(), place)

    with pytest.raises(TooFast):
        count(uuid.uuid4(), place)


def test_an_email_gets_so_many_from_wherever(settings: Any) -> None:
    settings.INVITES_AN_HOUR = {"person": 30, "workspace": 60, "email": 2}
    email = f"{uuid.uuid4().hex}@example.com"
    for _ in range(2):
        count(uuid.uuid4(), uuid.uuid4(), email)

    with pytest.raises(TooFast):
        count(uuid.uuid4(), uuid.uuid4(), email)


def test_what_is_refused_is_not_counted(settings: Any) -> None:
    settings.INVITES_AN_HOUR = {"person": 2, "workspace": 60, "email": 1}
    person, place = uuid.uuid4(), uuid.uuid4()
    count(person, place, "lena@example.com")
    with pytest.raises(TooFast):
        count(person, place, "lena@example.com")

    count(person, place, "mia@example.com")


def test_no_email_stands_in_redis(settings: Any) -> None:
    count(uuid.uuid4(), uuid.uuid4(), "lena@example.com")

    keys = redis.Redis.from_url(settings.REDIS_URL).keys(f"*{limiting.SPACE}*")
    assert len(keys) == 3
    assert not any(b"lena" in key for key in keys)


def test_without_redis_nobody_is_held_up(settings: Any, away: None, caplog: Any) -> None:
    settings.INVITES_AN_HOUR = {"person": 1, "workspace": 1, "email": 1}
    settings.WORKSPACES_AN_HOUR = 1
    person, place = uuid.uuid4(), uuid.uuid4()

    for _ in range(2):
        count(person, place, "lena@example.com")
        limiting.count_workspace(user_id=person)

    # It is let rest after the first silence, so that nobody waits for it again and again.
    assert [row.message for row in caplog.records if row.name == "accounts.limiting"] == [
        "nothing is limited: Redis does not answer"
    ]


def test_programs_are_told_when_to_invite_again(
    alice: User, acme: Workspace, program: Any, settings: Any
) -> None:
    settings.INVITES_AN_HOUR = {"person": 30, "workspace": 1, "email": 5}
    asking, other = program(alice), program(somebody(acme, "admin"))
    where = f"/workspaces/{acme.pk}"
    first = asking.post(f"{where}/invite", {"email": "lena@example.com", "role": "viewer"})

    again = other.post(f"{where}/invite", {"email": "mia@example.com", "role": "viewer"})
    resent = asking.post(f"{where}/invitations/{first.json()['id']}/resend")

    for answer in (again, resent):
        assert refusal(answer) == (429, "too-many-requests")
        assert 3500 < int(answer["Retry-After"]) <= 3600
        assert "Try again in 60 minutes. Nothing was done." in answer.json()["detail"]
    assert Invitation.objects.filter(workspace=acme).count() == 1


def test_programs_make_so_many_workspaces(public: None, program: Any, settings: Any) -> None:
    settings.WORKSPACES_AN_HOUR = 1
    asking = program(people.person("Robin"))

    first, again = (asking.post("/workspaces", {"name": name}) for name in ("One", "Two"))

    assert first.status_code == 201
    assert refusal(again) == (429, "too-many-requests")
    assert int(again["Retry-After"]) > 3500
