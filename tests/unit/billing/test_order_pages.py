"""An order after it was placed: how it is paid, given up and come back from, on the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from billing import sql
from billing.models import Order
from billing.money import orders
from billing.payments.base import Checkout, PaymentError
from tests.factories import money, people
from tests.unit.billing.test_plan_pages import BY, HTMX, at, choice, order, text
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    browser: Client = client_for(alice)
    return browser


# --- after the order -----------------------------------------------------------------------------
def test_an_order_is_given_up_once(owner: Client, acme: Workspace, mallory: User) -> None:
    order(owner, acme)
    found = Order.objects.get()

    for _time in range(2):
        owner.post(at(acme, f"orders/{found.pk}/cancel"))

    found.refresh_from_db()
    assert found.state == Order.State.CANCELLED
    assert "order-waits" not in text(owner.get(at(acme)))
    owner.post(at(acme, f"orders/{found.pk}/pay"))
    assert "The order is settled" in text(owner.get(at(acme)))


@pytest.mark.parametrize("verb", ["pay", "cancel"])
def test_an_order_of_another_workspace_is_not_there(
    owner: Client, acme: Workspace, beta: Workspace, verb: str
) -> None:
    placed = money.place(beta)

    assert owner.post(at(acme, f"orders/{placed.order.pk}/{verb}")).status_code == 404
    placed.order.refresh_from_db()
    assert placed.order.state == Order.State.WAITING


def test_who_comes_from_paying_waits_for_the_news(owner: Client, acme: Workspace) -> None:
    paid = at(acme, "plans/paid")
    assert owner.get(paid)["Location"] == at(acme)
    placed = money.place(acme)

    page = text(owner.get(paid))
    assert "Waiting for the payment to be confirmed" in page
    assert f'hx-get="{paid}?tries=1"' in page
    assert "not confirmed yet" in text(owner.get(f"{paid}?tries=99", headers=HTMX))
    money.note(placed.invoice)
    page = text(owner.get(paid, headers=HTMX))
    assert "The payment has arrived" in page
    assert "hx-get" not in page
    assert "<html" not in page


def test_who_left_the_payment_can_go_on(owner: Client, acme: Workspace) -> None:
    placed = money.place(acme)
    orders.cancel(placed.order.pk, workspace_id=acme.pk, actor=BY)

    assert "This order is settled" in text(owner.get(at(acme, "plans/paid")))


def test_a_script_is_led_to_the_providers_page(
    owner: Client, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = orders.place
    given: list[orders.Places] = []

    def place(*args: Any, **named: Any) -> orders.Placed:
        given.append(named["places"])
        placed = real(*args, **named)
        return orders.Placed(placed.order, placed.invoice, "https://pay.test/1")

    monkeypatch.setattr(orders, "place", place)

    answer = order(owner, acme, headers=HTMX)

    assert answer["HX-Redirect"] == "https://pay.test/1"
    assert given[0].paid_url == f"http://testserver{at(acme, 'plans/paid')}"
    assert given[0].left_url == f"http://testserver{at(acme)}?left=1"


def test_a_provider_that_is_away_leaves_the_order_waiting(
    owner: Client, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_named: Any) -> None:
        raise PaymentError("payment.unavailable", retryable=True)

    monkeypatch.setattr("billing.payments.offline.OfflinePayments.start_checkout", away)

    answer = order(owner, acme)

    assert answer["Location"] == at(acme)
    page = text(owner.get(at(acme)))
    assert "The payment provider does not answer" in page
    assert "Team is ordered" in page
    found = Order.objects.get()
    owner.post(at(acme, f"orders/{found.pk}/pay"))
    assert "The payment provider does not answer" in text(owner.get(at(acme)))


def test_what_waits_for_its_card_can_be_paid_and_what_has_a_number_has_its_page(
    owner: Client, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(_self: Any, bill: Any) -> Checkout:
        return Checkout(url="https://pay.test/1", reference=bill.reference)

    with monkeypatch.context() as patched:
        patched.setattr("billing.payments.offline.OfflinePayments.start_checkout", page)
        patched.setattr("billing.payments.offline.OfflinePayments.name", "card")
        order(owner, acme, headers=HTMX)
        assert "Go on to pay USD 29.00" in text(owner.get(at(acme)))
        found = Order.objects.get()
        led = owner.post(at(acme, f"orders/{found.pk}/pay"), headers=HTMX)
        assert led["HX-Redirect"] == "https://pay.test/1"
    Order.objects.update(expires_at=sql.now() - timedelta(minutes=1))
    assert "Get the invoice" in text(owner.get(at(acme)))

    owner.post(at(acme, f"orders/{found.pk}/pay"))

    page_now = text(owner.get(at(acme)))
    assert "See the invoice" in page_now
    assert "Go on to pay" not in page_now


def test_an_archived_workspace_can_still_order(owner: Client, acme: Workspace) -> None:
    people.archived(acme)

    order(owner, acme)

    assert Order.objects.filter(workspace=acme).exists()


def test_one_that_is_being_deleted_cannot(owner: Client, acme: Workspace) -> None:
    people.going(acme)

    assert owner.get(choice(acme)).status_code in (404, 409)
    assert not Order.objects.exists()
