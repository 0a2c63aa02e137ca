"""The pages of invoices: the list with what is owed, one as a page, its file, paying it."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from billing.models import Invoice
from billing.money import correcting, documents
from tests.factories import billing, money, people
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SPACE = "\N{NO-BREAK SPACE}"


def at(place: Workspace, rest: str = "") -> str:
    return f"/w/{place.slug}/settings/invoices{rest}"


def shown(answer: Any) -> str:
    """Return a page as it is read."""
    return " ".join(answer.content.decode().replace(SPACE, " ").split())


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What is in the bucket by language; and what was asked for, under `asked`."""
    found: dict[str, str] = {}

    def link(invoice_id: Any, *, language: str, **_rest: Any) -> str | None:
        found["asked"] = language
        return found.get(language)

    monkeypatch.setattr(documents, "link", link)
    return found


# --- the list ------------------------------------------------------------------------------------
def test_without_invoices_the_page_says_where_they_come_from(
    acme: Workspace, owner: Client
) -> None:
    page = shown(owner.get(at(acme)))

    assert "No invoices yet" in page
    assert "<table" not in page


def test_the_list_tells_of_each_its_number_what_for_and_how_it_stands(
    acme: Workspace, owner: Client
) -> None:
    ordered = billing.ordered(acme)
    part = billing.invoiced(acme, 2000, 500, label="Moving in")
    billing.paid(part, 1000)
    late = billing.overdue(acme)

    page = shown(owner.get(at(acme)))

    for invoice in (ordered, part, late):
        assert f'{at(acme)}/{invoice.pk}">{invoice.number}</a>' in page
    for said in ("Team plan, one month", "Moving in", "and 1 more", "To be paid", "Paid in part",
                 "Overdue", "USD 15.00", "USD 73.00", "Of it overdue"):  # fmt: skip
        assert said in page, said
    assert f"Invoice {late.number} is overdue since" in page
    assert "2 more invoices are to be paid." in page
    assert f'href="{at(acme)}/{late.pk}#pay"' in page


def test_paid_void_and_credited_invoices_say_so(acme: Workspace, owner: Client) -> None:
    billing.paid(billing.invoiced(acme))
    money.void(billing.invoiced(acme))
    taken_back = billing.invoiced(acme)
    billing.paid(taken_back)
    note = correcting.credit(taken_back.pk, amount=2900, reason="a slip", actor=money.STAFF)

    page = shown(owner.get(at(acme)))

    for said in ("Paid </span>", "Void </span>", "Credited </span>", "Credit note </span>"):
        assert said.removesuffix(" </span>") + "</span>" in page, said
    assert f"Taken back from {taken_back.number}" in page
    assert str(note.number) in page
    assert "USD 29.00</dd>" in page, "the credit that is kept"
    assert "Still to pay" not in page or "–</dd>" in page


def test_long_lists_come_in_parts(
    acme: Workspace, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.screens.invoices.PAGE", 2)
    numbers = [billing.invoiced(acme).number for _ in range(5)]
    met: list[str] = []
    url = at(acme)
    while url:
        page = shown(owner.get(url, headers=HTMX if "before" in url else {}))
        met += [number for number in reversed(numbers) if f">{number}</a>" in page]
        url = page.partition('hx-get="')[2].partition('"')[0] if 'id="load-more"' in page else ""

    assert met == numbers[::-1]
    assert f'{at(acme)}"' in shown(owner.get(f"{at(acme)}?before={numbers[2]}"))


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    acme: Workspace, owner: Client, django_assert_max_num_queries: Any
) -> None:
    billing.subscribed(acme)
    for _ in range(6):
        billing.paid(billing.invoiced(acme), 100)
    owner.get(at(acme))

    with django_assert_max_num_queries(16):
        owner.get(at(acme))


@pytest.mark.parametrize("before", ["x", "2026-999999", "'", "%00", "9" * 400])
def test_an_odd_place_in_the_list_is_only_an_odd_place(
    acme: Workspace, owner: Client, before: str
) -> None:
    billing.invoiced(acme)

    assert owner.get(f"{at(acme)}?before={before}").status_code == 200


# --- who sees them -------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("rest", ["", "/{id}", "/{id}/pdf"])
def test_owners_see_invoices_and_others_are_told_who_does(
    acme: Workspace, alice: User, client_for: Any, drawn: dict[str, str], role: Role, rest: str
) -> None:
    invoice = billing.invoiced(acme)

    answer = client_for(people.member(acme, role)).get(at(acme, rest.format(id=invoice.pk)))

    if role == Role.OWNER:
        assert answer.status_code in {200, 302}
    else:
        assert answer.status_code == 403
        assert f"An owner can do this: {alice.label}." in shown(answer)
        assert not drawn


def test_another_workspaces_invoice_is_not_there(
    acme: Workspace, beta: Workspace, owner: Client
) -> None:
    theirs = billing.invoiced(beta)

    assert str(theirs.number) not in shown(owner.get(at(acme)))
    for rest in ("", "/pdf"):
        assert owner.get(at(acme, f"/{theirs.pk}{rest}")).status_code == 404
        assert owner.get(at(acme, f"/{uuid4()}{rest}")).status_code == 404
    assert owner.post(at(acme, f"/{theirs.pk}/pay")).status_code == 404
    assert owner.get(at(beta)).status_code == 404


def test_a_draft_is_not_there(acme: Workspace, owner: Client) -> None:
    invoice = money.place(acme).invoice
    draft = Invoice.objects.create(workspace=acme, key="x", currency="USD")

    assert owner.get(at(acme, f"/{draft.pk}")).status_code == 404
    assert owner.get(at(acme, f"/{draft.pk}/pdf")).status_code == 404
    assert owner.get(at(acme, f"/{invoice.pk}")).status_code == 200


def test_an_archived_workspace_looks_and_pays_still(acme: Workspace, owner: Client) -> None:
    invoice = billing.invoiced(acme)
    people.archived(acme)

    assert owner.get(at(acme)).status_code == 200
    assert owner.get(at(acme, f"/{invoice.pk}")).status_code == 200
    assert owner.post(at(acme, f"/{invoice.pk}/pay")).status_code == 302


# --- one as a page -------------------------------------------------------------------------------
def test_an_invoice_says_what_its_paper_says(acme: Workspace, owner: Client, settings: Any) -> None:
    settings.INVOICE_SELLER = ["Lumen Commerce Ltd.", "12 Harbour Road"]
    settings.INVOICE_PAY_TO = "IBAN HK00 0000\nBIC LUMEHKHH"
    invoice = billing.ordered(acme)

    page = shown(owner.get(at(acme, f"/{invoice.pk}")))

    for said in ("Lumen Commerce Ltd.", "12 Harbour Road", acme.name, "Team plan, one month",
                 "USD 29.00", "Amount due", "IBAN HK00 0000", "BIC LUMEHKHH", "Due",
                 f'data-copy="{invoice.number}"', "The Team plan begins when all of it has come."):  # fmt: skip
        assert said in page, said
    assert "by card" not in page


def test_payments_and_what_is_left_are_told(acme: Workspace, owner: Client) -> None:
    invoice = billing.invoiced(acme)
    billing.paid(invoice, 1000)

    page = shown(owner.get(at(acme, f"/{invoice.pk}")))
    assert "Paid in part" in page
    assert "By bank" in page
    assert '<p class="num text-2xl font-semibold">USD 19.00</p>' in page

    billing.paid(invoice)
    page = shown(owner.get(at(acme, f"/{invoice.pk}")))
    assert "Still to pay" not in page
    assert "bill-pay" not in page


def test_an_invoice_and_its_note_lead_to_each_other(acme: Workspace, owner: Client) -> None:
    invoice = billing.invoiced(acme)
    billing.paid(invoice)
    note = correcting.credit(invoice.pk, amount=900, reason="two days off", actor=money.STAFF)

    whole, part = (shown(owner.get(at(acme, f"/{one.pk}"))) for one in (invoice, note))

    assert "USD 9.00 of it were taken back" in whole
    assert f'{at(acme)}/{note.pk}">Credit note {note.number}' in whole
    assert f'{at(acme)}/{invoice.pk}">Invoice {invoice.number}' in part
    assert "two days off" in part
    assert "Still to pay" not in part


def test_a_void_and_an_overdue_invoice_say_what_follows(acme: Workspace, owner: Client) -> None:
    void, late = money.void(billing.invoiced(acme)), billing.overdue(acme)

    assert "This invoice is void" in shown(owner.get(at(acme, f"/{void.pk}")))
    assert "USD 29.00 should have been paid by" in shown(owner.get(at(acme, f"/{late.pk}")))


def test_one_invoice_takes_few_queries(
    acme: Workspace, owner: Client, django_assert_max_num_queries: Any
) -> None:
    invoice = billing.invoiced(acme, *range(100, 1300, 100))
    for _ in range(4):
        billing.paid(invoice, 100)
    owner.get(at(acme, f"/{invoice.pk}"))

    with django_assert_max_num_queries(18):
        owner.get(at(acme, f"/{invoice.pk}"))


# --- its file ------------------------------------------------------------------------------------
def test_a_file_is_waited_for_and_then_saved(
    acme: Workspace, owner: Client, drawn: dict[str, str]
) -> None:
    invoice = billing.invoiced(acme)
    url = at(acme, f"/{invoice.pk}/pdf?language=zh-hans")

    waiting = shown(owner.get(url, headers=HTMX))

    assert "The PDF is being drawn." in waiting
    assert f'{at(acme)}/{invoice.pk}/pdf?language=zh-hans&amp;tries=1"' in waiting
    drawn["zh-hans"] = "https://files.test/x.pdf"
    ready = owner.get(f"{url}&tries=1", headers=HTMX)
    assert "being drawn" not in shown(ready)
    assert '"url": "https://files.test/x.pdf"' in ready["HX-Trigger"]
    assert owner.get(url)["Location"] == "https://files.test/x.pdf"


def test_without_the_script_the_page_waits_for_the_file(
    acme: Workspace, owner: Client, drawn: dict[str, str]
) -> None:
    invoice = billing.invoiced(acme)

    answer = owner.get(at(acme, f"/{invoice.pk}/pdf?language=en"))

    assert answer["Location"] == at(acme, f"/{invoice.pk}?drawing=en#paper")
    assert "The PDF is being drawn." in shown(owner.get(answer["Location"]))


def test_what_takes_too_long_is_not_waited_for_for_ever(
    acme: Workspace, owner: Client, drawn: dict[str, str]
) -> None:
    invoice = billing.invoiced(acme)

    page = shown(owner.get(at(acme, f"/{invoice.pk}/pdf?language=en&tries=30"), headers=HTMX))

    assert "It takes longer than usual." in page
    assert "load delay" not in page


@pytest.mark.parametrize("language", ["", "xx", "../etc", "EN"])
def test_an_unknown_language_is_the_accounts(
    acme: Workspace, owner: Client, drawn: dict[str, str], language: str
) -> None:
    invoice = billing.invoiced(acme)

    owner.get(at(acme, f"/{invoice.pk}/pdf"), {"language": language})

    assert drawn["asked"] == "en"


# --- paying --------------------------------------------------------------------------------------
def test_where_money_comes_by_bank_paying_leads_to_how(acme: Workspace, owner: Client) -> None:
    invoice = billing.invoiced(acme)

    answer = owner.post(at(acme, f"/{invoice.pk}/pay"))
    assert answer["Location"] == at(acme, f"/{invoice.pk}#pay")
    answer = owner.post(at(acme, f"/{invoice.pk}/pay"), headers=HTMX)
    assert answer["HX-Redirect"] == at(acme, f"/{invoice.pk}#pay")


def test_what_is_paid_is_not_paid_again(acme: Workspace, owner: Client) -> None:
    invoice = billing.invoiced(acme)
    billing.paid(invoice)

    answer = owner.post(at(acme, f"/{invoice.pk}/pay"), follow=True)

    assert "Nothing is owed of this invoice any more." in shown(answer)


def test_without_a_card_there_is_no_portal(acme: Workspace, owner: Client) -> None:
    billing.invoiced(acme)
    assert "Change the card" not in shown(owner.get(at(acme)))

    answer = owner.post(at(acme, "/portal"), follow=True)

    assert "No card has been left yet." in shown(answer)


@pytest.mark.parametrize(("verb", "rest"), [("get", "/pay"), ("post", "/pdf"), ("post", "")])
def test_other_verbs_are_refused(acme: Workspace, owner: Client, verb: str, rest: str) -> None:
    invoice = billing.invoiced(acme)

    assert getattr(owner, verb)(at(acme, f"/{invoice.pk}{rest}")).status_code == 405
