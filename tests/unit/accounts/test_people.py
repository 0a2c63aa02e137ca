"""People are made once, with an e-mail that is theirs alone."""

from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts import services
from accounts.models import User
from accounts.services import NewPerson
from audit.models import AuditEvent


def test_a_person_is_made_with_a_confirmed_e_mail_and_a_record(public: None) -> None:
    user = services.create_person(
        NewPerson(email="Lena@Example.com", name="Lena", password="a long passphrase")
    )

    assert (user.email, user.name, user.is_staff) == ("lena@example.com", "Lena", False)
    assert user.check_password("a long passphrase")
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("lena@example.com", True, True)
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.target_id) == ("accounts.person.signed_up", str(user.pk))


def test_the_same_e_mail_in_other_letters_is_taken(alice: User) -> None:
    people, events = User.objects.count(), AuditEvent.objects.count()

    with pytest.raises(services.EmailTaken):
        services.create_person(
            NewPerson(email=alice.email.upper(), name="Other", password="a long passphrase")
        )

    assert (User.objects.count(), AuditEvent.objects.count()) == (people, events)


def test_an_e_mail_in_capitals_cannot_be_kept(public: None) -> None:
    with pytest.raises(IntegrityError, match="user_email_lower"):
        User.objects.create(email="LOUD@example.com")


def test_nothing_is_made_when_the_record_cannot_be_written(public: None, monkeypatch: Any) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr("accounts.services.people.audit.record", broken)

    with pytest.raises(RuntimeError, match="no trail"):
        services.create_person(
            NewPerson(email="lost@example.com", name="Lost", password="a long passphrase")
        )

    assert not User.objects.filter(email="lost@example.com").exists()


def test_people_are_called_by_name_else_by_their_e_mail() -> None:
    assert User(email="lena@example.com", name="Lena").label == "Lena"
    assert User(email="lena@example.com").label == "lena"


def create_staff(*arguments: str) -> str:
    out = StringIO()
    call_command("create_staff", *arguments, stdout=out)
    return out.getvalue()


def test_create_staff_prints_a_made_up_password_that_works(public: None) -> None:
    said = create_staff("boss@example.com", "--name", "Boss")

    user = User.objects.get(email="boss@example.com")
    assert (user.name, user.is_staff, user.is_superuser) == ("Boss", True, True)
    assert user.check_password(said.rsplit(": ", 1)[1].strip())
    assert AuditEvent.objects.latest("id").action == "accounts.staff.created"


def test_create_staff_does_not_print_a_password_it_was_given(public: None) -> None:
    said = create_staff("boss@example.com", "--password", "a long passphrase")

    assert "a long passphrase" not in said
    assert User.objects.get(email="boss@example.com").check_password("a long passphrase")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-e-mail"], "Enter a valid email address."),
        (["boss@example.com", "--password", "short"], "This password is too short."),
    ],
)
def test_create_staff_says_what_is_wrong(public: None, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        create_staff(*arguments)

    assert not User.objects.filter(email="boss@example.com").exists()


def test_create_staff_refuses_an_e_mail_that_is_taken(alice: User) -> None:
    with pytest.raises(CommandError, match="has an account already"):
        create_staff(alice.email)
