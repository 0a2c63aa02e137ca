"""Whom invoices are made out to, as a page: kept, refused beside the field, or changed meanwhile."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audit.actions import Action
from audit.models import AuditEvent
from billing.models import BillingAccount
from billing.money import accounts
from billing.money.accounts import Profile
from tests.factories import billing, money, people, trail
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
GIVEN = {
    "name": "Acme GmbH",
    "address": "Musterstraße 12\r\n10115 Berlin",
    "tax_id": "DE 123456789",
    "email": "Books@acme.test",
    "language": "zh-hans",
}


def at(place: Workspace) -> str:
    return f"/w/{place.slug}/settings/billing-details"


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


def kept(place: Workspace) -> Profile:
    return accounts.profile_of(accounts.of(place.pk))


def version(place: Workspace) -> str:
    return accounts.version_of(kept(place))


def test_what_was_never_said_is_as_the_workspace_is_called(acme: Workspace, owner: Client) -> None:
    page = owner.get(at(acme)).content.decode()

    assert f'value="{acme.name}"' in page
    assert f'value="{version(acme)}"' in page


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_details_are_kept_and_stand_on_the_next_invoice(
    acme: Workspace, owner: Client, headers: dict[str, str]
) -> None:
    before = billing.invoiced(acme)

    answer = owner.post(at(acme), {**GIVEN, "version": version(acme)}, headers=headers)

    if headers:
        assert "Saved" in answer.content.decode()
    else:
        assert answer["Location"] == at(acme)
    assert kept(acme) == Profile(
        "Acme GmbH", "Musterstraße 12\n10115 Berlin", "DE 123456789", "books@acme.test", "zh-hans"
    )
    assert billing.invoiced(acme).bill_to["name"] == "Acme GmbH"
    before.refresh_from_db()
    assert before.bill_to["name"] == acme.name


def test_the_trail_says_which_details_changed_and_not_what_they_say(
    acme: Workspace, owner: Client
) -> None:
    assert owner.post(at(acme), {**GIVEN, "version": version(acme)}).status_code == 302

    event = trail.newest(acme)
    hidden = ["•••", "•••"]
    assert event.action == Action.BILLING_ACCOUNT_CHANGED
    assert event.changes == {
        "name": hidden,
        "address": hidden,
        "tax_id": hidden,
        "email": hidden,
        "language": ["en", "zh-hans"],
    }
    assert (event.target_type, event.target_id) == ("billing_account", str(acme.pk))
    row = str(AuditEvent.objects.filter(pk=event.pk).values())
    for word in ("GmbH", "Muster", "123456789", "books"):
        assert word not in row


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "This field is required."),
        ("name", "...", "Say whom the invoices are made out to."),
        ("name", "x" * 161, "at most 160 characters"),
        ("address", "\n".join("abcdefghi"), "Write the address in at most 8 lines."),
        ("address", "a\u202eb", "characters that cannot be seen"),
        ("tax_id", "号码", "Use letters, digits, spaces"),
        ("email", "nobody", "valid email address"),
        ("language", "de", "Select a valid choice."),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_what_is_wrong_is_said_beside_the_field_with_all_that_was_typed(
    acme: Workspace, owner: Client, field: str, value: str, said: str, headers: dict[str, str]
) -> None:
    answer = owner.post(at(acme), {**GIVEN, "tax_id": "DE 7", field: value}, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert page.count("field-error") == 1
    assert field == "tax_id" or 'value="DE 7"' in page
    assert not BillingAccount.objects.filter(tax_id="DE 7").exists()


def test_who_comes_second_sees_what_the_first_saved_and_may_insist(
    acme: Workspace, owner: Client
) -> None:
    read = version(acme)
    accounts.change(
        acme.pk, profile=Profile("Acme Ltd", tax_id="GB 1"), actor=money.STAFF, version=read
    )

    answer = owner.post(at(acme), {**GIVEN, "version": read}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has saved a change" in page
    assert "GB 1" in page
    assert 'value="DE 123456789"' in page
    assert kept(acme).name == "Acme Ltd"
    owner.post(at(acme), {**GIVEN, "version": version(acme)}, headers=HTMX)
    assert kept(acme).name == "Acme GmbH"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_others_are_told_who_can(acme: Workspace, alice: User, client_for: Any, role: Role) -> None:
    client = client_for(people.member(acme, role))

    for answer in (client.get(at(acme)), client.post(at(acme), GIVEN)):
        assert answer.status_code == 403
        assert f"An owner can do this: {alice.label}." in answer.content.decode()
    assert not BillingAccount.objects.filter(name="Acme GmbH").exists()


def test_a_stranger_finds_nothing(acme: Workspace, mallory: User, client_for: Any) -> None:
    assert client_for(mallory).get(at(acme)).status_code == 404
    assert client_for(mallory).post(at(acme), GIVEN).status_code == 404
