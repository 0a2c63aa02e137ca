"""What staff do to people: for a reason, on the record, and never to the last of themselves."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts import guessing, services
from accounts.actors import actor_of
from accounts.models import MailOut, Notification, User
from accounts.services import NewPerson
from audit.models import AuditEvent
from audit.services import SYSTEM
from tests.factories import people, trail

REASON = "They wrote to us."


@pytest.fixture
def boss(public: None) -> User:
    return services.create_person(
        NewPerson(email="boss@example.com", name="Boss", password="a long one", is_staff=True)
    )


@pytest.fixture
def staff(boss: User, client_for: Any) -> Client:
    return client_for(boss)


def page(staff: Client, person: User) -> Any:
    return staff.get(reverse("admin:accounts_user_change", args=[person.pk]))


def act(staff: Client, person: User, verb: str, reason: str = REASON) -> str:
    name = f"admin:accounts_user_{verb}"
    answer = staff.post(reverse(name, args=[person.pk]), {"reason": reason}, follow=True)
    return answer.content.decode()


def newest() -> AuditEvent:
    return trail.done()


def test_nothing_is_done_before_there_is_a_reason(staff: Client, bob: User) -> None:
    asked = staff.get(reverse("admin:accounts_user_switch_off", args=[bob.pk]))
    empty = staff.post(reverse("admin:accounts_user_switch_off", args=[bob.pk]), {"reason": " "})

    assert "They sign in no more" in asked.content.decode()
    assert bob.email in asked.content.decode()
    assert (asked.status_code, empty.status_code) == (200, 422)
    assert User.objects.get(pk=bob.pk).is_active


def test_a_list_asks_once_for_all_that_were_chosen(staff: Client, bob: User, carol: User) -> None:
    url = reverse("admin:accounts_user_changelist")
    body = {"action": "switch_off", "_selected_action": [str(bob.pk), str(carol.pk)]}

    asked = staff.post(url, body).content.decode()
    assert bob.email in asked
    assert carol.email in asked
    assert User.objects.get(pk=bob.pk).is_active
    staff.post(url, {**body, "reason": REASON})

    assert not User.objects.filter(pk__in=[bob.pk, carol.pk], is_active=True).exists()
    reasons = AuditEvent.objects.filter(action="accounts.person.switched_off")
    assert set(reasons.values_list("reason", flat=True)) == {REASON}


@pytest.mark.slow
def test_who_is_signed_out_everywhere_is_told_and_not_from_where_staff_did_it(
    staff: Client, boss: User, bob: User, client_for: Any, api_for: Any
) -> None:
    browser, program = client_for(bob), api_for(bob)
    browser.get("/workspaces/")

    assert "Signed out everywhere." in act(staff, bob, "sign_out")
    event = newest()

    assert browser.get("/workspaces/").status_code == 302
    assert program.get("/api/v1/auth/me").status_code == 401
    assert event.action == "accounts.person.signed_out_everywhere"
    assert (event.actor_id, event.target_id, event.reason) == (str(boss.pk), str(bob.pk), REASON)
    assert Notification.objects.get(user=bob, kind="signed_out_everywhere").data == {}


def test_who_guessed_too_often_is_seen_and_let_in(staff: Client, bob: User) -> None:
    for _ in range(5):
        Client().post("/accounts/login/", {"login": bob.email, "password": "guess"})
    assert guessing.counted(bob.email) >= 5
    assert "wrong passwords and codes" in page(staff, bob).content.decode().lower()

    assert "They may try again." in act(staff, bob, "let_try_again")

    assert guessing.counted(bob.email) == 0
    assert newest().action == "accounts.person.unlocked"
    assert "Nothing was changed." in act(staff, bob, "let_try_again")


def test_a_confirmation_is_sent_again_to_who_waits_for_it(staff: Client, bob: User) -> None:
    EmailAddress.objects.filter(user=bob).update(verified=False)
    before = MailOut.objects.count()

    assert "A new link is on its way." in act(staff, bob, "send_confirmation")

    assert MailOut.objects.count() == before + 1
    assert MailOut.objects.latest("created_at").address == bob.email
    assert newest().action == "accounts.email.confirmation_sent"
    EmailAddress.objects.filter(user=bob).update(verified=True)
    assert "Nothing was changed." in act(staff, bob, "send_confirmation")


def test_what_was_switched_off_comes_back_and_what_is_closed_does_not(
    staff: Client, bob: User, carol: User
) -> None:
    act(staff, bob, "switch_off")
    assert "Switched on." in act(staff, bob, "switch_on")
    assert (newest().action, newest().reason) == ("accounts.person.switched_on", REASON)
    services.close(carol)

    shown = page(staff, carol).content.decode()

    assert "switch-on/" not in shown
    assert "Nothing was changed." in act(staff, carol, "switch_on")
    assert not User.objects.get(pk=carol.pk).is_active


def test_only_what_means_something_is_offered(staff: Client, bob: User) -> None:
    shown = page(staff, bob).content.decode()

    for verb in ("switch-off", "sign-out", "let-try-again", "send-confirmation", "remove-factors"):
        assert f"/{verb}/" in shown, verb
    assert "/switch-on/" not in shown


@pytest.mark.parametrize("verb", ["switch_off", "sign_out", "remove_factors"])
def test_nobody_locks_themselves_out(staff: Client, boss: User, verb: str) -> None:
    act(staff, boss, verb)

    assert User.objects.get(pk=boss.pk).is_active
    assert people.factor(boss)
    assert staff.get("/staff/").status_code == 200
    assert not AuditEvent.objects.filter(target_id=str(boss.pk), reason=REASON).exists()


def test_the_last_with_every_right_stays(boss: User) -> None:
    second = services.create_person(
        NewPerson(email="second@example.com", name="Second", password="a long one", is_staff=True)
    )

    assert services.switch_off(second, actor=SYSTEM)
    with pytest.raises(services.LastOfStaff):
        services.switch_off(boss, actor=SYSTEM)

    assert User.objects.get(pk=boss.pk).is_active
    assert not services.switch_off(second, actor=SYSTEM), "who is off already takes nobody away"


def test_two_who_switch_each_other_off_leave_one(
    boss: User, staff: Client, client_for: Any
) -> None:
    second = services.create_person(
        NewPerson(email="second@example.com", name="Second", password="a long one", is_staff=True)
    )
    client_for(second)

    assert "Switched off." in act(staff, second, "switch_off")
    with pytest.raises(services.LastOfStaff):
        services.switch_off(boss, actor=actor_of(second))


def test_staff_without_every_right_do_nothing_to_people(
    staff: Client, boss: User, bob: User
) -> None:
    people.factor(bob)
    User.objects.filter(pk=boss.pk).update(is_superuser=False)

    for verb in ("switch_off", "sign_out", "let_try_again", "send_confirmation", "remove_factors"):
        address = reverse(f"admin:accounts_user_{verb}", args=[bob.pk])
        assert staff.post(address, {"reason": REASON}).status_code == 403
    assert User.objects.get(pk=bob.pk).is_active


def test_a_persons_page_shows_e_mails_and_sessions(
    staff: Client, bob: User, client_for: Any, api_for: Any
) -> None:
    client_for(bob).get("/workspaces/")
    api_for(bob)

    shown = page(staff, bob).content.decode().lower()

    for said in ("sessions of programs", "sessions of browsers", "e-mails", bob.email):
        assert said in shown
