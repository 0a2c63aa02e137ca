"""A round of money goes on past whatever is in trouble, and does its last step in any case."""

from typing import Any
from uuid import UUID

import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from accounts.models import User
from billing import registry, services, sql
from billing.models import Invoice, Order
from billing.money import apart, collecting, news, ordering, orders, reminding, rounds
from billing.payments.base import Bill, Checkout, Paid
from tests.factories import billing, money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


class Cards:
    """A provider that answers oddly for the first bill that is collected, and pays the others."""

    name = "cards"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def start_checkout(self, bill: Bill) -> Checkout:
        return Checkout("https://pay.test/1", f"cs_{bill.reference}", "cus_1")

    def collect(self, bill: Bill) -> Paid:
        self.asked.append(bill.reference)
        if len(self.asked) == 1:
            raise KeyError("status")
        return Paid(bill.reference, f"pi_{len(self.asked)}", bill.amount, bill.currency, sql.now())


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> Cards:
    made = Cards()
    monkeypatch.setattr(registry, "provider", lambda: made)
    return made


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The invoices that the last step of a round tells of."""
    found: list[UUID] = []

    def overdue(invoice: Invoice) -> bool:
        found.append(invoice.pk)
        return True

    monkeypatch.setattr(news, "overdue", overdue)
    return found


def state(order: Order) -> str:
    order.refresh_from_db()
    return order.state


def test_an_odd_answer_of_the_provider_keeps_no_other_invoice_waiting(
    acme: Workspace, beta: Workspace, cards: Cards, told: list[UUID]
) -> None:
    due = [billing.invoiced(acme), billing.invoiced(beta)]
    Invoice.objects.filter(pk__in=[one.pk for one in due]).update(collect_at=sql.now())
    late = billing.overdue(acme, 100)

    rounds.round_of_money()

    states = sorted(Invoice.objects.get(pk=one.pk).state for one in due)
    assert states == [Invoice.State.OPEN, Invoice.State.PAID]
    assert len(cards.asked) == 2
    assert told == [late.pk]


def test_an_order_that_cannot_be_closed_keeps_no_other_waiting(
    acme: Workspace, beta: Workspace, told: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = [money.place(acme).order, money.place(beta).order]
    late = billing.overdue(acme, 100)
    right = ordering.close
    first: list[UUID] = []

    def broken(order: Order, *given: Any, **named: Any) -> None:
        if not first:
            first.append(order.pk)
            raise ValueError("the credit is in another currency")
        right(order, *given, **named)

    monkeypatch.setattr(ordering, "close", broken)
    money.travel(days=ordering.WAIT_DAYS + 1)
    monkeypatch.setattr(reminding, "LOOK_BACK", reminding.LOOK_BACK * 10)

    rounds.round_of_money()

    assert sorted(map(state, placed)) == [Order.State.EXPIRED, Order.State.WAITING]
    assert told == [late.pk]
    assert orders.expire() == 1, "it is tried again"


def test_a_part_of_an_order_in_another_currency_than_the_credit_stops_no_round(
    acme: Workspace, beta: Workspace, told: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came for an order that expires becomes credit, and there is credit in dollars."""
    limits = {"images": services.NewLimit(1000)}
    services.make_plan(services.NewPlan("euro", "Euro"), by=money.STAFF)
    new = services.NewEdition(limits, price=5000, currency="EUR")
    edition = services.make_edition("euro", new=new, by=money.STAFF)
    services.offer("euro", is_offered=True, by=money.STAFF)
    placed = orders.place(
        acme.pk, version_id=edition.pk, places=money.PLACES, email="", actor=money.STAFF
    )
    money.note(placed.invoice, 1000, currency="EUR")
    money.note(billing.invoiced(acme, 700), 900)
    other = money.place(beta).order
    late = billing.overdue(beta, 100)
    monkeypatch.setattr(reminding, "LOOK_BACK", reminding.LOOK_BACK * 10)
    money.travel(days=ordering.WAIT_DAYS + 1)

    rounds.round_of_money()

    assert [state(one) for one in (placed.order, other)] == [Order.State.EXPIRED] * 2
    assert late.pk in told


def test_a_notice_that_fails_keeps_no_other_back(
    acme: Workspace, beta: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (acme, beta):
        billing.overdue(place, 100)
    asked: list[UUID] = []

    def broken(invoice: Invoice) -> bool:
        asked.append(invoice.pk)
        if len(asked) == 1:
            raise KeyError("language")
        return True

    monkeypatch.setattr(news, "overdue", broken)

    assert reminding.remind() == 1
    assert len(asked) == 2


def test_a_step_that_fails_leaves_the_others_to_be_done(
    acme: Workspace,
    told: list[UUID],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    late = billing.overdue(acme, 100)

    def broken() -> int:
        raise RuntimeError("nobody foresaw it")

    monkeypatch.setattr(orders, "expire", broken)
    monkeypatch.setattr(collecting, "collect_due", broken)

    rounds.round_of_money()

    assert told == [late.pk]
    steps = [row for row in caplog.records if row.message.startswith("a step")]
    assert len(steps) == 2


def test_a_worker_whose_time_is_over_goes_on_with_no_other() -> None:
    done: list[int] = []

    def do(number: int) -> int:
        done.append(number)
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        apart.each([1, 2], do, what="number")

    assert done == [1]
