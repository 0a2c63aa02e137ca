"""An owner reads what is owed, fetches an invoice as a file, and says whom the next is made out to."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from django.db import connection
from django.test import override_settings
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from billing.models import Invoice
from billing.money import accounts, correcting
from billing.money.accounts import Profile
from tests.factories import billing, money
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH
from workspaces.models import Workspace

pytestmark = pytest.mark.journey
BOTH = [
    (ENGLISH, DESKTOP),
    pytest.param(CHINESE, PHONE, marks=pytest.mark.slow),
]
SELLER = ["Lumen Commerce Ltd.", "12 Harbour Road, Wan Chai", "Hong Kong"]
PAY_TO = "HSBC Hong Kong\nIBAN HK00 0000 0000 0000\nBIC LUMEHKHH"
LONG = "Northbay International Household Goods Manufacturing and Trading (Hong Kong) Limited"
Do = Callable[[Callable[[], Invoice]], Invoice]


@pytest.fixture
def beside(django_db_blocker: DjangoDbBlocker) -> Iterator[Do]:
    """Return what does something in the product's database, beside the browser's loop."""

    def work(done: Callable[[], Invoice]) -> Invoice:
        try:
            with override_settings(INVOICE_SELLER=SELLER, INVOICE_PAY_TO=PAY_TO):
                return done()
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as thread:
        yield lambda done: thread.submit(work, done).result()


def workspace(person: Person) -> Workspace:
    return Workspace.objects.get(slug=person.slug)


def a_year_of(person: Person) -> Invoice:
    """Write one of every kind; return the one that is overdue."""
    place = workspace(person)
    billing.subscribed(place)
    for amount in (3900, 2900, 125_000):
        billing.paid(billing.invoiced(place, amount, label=LONG))
    money_back = billing.invoiced(place, 4800, label="Moving in")
    billing.paid(money_back)
    correcting.void(billing.invoiced(place).pk, reason="a slip", actor=money.STAFF)
    late = billing.overdue(place, 12_000, 4500, 900)
    billing.paid(late, 5000)
    correcting.credit(money_back.pk, amount=800, reason="two days off", actor=money.STAFF)
    billing.ordered(place, "business")
    late.refresh_from_db()
    return late


def settings(person: Person, page: str = "") -> str:
    return person.path(f"settings/{page}")


def saved_file(me: Visitor, invoice: Invoice, label: str, folder: Path) -> str:
    """Fetch the file in a language; return its words."""
    with me.page.expect_download(timeout=60_000) as waited:
        me.page.locator("#paper").get_by_role("link", name=label).click()
    file = folder / waited.value.suggested_filename
    waited.value.save_as(file)
    assert str(invoice.number) in file.name
    document = pdfium.PdfDocument(file)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "window"), BOTH)
def test_an_owner_reads_an_invoice_and_fetches_it(
    visit: Visit, person: Person, beside: Do, tmp_path: Path, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    me.open(settings(person, "invoices"))
    expect(me.page.get_by_role("heading", name=me.words("No invoices yet"))).to_be_visible()
    me.check("invoices-empty")

    late = beside(lambda: a_year_of(person))
    me.open(settings(person, "invoices"))
    expect(me.page.get_by_role("table")).to_be_visible()
    me.check("invoices")
    person.looks("dark")
    me.open(settings(person, "invoices"))
    me.check("invoices-dark")
    me.link(str(late.number)).click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text(str(late.number))
    expect(me.page.locator("#pay")).to_contain_text("IBAN HK00 0000 0000 0000")
    me.check("invoice-dark")
    person.looks("light")
    me.page.reload()
    me.check("invoice")

    english = saved_file(me, late, "English", tmp_path)
    assert "Amount due" in english
    assert me.path == settings(person, f"invoices/{late.pk}"), "the page has stayed"
    chinese = saved_file(me, late, "简体中文", tmp_path)
    assert str(late.number) in chinese
    assert "Amount due" not in chinese
    again = saved_file(me, late, "English", tmp_path)
    assert again == english


@pytest.mark.slow
@pytest.mark.parametrize(("language", "window"), BOTH)
def test_an_owner_says_whom_invoices_are_made_out_to(
    visit: Visit, person: Person, beside: Do, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    me.watch.allow("422")  # refused twice, on purpose
    me.open(settings(person, "billing-details"))
    name = me.page.get_by_label(me.words("Name or company"))
    expect(name).not_to_have_value("")
    me.check("billing-details")

    name.fill("Northbay Home GmbH")
    me.page.get_by_label(me.words("Address", context="billing")).fill(
        "Musterstraße 12\n10115 Berlin"
    )
    me.page.get_by_label(me.words("Tax number")).fill("DE_1")
    me.button(me.words("Save the details")).click()
    expect(me.page.locator(".field-error")).to_have_count(1)
    me.check("billing-details-refused")
    me.page.get_by_label(me.words("Tax number")).fill("DE 123456789")
    me.button(me.words("Save the details")).click()
    expect(me.page.locator("#set-details")).to_contain_text(me.words("Saved"))

    def meanwhile() -> Invoice:
        place = workspace(person)
        accounts.change(place.pk, profile=Profile("Northbay AG"), actor=money.STAFF)
        return billing.invoiced(place)

    issued = beside(meanwhile)
    assert issued.bill_to["name"] == "Northbay AG"
    name.fill("Northbay Home SE")
    me.button(me.words("Save the details")).click()
    expect(me.page.get_by_role("alert")).to_contain_text("Northbay AG")
    me.check("billing-details-conflict")
    me.button(me.words("Save mine")).click()
    expect(me.page.locator("#set-details")).to_contain_text(me.words("Saved"))
    me.open(settings(person, "billing-details"))
    expect(name).to_have_value("Northbay Home SE")
