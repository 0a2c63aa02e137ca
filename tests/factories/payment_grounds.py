"""How money moves with each provider: the grounds on which the same promises are asked."""

import random
from typing import Protocol

from django.test import Client

from billing.models import Invoice, Order, Payment
from billing.money import ordering, orders
from billing.money.orders import Placed
from billing.payments.base import Bill
from billing.services import subscriptions
from tests.factories import money
from tests.factories.stripe_server import StandIn
from workspaces.models import Workspace

WEBHOOK = "/api/v1/billing/stripe/webhook"
BILL = Bill(
    reference="6f6b8b6e-0000-4000-8000-000000000001",
    workspace="acme",
    amount=2900,
    currency="USD",
    title="Team, 1 to 31 March",
    email="alice@example.com",
    name="Acme",
    paid_url="http://localhost:8000/w/acme/settings/plan?paid=1",
    left_url="http://localhost:8000/w/acme/settings/plan",
)


class Ground(Protocol):
    """How money moves with one provider."""

    name: str

    def pays(self, placed: Placed) -> None:
        """Let the customer pay an order, and us hear of it."""

    def told_again(self) -> None:
        """Hear everything that was told, once more and in another order."""

    def leaves(self, placed: Placed) -> None:
        """Let the time of an order pass unpaid."""


class Bank:
    """People pay by bank; staff note it."""

    name = "offline"

    def __init__(self) -> None:
        self.noted: list[tuple[Invoice, str]] = []

    def pays(self, placed: Placed) -> None:
        reference = f"bank-{len(self.noted)}"
        self.noted.append((placed.invoice, reference))
        money.note(placed.invoice, placed.order.amount, reference=reference)

    def told_again(self) -> None:
        for invoice, reference in reversed(self.noted):
            payment = Payment.objects.get(provider="offline", provider_ref=reference)
            money.note(invoice, payment.amount, reference=reference)

    def leaves(self, placed: Placed) -> None:
        money.travel(days=ordering.WAIT_DAYS + 1)
        orders.expire()


class Card:
    """People pay at Stripe; its webhooks tell of it."""

    name = "stripe"

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.client = Client()
        self.heard: list[tuple[bytes, dict[str, str]]] = []

    def hear(self, *news: tuple[bytes, dict[str, str]]) -> None:
        for raw, headers in news:
            self.heard.append((raw, headers))
            assert self.tell(raw, headers) == 200

    def tell(self, raw: bytes, headers: dict[str, str]) -> int:
        answer = self.client.post(WEBHOOK, raw, content_type="application/json", headers=headers)
        return answer.status_code

    def pays(self, placed: Placed) -> None:
        reference = Order.objects.values_list("provider_ref", flat=True).get(pk=placed.order.pk)
        self.hear(*self.stand_in.pays(reference))

    def told_again(self) -> None:
        news = self.heard * 3
        random.Random(5).shuffle(news)
        assert {self.tell(*one) for one in news} == {200}

    def leaves(self, placed: Placed) -> None:
        reference = Order.objects.values_list("provider_ref", flat=True).get(pk=placed.order.pk)
        self.hear(self.stand_in.lets_expire(reference))


def plan(place: Workspace) -> str:
    """Return the plan a workspace has."""
    found = subscriptions.subscription_of(place.pk)
    return found.plan_version.plan_id if found else "free"


def state(placed: Placed) -> str:
    """Return how an order stands."""
    found: str = Order.objects.values_list("state", flat=True).get(pk=placed.order.pk)
    return found
