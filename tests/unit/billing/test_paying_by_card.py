"""Paying an invoice by card from its page: led to the provider and back, and what is said then."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from billing.models import Invoice
from tests.factories import billing, stripe_server
from tests.factories.payment_grounds import Card
from tests.factories.stripe_server import StandIn
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


def at(place: Workspace, rest: str = "") -> str:
    return f"/w/{place.slug}/settings/invoices{rest}"


def shown(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace(SPACE, " ").split())


def session_of(stand_in: StandIn) -> dict[str, Any]:
    (found,) = stand_in.all("checkout.session")
    return found


def test_the_way_there_and_back(acme: Workspace, owner: Client, stand_in: StandIn) -> None:
    invoice = billing.invoiced(acme)
    one = at(acme, f"/{invoice.pk}")
    assert "Pay USD 29.00 by card" in shown(owner.get(one))
    assert "Pay USD 29.00</button>" in shown(owner.get(at(acme)))

    led = owner.post(f"{one}/pay", headers=HTMX)

    session = session_of(stand_in)
    assert led["HX-Redirect"] == session["url"]
    assert owner.post(f"{one}/pay")["Location"] == session["url"], "the same page within the hour"
    sent = next(one for one in stand_in.asked if one.path == "/v1/checkout/sessions").body
    assert sent["success_url"].endswith(f"{one}?paid=1")
    assert sent["cancel_url"].endswith(f"{one}?left=1")
    assert "Nothing was paid" in shown(owner.get(f"{one}?left=1"))
    waits = shown(owner.get(f"{one}?paid=1"))
    assert "Waiting for the payment to be confirmed" in waits
    assert f'hx-get="{one}?paid=1&amp;tries=1"' in waits

    Card(stand_in).hear(*stand_in.pays(session["id"]))

    there = shown(owner.get(f"{one}?paid=1&tries=1", headers=HTMX))
    assert "The payment has arrived" in there
    assert "hx-trigger" not in there.partition('id="paper"')[0]
    assert "By card" in there
    assert Invoice.objects.get(pk=invoice.pk).state == Invoice.State.PAID


def test_news_is_not_waited_for_for_ever(acme: Workspace, owner: Client, stand_in: StandIn) -> None:
    invoice = billing.invoiced(acme)

    page = shown(owner.get(at(acme, f"/{invoice.pk}?paid=1&tries=20"), headers=HTMX))

    assert "The payment is not confirmed yet" in page
    assert "load delay" not in page


def test_who_left_a_card_can_change_it(acme: Workspace, owner: Client, stand_in: StandIn) -> None:
    invoice = billing.invoiced(acme)
    assert "Change the card" not in shown(owner.get(at(acme)))
    owner.post(at(acme, f"/{invoice.pk}/pay"))
    Card(stand_in).hear(*stand_in.pays(session_of(stand_in)["id"]))

    assert "Change the card" in shown(owner.get(at(acme)))
    led = owner.post(at(acme, "/portal"), headers=HTMX)["HX-Redirect"]

    assert led.startswith("http")
    assert led != at(acme)


def test_a_provider_that_is_away_is_told_of_in_words(
    acme: Workspace, owner: Client, stand_in: StandIn
) -> None:
    invoice = billing.invoiced(acme)
    stand_in.script.extend([stripe_server.fails(500)] * 20)

    answer = owner.post(at(acme, f"/{invoice.pk}/pay"), headers=HTMX)

    assert answer.status_code == 503
    assert "The payment provider does not answer." in answer.content.decode()
    assert owner.get(at(acme, f"/{invoice.pk}")).status_code == 200


def test_both_ways_are_told_where_there_are_both(
    acme: Workspace, owner: Client, stand_in: StandIn, settings: Any
) -> None:
    settings.INVOICE_PAY_TO = "IBAN HK00 0000"
    invoice = billing.invoiced(acme)

    page = shown(owner.get(at(acme, f"/{invoice.pk}")))

    assert "Pay USD 29.00 by card" in page
    assert "IBAN HK00 0000" in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("payment.declined", "The card was refused. Pay with another one"),
        ("payment.authentication_needed", "The bank wants this payment confirmed."),
        ("payment.unavailable", "The payment provider did not answer"),
    ],
)
def test_why_a_card_was_not_charged_is_told_until_it_is_paid(
    acme: Workspace, owner: Client, stand_in: StandIn, code: str, said: str
) -> None:
    invoice = billing.invoiced(acme)
    at_day = datetime(2031, 5, 6, tzinfo=UTC)
    Invoice.objects.filter(pk=invoice.pk).update(last_code=code, collect_at=at_day)

    page = shown(owner.get(at(acme, f"/{invoice.pk}")))
    assert said in page
    assert "It is tried again on May 6, 2031." in page

    billing.paid(invoice)
    assert said not in shown(owner.get(at(acme, f"/{invoice.pk}")))
