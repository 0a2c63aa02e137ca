"""What programs read of what their person was told."""

import uuid
from typing import Any

from rest_framework.test import APIClient

from accounts import services
from accounts.models import Notification, User

HERE = "/api/v1/notifications"


def tell(person: User, who: str) -> Notification:
    data = {"person": who, "workspace": "Acme"}
    services.tell(person.pk, "invitation_accepted", data=data, subject="members:1", path="/x")
    return services.notices_of(person.pk)[0]


def test_each_sees_what_they_were_told_and_nobody_elses(
    alice: User, bob: User, api_for: Any
) -> None:
    mine = tell(alice, "Bob")
    tell(bob, "Carol")

    answer = api_for(alice).get(HERE).json()

    [one] = answer["results"]
    assert (one["id"], one["kind"], one["text"]) == (
        str(mine.pk), "invitation_accepted", "Bob has joined Acme.",
    )  # fmt: skip
    assert (one["subject"], one["path"], one["read_at"]) == ("members:1", "/x", None)
    assert "data" not in one


def test_what_is_read_and_what_is_not_can_be_asked_for(alice: User, api_for: Any) -> None:
    seen, new = tell(alice, "Bob"), tell(alice, "Carol")
    services.mark_read(alice.pk, seen.pk)
    program = api_for(alice)

    def ids(query: str) -> list[str]:
        return [one["id"] for one in program.get(f"{HERE}{query}").json()["results"]]

    assert ids("?unread=true") == [str(new.pk)]
    assert ids("?unread=false") == [str(seen.pk)]
    assert len(ids("")) == 2
    assert program.get(f"{HERE}?unread=perhaps").status_code == 400


def test_a_list_is_read_page_by_page(alice: User, api_for: Any) -> None:
    for number in range(3):
        tell(alice, f"P{number}")
    program = api_for(alice)

    first = program.get(f"{HERE}?limit=2").json()
    rest = program.get(first["next"]).json()

    assert [len(page["results"]) for page in (first, rest)] == [2, 1]
    assert rest["next"] is None


def test_one_is_marked_read_by_its_own_person_alone(alice: User, bob: User, api_for: Any) -> None:
    notice = tell(alice, "Bob")

    assert api_for(bob).post(f"{HERE}/{notice.pk}/read").status_code == 404
    assert api_for(alice).post(f"{HERE}/{uuid.uuid4()}/read").status_code == 404
    first = api_for(alice).post(f"{HERE}/{notice.pk}/read").json()["read_at"]

    assert first is not None
    assert api_for(alice).post(f"{HERE}/{notice.pk}/read").json()["read_at"] == first


def test_all_are_marked_read(alice: User, bob: User, api_for: Any) -> None:
    tell(alice, "Bob")
    tell(alice, "Carol")
    tell(bob, "Dan")

    assert api_for(alice).post(f"{HERE}/read").json() == {"marked": 2}
    assert api_for(alice).post(f"{HERE}/read").json() == {"marked": 0}
    assert services.unread_of(bob.pk) == 1


def test_choices_are_read_and_changed_one_by_one(alice: User, api_for: Any) -> None:
    program = api_for(alice)
    before = program.get(f"{HERE}/choices").json()["by_mail"]
    assert (before["job_finished"], before["job_failed"]) == (False, True)
    assert "password_changed" not in before

    after = program.put(f"{HERE}/choices", {"by_mail": {"job_finished": True}}, format="json")

    assert after.json()["by_mail"] == {**before, "job_finished": True}


def test_choices_are_kept_all_or_none(alice: User, api_for: Any) -> None:
    wanted = {"job_finished": True, "password_changed": False}

    answer = api_for(alice).put(f"{HERE}/choices", {"by_mail": wanted}, format="json")

    assert answer.status_code == 400
    assert services.choices_of(alice.pk)["job_finished"] is False


def test_a_stranger_is_told_nothing(public: None) -> None:
    for address in (HERE, f"{HERE}/choices"):
        assert APIClient().get(address).status_code == 401
