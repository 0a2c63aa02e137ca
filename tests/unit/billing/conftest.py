"""Staff at billing's desk, signed in with a second step; a workspace that pays."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts import services as accounts
from accounts.models import User
from accounts.services import NewPerson
from billing.models import Subscription
from billing.services import subscriptions
from tests.factories import money, stripe_server
from tests.factories.stripe_server import StandIn
from workspaces.models import Workspace


@pytest.fixture
def boss(public: None) -> User:
    """Somebody with every right."""
    return accounts.create_person(
        NewPerson(email="desk@example.com", name="Dana", password="a long one", is_staff=True)
    )


@pytest.fixture
def staff(boss: User, client_for: Any) -> Client:
    return client_for(boss)


@pytest.fixture
def business(acme: Workspace) -> Subscription:
    """acme on Business, paid for its first period."""
    money.note(money.place(acme, "business").invoice)
    return subscriptions.present(acme.pk)


@pytest.fixture
def stand_in(settings: Any) -> Iterator[StandIn]:
    """Cards are charged by a Stripe of the tests' own."""
    with stripe_server.running() as running:
        settings.PAYMENT_PROVIDER = "billing.payments.stripe.StripePayments"
        settings.STRIPE_SECRET_KEY = stripe_server.KEY
        settings.STRIPE_WEBHOOK_SECRETS = [stripe_server.SECRET]
        settings.STRIPE_URL = running.url
        yield running
