"""What is read of orders, invoices and payments: a workspace's own, the newest first."""

import pytest

from billing.models import Invoice
from billing.money import looking
from tests.factories import money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def test_a_workspace_sees_its_own_the_newest_first(acme: Workspace, beta: Workspace) -> None:
    first, second = money.issued(acme), money.issued(acme)
    theirs = money.issued(beta)
    money.note(first, 1000)

    assert list(looking.invoices_of(acme.pk)) == [second, first]
    assert looking.invoice_of(first.pk, workspace_id=acme.pk) == first
    with pytest.raises(Invoice.DoesNotExist):
        looking.invoice_of(theirs.pk, workspace_id=acme.pk)
    assert [one.amount for one in looking.payments_of(acme.pk)] == [1000]
    assert not looking.payments_of(beta.pk).exists()


def test_the_waiting_order_is_the_one_to_go_on_with(acme: Workspace) -> None:
    assert looking.waiting_order(acme.pk) is None
    first = money.place(acme)
    second = money.place(acme, "business")

    assert looking.waiting_order(acme.pk) == second.order
    assert list(looking.orders_of(acme.pk)) == [second.order, first.order]
    money.note(second.invoice)
    assert looking.waiting_order(acme.pk) is None


def test_what_is_owed_and_what_is_late_add_up_by_currency(acme: Workspace) -> None:
    assert (looking.owed_by(acme.pk), looking.overdue_of(acme.pk)) == ({}, {})
    first, _second = money.issued(acme), money.issued(acme)
    money.note(first, 1000)
    assert (looking.owed_by(acme.pk), looking.overdue_of(acme.pk)) == ({"USD": 4800}, {})

    money.travel(days=15)

    assert looking.overdue_of(acme.pk) == {"USD": 4800}
