"""Invoices in words and as files: in both languages, as they are now, for whom they belong to."""

from datetime import timedelta
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.utils import translation
from django.utils.formats import date_format

from billing import bucket, queue
from billing.models import Invoice
from billing.money import accounts, documents, invoices, wording
from billing.money.accounts import Profile
from billing.money.documents import NotIssued
from billing.money.terms import NewInvoice, NewLine
from billing.services import subscriptions
from tests.factories import money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
ORIGIN = "https://studio.test"


class Shelf:
    """A bucket of this test's own."""

    EXPORTS = "exports"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def key_for(self, schema_name: str, area: str, name: str) -> str:
        return f"{area}/{schema_name}/{name}"

    def put(self, key: str, data: Any, content_type: str) -> None:
        assert content_type == "application/pdf"
        self.files[key] = data

    def size_of(self, key: str) -> int | None:
        return len(self.files[key]) if key in self.files else None

    def presigned_get(
        self, key: str, *, origin: str, content_type: str, filename: str | None = None
    ) -> str:
        return f"{origin}/{key}?{filename}"


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Shelf:
    made = Shelf()
    monkeypatch.setattr(bucket, "store", lambda: made)
    settings.INVOICE_SELLER = ["Lumen Commerce Ltd.", "12 Harbour Road"]
    settings.INVOICE_PAY_TO = "IBAN HK00 0000"
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, str]]:
    """What workers were asked to draw."""
    found: list[tuple[Any, str]] = []
    monkeypatch.setattr(queue, "write_invoice", lambda key, language: found.append((key, language)))
    return found


def words(invoice: Invoice, language: str = "en") -> str:
    invoice = Invoice.objects.get(pk=invoice.pk)
    document = pdfium.PdfDocument(documents.draw(invoice, language=language))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def paper(invoice: Invoice, language: str = "en") -> Any:
    with translation.override(language):
        return wording.paper(Invoice.objects.get(pk=invoice.pk), language=language)


def test_an_order_on_paper(shelf: Shelf, acme: Workspace) -> None:
    profile = Profile("Acme GmbH", "Musterstraße 12\nBerlin", "DE123", "books@acme.test")
    accounts.change(acme.pk, profile=profile, actor=money.STAFF)
    invoice = money.place(acme).invoice

    said = words(invoice)

    for part in [
        "Invoice", str(invoice.number), "Lumen Commerce Ltd.", "12 Harbour Road", "Acme GmbH",
        "Musterstraße 12", "Berlin", "DE123", "books@acme.test", "Team plan, one month",
        "USD 29.00", "Amount due", "IBAN HK00 0000", f"Name {invoice.number}", "Page 1 of 1",
    ]:  # fmt: skip
        assert part in said.replace("\N{NO-BREAK SPACE}", " "), part


@pytest.mark.slow
def test_the_same_paper_in_chinese(shelf: Shelf, acme: Workspace) -> None:
    invoice = money.place(acme).invoice

    english, chinese = paper(invoice), paper(invoice, "zh-hans")

    assert (english.language, chinese.language) == ("en", "zh-Hans")
    assert english.number == chinese.number
    assert [line.amount for line in english.lines] == [line.amount for line in chinese.lines]
    assert str(invoice.number) in words(invoice, "zh-hans")


def test_a_paid_part_and_what_is_left(shelf: Shelf, acme: Workspace) -> None:
    invoice = money.issued(acme)
    money.note(invoice, 1000)

    sums = [
        (one.label, one.amount.replace("\N{NO-BREAK SPACE}", " ")) for one in paper(invoice).sums
    ]

    assert sums == [
        ("Total", "USD 29.00"), ("Paid", "\N{MINUS SIGN}USD 10.00"), ("Amount due", "USD 19.00"),
    ]  # fmt: skip
    money.note(invoice)
    done = paper(invoice)
    assert done.sums[-1].amount.endswith("0.00")
    assert done.remarks == ()


@pytest.mark.slow
def test_a_void_invoice_and_a_note_say_so(shelf: Shelf, acme: Workspace) -> None:
    void = money.void(money.issued(acme))
    paid = money.issued(acme)
    money.note(paid)
    account = accounts.lock(acme.pk)
    note = invoices.credit(
        invoices.lock(paid.pk), 900, account=account, reason="two days without", actor=money.STAFF
    )

    assert "Nothing is to be paid" in words(void)
    said = words(note).replace("\N{NO-BREAK SPACE}", " ")
    for part in ("Credit note", str(paid.number), "two days without", "\N{MINUS SIGN}USD 9.00"):
        assert part in said, part


def test_use_beyond_the_plan_and_changes_are_told(shelf: Shelf, acme: Workspace) -> None:
    money.note(money.place(acme).invoice)
    upgrade = money.place(acme, "business").invoice
    data = {"period": 1, "used": 20_250, "limit": 20_000}
    line = NewLine("overage", 300, 3, 100, 100, "images", data)
    over = invoices.draft(NewInvoice(acme.pk, "x", "USD", (line,)))
    invoices.issue(over, account=accounts.lock(acme.pk), actor=money.STAFF)

    (change,) = paper(upgrade).lines
    (beyond,) = paper(over).lines

    assert change.label == "Change from Team to Business"
    assert "rest of the period, until" in change.note
    assert beyond.label == "Beyond the plan: images"
    assert beyond.note == "20,250 used, 20,000 in the plan; counted in blocks of 100"
    assert (beyond.quantity, beyond.amount.split("\N{NO-BREAK SPACE}")[1]) == ("3", "3.00")


def test_the_period_ends_on_the_day_of_its_last_moment(shelf: Shelf, acme: Workspace) -> None:
    invoice = money.place(acme).invoice
    money.note(invoice)
    held = subscriptions.present(acme.pk)
    facts = dict(paper(invoice).facts)

    days = [held.period_start, held.period_end - timedelta(seconds=1)]
    assert facts["Period"] == " to ".join(date_format(day, "DATE_FORMAT") for day in days)
    assert "Paid" in facts


# --- files ---------------------------------------------------------------------------------------
def test_a_paper_is_drawn_when_it_is_asked_for_and_then_handed_out(
    shelf: Shelf, asked: list[tuple[Any, str]], acme: Workspace
) -> None:
    invoice = money.issued(acme)
    ask = {"workspace_id": acme.pk, "language": "en", "origin": ORIGIN}

    assert documents.link(invoice.pk, **ask) is None
    assert asked == [(invoice.pk, "en")]
    key = documents.write(invoice.pk, language="en")
    url = documents.link(invoice.pk, **ask)

    assert url == f"{ORIGIN}/{key}?invoice-{invoice.number}-en.pdf"
    assert key.startswith(f"exports/{acme.schema_name}/invoices/")
    assert shelf.files[key].startswith(b"%PDF")
    assert len(asked) == 1


def test_what_is_there_is_not_drawn_again(
    shelf: Shelf, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = money.issued(acme)
    key = documents.write(invoice.pk, language="en")
    monkeypatch.setattr(documents, "draw", lambda *_given, **_named: pytest.fail("drawn again"))

    assert documents.write(invoice.pk, language="en") == key


def test_a_paper_of_before_a_payment_is_not_handed_out(
    shelf: Shelf, asked: list[tuple[Any, str]], acme: Workspace
) -> None:
    invoice = money.issued(acme)
    documents.write(invoice.pk, language="en")
    money.note(invoice)

    found = documents.link(invoice.pk, workspace_id=acme.pk, language="en", origin=ORIGIN)

    assert found is None
    assert len(asked) == 1


@pytest.mark.slow
def test_languages_are_files_of_their_own(shelf: Shelf, acme: Workspace) -> None:
    invoice = money.issued(acme)

    keys = {documents.write(invoice.pk, language=language) for language in ("en", "zh-hans")}

    assert len(keys) == 2


def test_a_paper_is_for_its_own_workspace_and_for_staff(
    shelf: Shelf, asked: list[tuple[Any, str]], acme: Workspace, beta: Workspace
) -> None:
    invoice = money.issued(acme)
    ask = {"language": "en", "origin": ORIGIN}

    with pytest.raises(Invoice.DoesNotExist):
        documents.link(invoice.pk, workspace_id=beta.pk, **ask)
    assert documents.link(invoice.pk, workspace_id=None, **ask) is None
    assert len(asked) == 1


def test_a_draft_has_no_paper(shelf: Shelf, acme: Workspace) -> None:
    draft = invoices.draft(NewInvoice(acme.pk, "x", "USD", (NewLine("usage", 5),)))

    with pytest.raises(NotIssued):
        documents.link(draft.pk, workspace_id=acme.pk, language="en", origin=ORIGIN)
    with pytest.raises(NotIssued):
        documents.write(draft.pk, language="en")
