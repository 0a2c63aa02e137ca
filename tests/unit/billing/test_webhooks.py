"""Where Stripe writes to: what it signed is heard once, and what fails is told again."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from billing.models import Order, Payment, WebhookEvent
from billing.money import accounts, collecting, receiving
from tests.factories import money
from tests.factories import stripe_server as server
from tests.factories.stripe_server import StandIn
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/billing/stripe/webhook"


@pytest.fixture
def stand_in(settings: Any) -> Iterator[StandIn]:
    with server.running() as running:
        settings.PAYMENT_PROVIDER = "billing.payments.stripe.StripePayments"
        settings.STRIPE_SECRET_KEY = server.KEY
        settings.STRIPE_WEBHOOK_SECRETS = ["whsec_next", server.SECRET]
        settings.STRIPE_URL = running.url
        yield running


@pytest.fixture
def paid(stand_in: StandIn, acme: Workspace) -> tuple[bytes, dict[str, str]]:
    """The event of an order of acme's that was just paid."""
    placed = money.place(acme)
    order = Order.objects.get(pk=placed.order.pk)
    return stand_in.pays(order.provider_ref)[0]


def post(raw: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    # A browser's session or cookie has no part in it.
    client = Client(enforce_csrf_checks=True)
    answer = client.post(ADDRESS, raw, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_an_event_is_heard_once(paid: tuple[bytes, dict[str, str]]) -> None:
    first, again = post(*paid), post(*paid)

    assert first == (200, {"received": True, "known": False})
    assert again == (200, {"received": True, "known": True})
    assert Payment.objects.count() == 1
    event = WebhookEvent.objects.get()
    assert event.kind == "payment_intent.succeeded"
    assert event.handled_at is not None
    assert event.error == ""
    assert event.payload["facts"][0]["amount"] == 2900


def test_only_what_stripe_signed_is_heard(
    stand_in: StandIn, paid: tuple[bytes, dict[str, str]]
) -> None:
    raw, headers = paid
    now = int(time.time())
    wrong = [
        {}, {"stripe-signature": ""}, {"stripe-signature": "t=1,v1=00"},
        {"stripe-signature": server.signature(raw, secret="whsec_others")},
        {"stripe-signature": server.signature(raw, at=now - 301)},
        {"stripe-signature": server.signature(raw, at=now + 360)},
    ]  # fmt: skip

    for given in wrong:
        status, said = post(raw, given)
        assert (status, said["code"]) == (400, "event-refused")
        assert "acme" not in json.dumps(said).lower()
    assert post(raw.replace(b"2900", b"1"), headers)[0] == 400
    assert not WebhookEvent.objects.exists()
    assert not Payment.objects.exists()


def test_the_secret_to_come_is_believed_already(paid: tuple[bytes, dict[str, str]]) -> None:
    raw, _headers = paid

    assert post(raw, {"stripe-signature": server.signature(raw, secret="whsec_next")})[0] == 200


def test_without_stripe_there_is_nothing_here(
    paid: tuple[bytes, dict[str, str]], settings: Any
) -> None:
    settings.PAYMENT_PROVIDER = "billing.payments.offline.OfflinePayments"
    settings.STRIPE_SECRET_KEY = ""

    assert post(*paid)[0] == 404


def test_it_is_written_to_and_not_read(stand_in: StandIn) -> None:
    assert Client().get(ADDRESS).status_code == 405


def test_what_is_unknown_is_noted_and_does_nothing(stand_in: StandIn) -> None:
    thing = {"object": "customer", "id": "cus_1", "metadata": {"bill": "order:nonsense"}}
    ours = {"object": "payment_intent", "id": "pi_1", "amount": 5, "currency": "usd"}
    for number, (kind, item) in enumerate(
        [
            ("customer.created", thing),
            ("payment_intent.succeeded", ours | {"metadata": {"bill": "order:nonsense"}}),
            ("payment_intent.succeeded", ours | {"metadata": {"bill": f"order:{'0' * 32}"}}),
            ("payment_intent.succeeded", ours | {"metadata": {"bill": f"invoice:{'0' * 32}"}}),
            ("payment_intent.succeeded", ours | {"metadata": {}}),
            ("a.kind.of.tomorrow", ours),
        ]
    ):
        assert post(*stand_in.event(kind, item))[0] == 200
        assert WebhookEvent.objects.filter(handled_at__isnull=False).count() == number + 1
    assert not Payment.objects.exists()


def test_what_fails_is_noted_and_heard_when_it_is_told_again(
    paid: tuple[bytes, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = receiving.take

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(receiving, "take", broken)
    with pytest.raises(RuntimeError):
        post(*paid)
    event = WebhookEvent.objects.get()
    assert (event.handled_at, "stops here" in event.error) == (None, True)
    monkeypatch.setattr(receiving, "take", right)

    assert post(*paid) == (200, {"received": True, "known": False})

    event.refresh_from_db()
    assert event.handled_at is not None
    assert event.error == ""
    assert Payment.objects.count() == 1


def test_a_payment_in_another_currency_is_credit_in_it_and_starts_nothing(
    stand_in: StandIn, acme: Workspace
) -> None:
    money.note(money.issued(acme), 2900 + 500)
    placed = money.place(acme)
    order = Order.objects.get(pk=placed.order.pk)
    session = stand_in.things[order.provider_ref]
    session["currency"] = "eur"
    event = stand_in.pays(order.provider_ref)[0]

    assert post(*event)[0] == 200

    payment = Payment.objects.get(provider="stripe")
    assert payment.currency == "EUR"
    assert accounts.credit_of(acme.pk, "EUR") == payment.amount
    order.refresh_from_db()
    assert order.state == Order.State.WAITING


def test_more_goes_back_than_came_is_for_staff_to_look_at(
    stand_in: StandIn, paid: tuple[bytes, dict[str, str]]
) -> None:
    post(*paid)
    intent = stand_in.all("payment_intent")[0]
    assert post(*stand_in.gives_back(intent["id"], 2000))[0] == 200

    status, said = post(*stand_in.gives_back(intent["id"], 901))

    assert (status, said["code"]) == (422, "amount-refused")
    assert "AmountRefused" in WebhookEvent.objects.get(handled_at=None).error
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [-2000, 2900]


@pytest.mark.slow
def test_a_look_up_that_fails_is_answered_so_that_it_is_told_again(
    stand_in: StandIn, paid: tuple[bytes, dict[str, str]]
) -> None:
    intent = stand_in.all("payment_intent")[0]
    back = stand_in.gives_back(intent["id"], 900)
    stand_in.script = [server.fails(500), server.fails(500)]

    status, said = post(*back)

    assert (status, said["code"]) == (503, "payment-unavailable")
    assert server.KEY not in json.dumps(said)
    assert post(*back)[0] == 200
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [-900, 2900]


def test_other_providers_are_not_listened_to_in_its_name(stand_in: StandIn) -> None:
    with pytest.raises(collecting.NotListening):
        collecting.hear("offline", b"{}", {})
