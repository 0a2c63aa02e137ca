"""The grounds of payments: offline, and Stripe against its stand-in."""

from collections.abc import Iterator
from typing import Any

import pytest

from billing.payments.stripe import StripePayments
from tests.factories import stripe_server as server
from tests.factories.payment_grounds import Bank, Card, Ground


@pytest.fixture(params=["offline", "stripe"])
def ground(request: pytest.FixtureRequest) -> Ground:
    found: Ground = Bank() if request.param == "offline" else request.getfixturevalue("card")
    return found


@pytest.fixture
def card(settings: Any) -> Iterator[Card]:
    with server.running() as stand_in:
        settings.PAYMENT_PROVIDER = "billing.payments.stripe.StripePayments"
        settings.STRIPE_SECRET_KEY = server.KEY
        settings.STRIPE_WEBHOOK_SECRETS = [server.SECRET]
        settings.STRIPE_URL = stand_in.url
        yield Card(stand_in)


@pytest.fixture
def stand_in() -> Iterator[server.StandIn]:
    with server.running() as running:
        yield running


@pytest.fixture
def payments(stand_in: server.StandIn) -> StripePayments:
    return StripePayments(server.KEY, (server.SECRET,), stand_in.url)
