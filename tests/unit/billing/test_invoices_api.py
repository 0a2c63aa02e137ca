"""Invoices in the API: read, fetched, paid; and whom they are made out to."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from audit.models import AuditEvent
from billing.models import BillingAccount, Invoice
from billing.money import correcting, documents
from tests.factories import billing, money, people
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/api/v1/billing/invoices"
ACCOUNT = "/api/v1/billing/account"


@pytest.fixture
def owner(alice: User, acme: Workspace, api_for: Any) -> APIClient:
    client: APIClient = api_for(alice, acme)
    return client


def one(invoice: Invoice, rest: str = "") -> str:
    return f"{LIST}/{invoice.pk}{rest}"


# --- reading -------------------------------------------------------------------------------------
def test_the_list_has_every_invoice_and_note_the_newest_first(
    acme: Workspace, owner: APIClient
) -> None:
    late, part = billing.overdue(acme), billing.invoiced(acme)
    billing.paid(part, 1000)
    note = correcting.credit(part.pk, amount=400, reason="a slip", actor=money.STAFF)

    rows = owner.get(LIST).json()["results"]

    found = {row["number"]: row for row in rows}
    assert set(found) == {late.number, part.number, note.number}
    assert (found[late.number]["is_overdue"], found[late.number]["owed_minor"]) == (True, 2900)
    assert found[part.number]["state"] == "part_paid"
    assert (found[part.number]["paid_minor"], found[part.number]["owed_minor"]) == (1400, 1500)
    assert found[note.number]["is_note"] is True
    assert (found[note.number]["total_minor"], found[note.number]["corrects"]) == (
        -400, str(part.pk),
    )  # fmt: skip


def test_long_lists_come_in_pages(acme: Workspace, owner: APIClient) -> None:
    numbers = {billing.invoiced(acme).number for _ in range(5)}
    met: list[str] = []
    url: str | None = f"{LIST}?limit=2"
    while url:
        page = owner.get(url).json()
        met += [row["number"] for row in page["results"]]
        url = page["next"]

    assert len(met) == 5
    assert set(met) == numbers


def test_an_invoice_has_its_lines_payments_and_notes(
    acme: Workspace, owner: APIClient, settings: Any
) -> None:
    settings.INVOICE_PAY_TO = "IBAN HK00 0000"
    invoice = billing.ordered(acme)
    billing.paid(invoice)
    note = correcting.credit(invoice.pk, amount=900, reason="a slip", actor=money.STAFF)

    found = owner.get(one(invoice)).json()

    (line,) = found["lines"]
    assert (line["kind"], line["label"]) == ("plan", "Team plan, one month")
    assert (line["quantity"], line["unit_price_minor"], line["amount_minor"]) == (1, 2900, 2900)
    assert [(paid["by"], paid["amount_minor"]) for paid in found["payments"]] == [("bank", 2900)]
    assert found["notes"] == [str(note.pk)]
    assert found["bill_to"]["name"] == acme.name
    assert found["pay_to"] == "IBAN HK00 0000"
    assert found["period_end"] is not None


def test_what_is_written_of_a_payment_by_staff_is_not_told(
    acme: Workspace, owner: APIClient
) -> None:
    invoice = billing.invoiced(acme)
    billing.paid(invoice)

    assert "bank statement" not in owner.get(one(invoice)).content.decode()


def test_lines_take_as_many_queries_for_many_as_for_few(
    acme: Workspace, owner: APIClient, django_assert_max_num_queries: Any
) -> None:
    invoice = billing.invoiced(acme, *range(100, 2100, 100))
    owner.get(one(invoice))

    with django_assert_max_num_queries(10):
        owner.get(one(invoice))
    with django_assert_max_num_queries(8):
        owner.get(LIST)


# --- who may ------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_others_are_told_who_can(acme: Workspace, alice: User, api_for: Any, role: Role) -> None:
    invoice = billing.invoiced(acme)
    client = api_for(people.member(acme, role), acme)

    for answer in (
        client.get(LIST), client.get(one(invoice)), client.get(one(invoice, "/pdf")),
        client.post(one(invoice, "/pay")), client.get(ACCOUNT),
        client.patch(ACCOUNT, {"name": "X"}, format="json"),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (403, "role-not-allowed")
        assert alice.label in answer.json()["detail"]


def test_another_workspaces_invoice_is_not_there(
    acme: Workspace, beta: Workspace, owner: APIClient
) -> None:
    theirs = billing.invoiced(beta)
    draft = Invoice.objects.create(workspace=acme, key="x", currency="USD")

    assert owner.get(LIST).json()["results"] == []
    for pk in (theirs.pk, draft.pk, uuid4()):
        for rest in ("", "/pdf"):
            assert owner.get(f"{LIST}/{pk}{rest}").status_code == 404
        assert owner.post(f"{LIST}/{pk}/pay").status_code == 404


# --- the file ------------------------------------------------------------------------------------
def test_a_file_is_asked_for_until_it_is_there(
    acme: Workspace, owner: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = billing.invoiced(acme)
    there: dict[str, str] = {}
    monkeypatch.setattr(documents, "link", lambda _id, *, language, **_rest: there.get(language))

    waits = owner.get(one(invoice, "/pdf?language=zh-hans"))
    assert (waits.status_code, waits.json(), waits["Retry-After"]) == (202, {"url": None}, "2")
    there["zh-hans"] = "https://files.test/x.pdf"

    ready = owner.get(one(invoice, "/pdf?language=zh-hans"))
    assert (ready.status_code, ready.json()) == (200, {"url": "https://files.test/x.pdf"})
    assert owner.get(one(invoice, "/pdf")).status_code == 202, "in the account's language"
    assert owner.get(one(invoice, "/pdf?language=xx")).status_code == 400


# --- paying --------------------------------------------------------------------------------------
def test_paying_says_where_to(acme: Workspace, owner: APIClient, settings: Any) -> None:
    settings.INVOICE_PAY_TO = "IBAN HK00 0000"
    invoice = billing.invoiced(acme)

    answer = owner.post(one(invoice, "/pay"))

    assert (answer.status_code, answer.json()) == (200, {"url": "", "pay_to": "IBAN HK00 0000"})
    billing.paid(invoice)
    answer = owner.post(one(invoice, "/pay"))
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-owed")


# --- whom they are made out to -------------------------------------------------------------------
def test_details_are_changed_one_by_one(acme: Workspace, owner: APIClient) -> None:
    before = owner.get(ACCOUNT).json()
    assert (before["name"], before["credit_minor"]) == (acme.name, 0)

    answer = owner.patch(
        ACCOUNT, {"name": "Acme GmbH", "address": "Quay 1\n\n  Kiel ", "version": before["version"]},
        format="json",
    )  # fmt: skip

    found = answer.json()
    assert (answer.status_code, found["name"], found["address"]) == (
        200, "Acme GmbH", "Quay 1\nKiel",
    )  # fmt: skip
    assert found["language"] == before["language"]
    assert found["version"] != before["version"]
    event = AuditEvent.objects.get(action="billing.account.changed")
    assert set(event.changes) == {"name", "address"}


def test_an_old_version_changes_nothing(acme: Workspace, owner: APIClient) -> None:
    version = owner.get(ACCOUNT).json()["version"]
    owner.patch(ACCOUNT, {"name": "First"}, format="json")

    answer = owner.patch(ACCOUNT, {"name": "Second", "version": version}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "edit-conflict")
    assert answer.json()["your_version"] == version
    assert BillingAccount.objects.get(pk=acme.pk).name == "First"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", " . "), ("name", "x" * 161), ("name", "a\x07b"), ("name", None),
        ("address", "\n".join("abcdefghi")), ("address", "x" * 601), ("address", "a\u202eb"),
        ("tax_id", "DE_1"), ("tax_id", "9" * 41), ("tax_id", "号码"), ("tax_id", {"a": 1}),
        ("email", "nobody"), ("email", "a@b"), ("language", "de"), ("language", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_of_its_field(
    acme: Workspace, owner: APIClient, field: str, value: Any
) -> None:
    answer = owner.patch(ACCOUNT, {"email": "books@acme.test", field: value}, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not BillingAccount.objects.filter(email="books@acme.test").exists()


@pytest.mark.parametrize("body", [[], "x", 3, None])
def test_a_body_of_another_shape_is_refused(owner: APIClient, body: Any) -> None:
    assert owner.patch(ACCOUNT, body, format="json").status_code in {200, 400}
