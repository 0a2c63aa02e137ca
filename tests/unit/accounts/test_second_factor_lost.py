"""Who has lost the second step is let in by staff or by whoever runs the studio, on the record."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Notification, User
from accounts.services import NewPerson
from audit.models import AuditEvent
from tests.factories import people


@pytest.fixture
def boss(public: None) -> User:
    return services.create_person(
        NewPerson(email="boss@example.com", name="Boss", password="a long one", is_staff=True)
    )


@pytest.fixture
def staff(boss: User, client_for: Any) -> Client:
    return client_for(boss)


def act(staff: Client, action: str, *chosen: User) -> str:
    body = {"action": action, "_selected_action": [str(person.pk) for person in chosen]}
    url = reverse("admin:accounts_user_changelist")
    return staff.post(url, {**body, "reason": "Lost the phone."}, follow=True).content.decode()


def reset(email: str) -> str:
    said = StringIO()
    call_command("reset_second_factor", email, stdout=said)
    return said.getvalue()


def test_the_command_removes_it_signs_out_and_is_recorded(
    bob: User, client_for: Any, api_for: Any
) -> None:
    people.factor(bob)
    browser, program = client_for(bob), api_for(bob)
    browser.get("/workspaces/")

    assert "has no second step any more" in reset(bob.email.upper())

    assert not Authenticator.objects.filter(user=bob).exists()
    assert browser.get("/workspaces/").status_code == 302
    assert program.get("/api/v1/auth/me").status_code == 401
    event = AuditEvent.objects.filter(action="accounts.person.factors_removed").get()
    assert (event.actor_type, event.target_id, event.reason) == (
        "system",
        str(bob.pk),
        "by_command",
    )
    assert Notification.objects.filter(user=bob, kind="factor_removed").exists()


def test_the_command_says_when_there_is_nothing_to_do(bob: User) -> None:
    with pytest.raises(CommandError, match="has no second step"):
        reset(bob.email)
    with pytest.raises(CommandError, match="Nobody signs in"):
        reset("nobody@example.com")


def test_staff_see_what_there_is_and_not_what_it_holds(staff: Client, bob: User) -> None:
    key = people.factor(bob)

    page = staff.get(reverse("admin:accounts_user_change", args=[bob.pk])).content.decode()

    assert "TOTP" in page
    assert key not in page
    assert "gAAAA" not in page, "nor as it is kept"


def test_what_guards_accounts_has_no_forms_in_the_admin() -> None:
    labels = {model._meta.label for model in admin.site._registry}

    assert not {name for name in labels if name.startswith(("mfa.", "social", "user", "axes."))}


def test_staff_remove_a_persons(staff: Client, boss: User, bob: User) -> None:
    people.factor(bob)

    assert "They have no second step any more." in act(staff, "remove_factors", bob)

    event = AuditEvent.objects.filter(action="accounts.person.factors_removed").get()
    assert (event.actor_id, event.target_id) == (str(boss.pk), str(bob.pk))
    assert event.reason == "Lost the phone."


def test_nobody_removes_their_own_there(staff: Client, boss: User) -> None:
    assert "You cannot remove your own here." in act(staff, "remove_factors", boss)
    assert Authenticator.objects.filter(user=boss).exists()


def test_staff_let_somebody_try_again(staff: Client, boss: User, bob: User) -> None:
    for _ in range(5):
        Client().post("/accounts/login/", {"login": bob.email, "password": "guess"})

    assert "They may try again." in act(staff, "let_try_again", bob)

    assert not AccessAttempt.objects.filter(username=bob.email).exists()
    assert AuditEvent.objects.filter(
        action="accounts.person.unlocked", actor_id=str(boss.pk), target_id=str(bob.pk)
    ).exists()


@pytest.mark.parametrize("action", ["remove_factors", "let_try_again"])
def test_staff_without_every_right_do_neither(staff: Client, boss: User, bob: User, action: str) -> None:  # fmt: skip
    people.factor(bob)
    User.objects.filter(pk=boss.pk).update(is_superuser=False)

    act(staff, action, bob)

    assert Authenticator.objects.filter(user=bob).exists()
