"""Owners hear of invoices, refused cards and money that came; nobody else does."""

import pytest

from accounts.models import Notification, User
from billing import sql
from billing.models import Invoice
from billing.money import collecting, news, rounds
from billing.payments.base import PaymentError
from billing.services import subscriptions
from tests.factories import billing, money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[tuple[str, dict[str, object]]]:
    found = Notification.objects.filter(kind=kind).order_by("created_at")
    return [(str(one.user_id), one.data) for one in found]


def test_a_payment_is_told_to_the_owner_alone(acme: Workspace, alice: User, bob: User) -> None:
    placed = money.place(acme)
    assert told("invoice_issued") == [], "who orders sees the invoice"

    money.note(placed.invoice, 1000)

    ((user, data),) = told("payment_received")
    assert user == str(alice.pk)
    assert data["amount"] == "USD\N{NO-BREAK SPACE}10.00"
    assert data["number"] == placed.invoice.number
    assert data["workspace"] == acme.name


def test_the_next_invoice_is_told_once(acme: Workspace, alice: User) -> None:
    money.note(money.place(acme).invoice)
    money.travel(days=32)
    subscriptions.present(acme.pk)

    rounds.issue_due()
    rounds.issue_due()

    ((user, data),) = told("invoice_issued")
    assert (user, data["amount"]) == (str(alice.pk), "USD\N{NO-BREAK SPACE}29.00")
    assert data["until"]


def test_an_overdue_invoice_is_told_once_where_no_plan_tells_of_it(
    acme: Workspace, alice: User
) -> None:
    held = billing.subscribed(acme)
    alone, of_plan = billing.invoiced(acme), billing.invoiced(acme)
    Invoice.objects.filter(pk=of_plan.pk).update(subscription=held)
    rounds.round_of_money()
    assert told("invoice_overdue") == []
    money.travel(days=15)

    for _time in range(2):
        rounds.round_of_money()

    ((user, data),) = told("invoice_overdue")
    assert (user, data["number"]) == (str(alice.pk), alone.number)
    (path,) = Notification.objects.filter(kind="invoice_overdue").values_list("path", flat=True)
    assert path == f"/w/{acme.slug}/settings/invoices/{alone.pk}"
    assert len(told("plan_overdue")) == 1
    money.travel(days=40)
    rounds.round_of_money()
    assert len(told("invoice_overdue")) == 1


def test_a_refused_card_is_told_each_time_it_is_tried(acme: Workspace, alice: User) -> None:
    invoice = money.issued(acme)
    refusal = PaymentError("payment.declined", retryable=False)

    for _time in range(2):
        collecting._refused(invoice, refusal)  # the second finds that it was noted
    news.refused(invoice, attempt=1)
    assert len(told("card_refused")) == 1
    invoice.refresh_from_db()
    collecting._refused(invoice, refusal)

    assert len(told("card_refused")) == 2


@pytest.mark.parametrize(
    "code",
    ["payment.key_refused", "payment.refused", "payment.customer_gone", "payment.amount"],
)
def test_what_is_ours_to_set_right_is_told_to_nobody_and_is_no_attempt(
    acme: Workspace, alice: User, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    invoice = money.issued(acme)
    soon = sql.now() + collecting.SOON
    Invoice.objects.filter(pk=invoice.pk).update(collect_at=soon)

    collecting._refused(invoice, PaymentError(code, retryable=False))

    invoice.refresh_from_db()
    assert (invoice.attempts, invoice.last_code, invoice.collect_at) == (0, code, soon)
    assert told("card_refused") == []
    assert [(row.levelname, row.code) for row in caplog.records] == [("ERROR", code)]


def test_a_provider_that_is_away_is_nobodys_trouble(acme: Workspace) -> None:
    collecting._refused(money.issued(acme), PaymentError("payment.unavailable", retryable=True))

    assert told("card_refused") == []
