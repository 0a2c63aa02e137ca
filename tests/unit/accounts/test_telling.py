"""What people are told: once, not what they did themselves, and by mail as they chose."""

from typing import Any

import pytest
from django.db import transaction

from accounts import notices, services
from accounts.models import MailOut, Notification, User
from audit.models import AuditEvent

MADE = {"of": "image", "made": 3, "total": 4, "failed": 1, "title": "Spring collection"}


def told(person: User) -> list[str]:
    return [row.kind for row in services.notices_of(person.pk)]


def test_a_person_is_told_and_reads_it_in_their_language(alice: User) -> None:
    services.tell(alice.pk, "job_partly", data=MADE, subject="job:1", path="/w/acme/jobs/1/")

    [row] = services.notices_of(alice.pk)
    assert notices.sentence_of(row.kind, row.data) == "3 of 4 images are ready: Spring collection"
    assert notices.detail_of(row.kind, row.data) == "1 could not be made and is not counted."
    assert services.unread_of(alice.pk) == 1


def test_nobody_is_told_twice_under_one_name(alice: User, bob: User) -> None:
    first = services.tell(alice.pk, "job_partly", data=MADE, once="job:1:7")
    again = services.tell(alice.pk, "job_partly", data=MADE, once="job:1:7")
    another = services.tell(bob.pk, "job_partly", data=MADE, once="job:1:7")

    assert (first, again, another) == (True, False, True)
    assert told(alice) == ["job_partly"]
    assert MailOut.objects.filter(user=alice).count() == 1


def test_what_one_did_oneself_is_not_told(alice: User) -> None:
    assert not services.tell(alice.pk, "role_changed", data={}, by=alice.pk)

    assert told(alice) == []


def test_what_concerns_safety_is_told_even_to_who_did_it(alice: User) -> None:
    assert services.tell(alice.pk, "password_changed", data={}, by=alice.pk)

    assert told(alice) == ["password_changed"]
    assert MailOut.objects.get(user=alice).subject == "E_Business: Your password was changed"


def test_who_cannot_sign_in_is_told_nothing(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert not services.tell(alice.pk, "job_partly", data=MADE)
    assert not Notification.objects.filter(user=alice).exists()


def test_a_kind_nobody_knows_is_a_mistake_of_the_program(alice: User) -> None:
    with pytest.raises(notices.UnknownKind):
        services.tell(alice.pk, "moon_landed", data={})


@pytest.mark.parametrize(
    ("kind", "chosen", "mails"),
    [
        ("job_finished", None, 0),
        ("job_finished", True, 1),
        ("job_failed", None, 1),
        ("job_failed", False, 0),
    ],
)
def test_it_is_mailed_as_the_person_chose(
    alice: User, kind: str, chosen: bool | None, mails: int
) -> None:
    if chosen is not None:
        services.choose(alice.pk, kind, by_mail=chosen)

    services.tell(alice.pk, kind, data=MADE)

    assert MailOut.objects.filter(user=alice).count() == mails


def test_a_choice_is_recorded_when_it_is_another(alice: User) -> None:
    def choices() -> list[AuditEvent]:
        return list(AuditEvent.objects.filter(action="accounts.notice.chosen").order_by("id"))

    services.choose(alice.pk, "job_failed", by_mail=True)
    assert choices() == [], "it is so already"
    services.choose(alice.pk, "job_failed", by_mail=False)
    services.choose(alice.pk, "job_failed", by_mail=False)
    services.choose(alice.pk, "job_failed", by_mail=True)
    services.stop_mail(alice.pk, "job_failed")

    assert [event.changes["by_mail"] for event in choices()] == [
        [True, False], [False, True], [True, False],
    ]  # fmt: skip
    assert [event.data for event in choices()] == [{}, {}, {"way": "mail"}]
    assert {event.actor_id for event in choices()} == {str(alice.pk)}


def test_security_is_mailed_whatever_was_written(alice: User) -> None:
    with pytest.raises(services.AlwaysMailed):
        services.choose(alice.pk, "factor_removed", by_mail=False)


def test_a_changed_e_mail_is_told_to_both_addresses(alice: User) -> None:
    services.tell(
        alice.pk, "email_changed", data={"email": alice.email, "before": "old@example.org"}
    )

    addresses = set(MailOut.objects.filter(user=alice).values_list("address", flat=True))
    assert addresses == {alice.email, "old@example.org"}


def test_it_shares_the_fate_of_the_fact(alice: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.tell(alice.pk, "password_changed", data={})
        raise ZeroDivisionError

    assert told(alice) == []


@pytest.mark.parametrize("kind", [kind for kind in notices.KINDS.values() if kind.is_security])
def test_what_concerns_safety_leads_to_where_it_is_looked_after(
    alice: User, client_for: Any, kind: notices.Kind
) -> None:
    services.tell(alice.pk, kind.name, data={})

    [notice] = services.notices_of(alice.pk)
    assert notice.path.startswith("/accounts/")
    assert client_for(alice).get(notice.path).status_code in {200, 302}
