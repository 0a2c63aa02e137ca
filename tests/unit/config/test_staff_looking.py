"""Staff who look at people and at what workspaces have: it is on the record that they did."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import mails
from audit.models import AuditEvent
from tests.factories import billing
from tests.unit.config.test_staff_mail import LETTER
from workspaces.models import Membership, Workspace

LIST, ROW = "audit.list.seen_by_staff", "audit.row.seen_by_staff"


def look(client: Client, name: str, *args: Any, **query: str) -> list[AuditEvent]:
    """Open a page and return what the trail has more."""
    last = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
    answer = client.get(reverse(f"admin:{name}", args=args), query)
    assert answer.status_code == 200
    return list(AuditEvent.objects.filter(id__gt=last).order_by("id"))


def test_who_looks_at_people_and_workspaces_is_recorded(
    staff: Client, boss: User, alice: User, acme: Workspace
) -> None:
    member = Membership.objects.get(user=alice, workspace=acme)
    invoice = billing.invoiced(acme)

    seen = [
        look(staff, "accounts_user_change", alice.pk),
        look(staff, "workspaces_workspace_change", acme.pk),
        look(staff, "workspaces_membership_change", member.pk),
        look(staff, "billing_invoice_change", invoice.pk),
    ]

    assert [[event.action for event in events] for events in seen] == [[ROW]] * 4
    person, place, membership, paper = (events[0] for events in seen)
    assert (person.target_type, person.target_id) == ("user", str(alice.pk))
    assert (place.target_type, place.target_label) == ("workspace", acme.name)
    assert (membership.target_type, membership.target_id) == ("member", str(alice.pk))
    assert (paper.target_type, paper.target_id) == ("invoice", str(invoice.pk))
    assert [one.workspace_id for one in (person, place, membership, paper)] == [
        None, acme.pk, acme.pk, acme.pk,
    ]  # fmt: skip
    assert {(events[0].actor_type, events[0].actor_id) for events in seen} == {
        ("staff", str(boss.pk))
    }


def test_a_list_is_recorded_by_its_filters_and_never_by_what_was_searched_for(
    staff: Client, alice: User, acme: Workspace
) -> None:
    people = look(staff, "accounts_user_changelist", q=alice.email)
    narrowed = look(staff, "workspaces_membership_changelist", workspace__id__exact=str(acme.pk))

    (one,), (other,) = people, narrowed
    assert (one.action, one.target_id, one.data) == (LIST, "accounts.user", {"filters": ["q"]})
    assert alice.email not in str(one.__dict__)
    assert (other.action, other.workspace_id) == (LIST, acme.pk)


def test_the_list_of_mails_is_recorded_and_reading_one_by_its_own_name(
    staff: Client, alice: User, settings: Any
) -> None:
    mail = mails.post(mails.Mail(alice.email, "test", LETTER, user_id=alice.pk))
    settings.HAS_EMAIL = False

    assert [event.action for event in look(staff, "accounts_mailout_changelist")] == [LIST]
    assert [event.action for event in look(staff, "accounts_mailout_change", mail)] == [
        "accounts.mail.read_by_staff"
    ]


@pytest.mark.parametrize(
    "name", ["billing_plan", "billing_planversion", "billing_pricesheet", "workspaces_openwork"]
)
def test_looking_at_what_is_the_studios_own_is_not_recorded(staff: Client, name: str) -> None:
    assert look(staff, f"{name}_changelist") == []


def test_what_is_refused_is_no_look(boss: User, staff: Client, alice: User) -> None:
    User.objects.filter(pk=boss.pk).update(is_superuser=False)

    answer = staff.get(reverse("admin:accounts_user_change", args=[alice.pk]))

    assert answer.status_code == 403
    assert not AuditEvent.objects.filter(action__in=[LIST, ROW]).exists()


def test_a_search_of_the_menu_tells_of_nobody(staff: Client, alice: User) -> None:
    answer = staff.get("/staff/search/", {"s": alice.email})

    assert alice.email not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    ["jsi18n/", "password_change/done/", "accounts/", "no-such-page/", "r/1/1/", "autocomplete/"],
)
def test_pages_of_no_class_write_nothing(staff: Client, path: str) -> None:
    before = AuditEvent.objects.exclude(outcome="denied").count()

    staff.get(f"/staff/{path}")

    assert AuditEvent.objects.exclude(outcome="denied").count() == before
