"""Whatever happens to money, in any order, its books add up; and a slip in the code shows."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError

from billing.models import BillingAccount, Invoice, Payment
from billing.money import accounts, correcting, invoices, receiving
from billing.money.terms import AmountRefused, NothingOwed
from tests.factories import money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
STEPS = 60


class Walk:
    """This and that done with a workspace's money, and a look after each step."""

    def __init__(self, place: Workspace, seed: int) -> None:
        self.place, self.chance = place, random.Random(seed)
        self.asked: list[Invoice] = []
        self.came: list[Payment] = []
        self.ask()

    def ask(self) -> None:
        currency = self.chance.choice(["USD", "USD", "EUR"])
        amount = self.chance.randint(0, 900)
        self.asked.append(money.issued(self.place, amount, currency=currency))

    def pay(self) -> None:
        amount, invoice = self.chance.randint(1, 700), self.chance.choice(self.asked)
        self.came.append(money.note(invoice, amount, currency=invoice.currency))

    def pay_again(self) -> None:
        for again in self.came[-1:]:
            assert again.invoice is not None
            money.note(
                again.invoice,
                again.amount,
                reference=again.provider_ref,
                currency=again.currency,
            )

    def give_back(self) -> None:
        if self.came:
            payment = self.chance.choice(self.came)
            some = self.chance.randint(1, payment.amount)
            correct(correcting.mark_returned, payment.pk, amount=some, reference=uuid4().hex)

    def credit(self) -> None:
        some = self.chance.randint(1, 300)
        correct(correcting.credit, self.chance.choice(self.asked).pk, amount=some)

    def void(self) -> None:
        correct(correcting.void, self.chance.choice(self.asked).pk)

    def go(self) -> None:
        steps: list[Callable[[], None]] = [
            self.ask, self.pay, self.pay, self.pay_again, self.give_back, self.credit, self.void,
        ]  # fmt: skip
        for _step in range(STEPS):
            with suppress(NothingOwed, AmountRefused):
                self.chance.choice(steps)()
            look(self.place)


def correct(do: Callable[..., object], key: UUID, **how: object) -> None:
    do(key, reason="a slip", actor=money.STAFF, **how)


def look(place: Workspace) -> None:
    """Check that the account adds up, that no number is missing, and that each is there once."""
    money.check(place.pk)
    numbers = Invoice.objects.filter(number__isnull=False).values_list("number", flat=True)
    serials = sorted(int(str(number).partition("-")[2]) for number in numbers)
    assert serials == list(range(1, len(serials) + 1))
    owed = Invoice.objects.filter(workspace=place, state__in=["open", "part_paid"])
    kept = accounts.credits_of(place.pk)
    assert not owed.filter(currency__in=kept).exists(), "credit lies idle"


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_books_add_up(acme: Workspace, seed: int) -> None:
    Walk(acme, seed).go()


# --- slips ---------------------------------------------------------------------------------------
right_pay, right_credit, right_note = invoices.pay, accounts.add_credit, receiving._note
right_number, right_settle = invoices._next_number, receiving.settle
right_back = invoices.take_back


def takes_too_much(invoice: Invoice, amount: int) -> int:
    return right_pay(invoice, amount + 1)


def keeps_nothing(account: BillingAccount, amount: int, *, currency: str) -> None:
    right_credit(account, min(amount, 0), currency=currency)


def notes_twice(money_: object, **named: object) -> tuple[Payment, bool]:
    return right_note(money_, **named)[0], True


def leaves_one_out(year: int) -> str:
    right_number(year)
    return right_number(year)


def settles_nothing(account: BillingAccount, *, first: Invoice | None = None) -> None:
    del account, first


def takes_nothing_back(amount: int, **named: object) -> None:
    del amount, named


def takes_back_of_any(amount: int, *, currency: str, **named: Any) -> None:
    right_back(amount, currency="EUR" if currency == "USD" else "USD", **named)


SLIPS = [
    (invoices, "pay", takes_too_much),
    (accounts, "add_credit", keeps_nothing),
    (receiving, "_note", notes_twice),
    (invoices, "_next_number", leaves_one_out),
    (receiving, "settle", settles_nothing),
    (invoices, "take_back", takes_nothing_back),
    (invoices, "take_back", takes_back_of_any),
]


@pytest.mark.parametrize(("where", "name", "slip"), SLIPS, ids=[slip[2].__name__ for slip in SLIPS])
def test_a_slip_shows(
    acme: Workspace, monkeypatch: pytest.MonkeyPatch, where: object, name: str, slip: object
) -> None:
    monkeypatch.setattr(where, name, slip)

    with pytest.raises((AssertionError, DatabaseError)):
        for seed in range(6):
            Walk(acme, seed).go()
