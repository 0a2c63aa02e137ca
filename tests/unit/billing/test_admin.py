"""What staff see of units: rows to read, none to change."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services as accounts
from accounts.services import NewPerson
from billing import quotas, services
from billing.models import Grant
from billing.quotas import Account, Hold
from billing.shapes import NewGrant
from workspaces.models import Workspace


@pytest.fixture
def staff(public: None, client_for: Any) -> Client:
    return client_for(
        accounts.create_person(
            NewPerson(email="boss@example.com", name="Boss", password="a long one", is_staff=True)
        )
    )


@pytest.fixture
def grant(acme: Workspace) -> Grant:
    return services.grant(acme.pk, new=NewGrant("images", 7, "apology", "order-7"))


def page(client: Client, name: str, **query: str) -> str:
    answer = client.get(reverse(f"admin:billing_{name}_changelist"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_grant_is_shown_and_found_by_its_key(
    staff: Client, grant: Grant, acme: Workspace
) -> None:
    for query in ({}, {"q": "order-7"}):
        assert acme.name in page(staff, "grant", **query)

    assert acme.name not in page(staff, "grant", q="order-8")


def test_a_grant_is_neither_added_changed_nor_deleted_by_a_form(
    staff: Client, grant: Grant
) -> None:
    name = "admin:billing_grant"

    assert staff.get(reverse(f"{name}_change", args=[grant.pk])).status_code == 200
    for address in (
        reverse(f"{name}_add"),
        reverse(f"{name}_change", args=[grant.pk]),
        reverse(f"{name}_delete", args=[grant.pk]),
    ):
        assert staff.post(address, {"remaining": 99}).status_code == 403
    assert Grant.objects.get(pk=grant.pk).remaining == 7


def test_what_waits_for_a_provider_can_be_listed(staff: Client, acme: Workspace) -> None:
    period = quotas.current_period(workspace_id=acme.pk, meter="images")
    account = Account(acme.pk, "images", "image", None, "")
    silent, other = (
        Hold(uuid.uuid4(), uuid.uuid4(), 1, uuid.uuid4().hex, label=label)
        for label in ("Silent mug", "Other cup")
    )
    quotas.reserve(account, period=period, holds=[silent, other])
    quotas.unknown(silent.id)

    shown = page(staff, "reservation", state__exact="unknown")

    assert "Silent mug" in shown
    assert "waiting for the provider" in shown
    assert "Other cup" not in shown


def test_the_ledger_shows_the_grants_rows(staff: Client, grant: Grant) -> None:
    assert "apology" in page(staff, "ledgerentry")
