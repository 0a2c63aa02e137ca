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

    assert list(looking.invoices_of(acme.pk)) == [second, first]
    assert looking.invoice_of(first.pk, workspace_id=acme.pk) == first
    with pytest.raises(Invoice.DoesNotExist):
        looking.invoice_of(theirs.pk, workspace_id=acme.pk)


def test_the_waiting_order_is_the_one_to_go_on_with(acme: Workspace) -> None:
    assert looking.waiting_order(acme.pk) is None
    first = money.place(acme)
    second = money.place(acme, "business")

    assert looking.waiting_order(acme.pk) == second.order
    assert list(looking.orders_of(acme.pk)) == [second.order, first.order]
    money.note(second.invoice)
    assert looking.waiting_order(acme.pk) is None


def test_what_is_owed_is_late_from_its_day_on(acme: Workspace) -> None:
    first, second = money.issued(acme), money.issued(acme)
    money.note(first, 1000)
    paid = money.issued(acme)
    money.note(paid)
    assert not looking.late().exists()

    money.travel(days=15)

    assert set(looking.late()) == {first, second}
    late = {one.pk: one.is_late for one in looking.invoices_of(acme.pk)}
    assert late == {first.pk: True, second.pk: True, paid.pk: False}
