"""Money from many sides at once: numbers without a gap, each payment once, and the books agree."""

import random
import uuid
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from assets import storage
from billing.models import Invoice, Order, Payment, Subscription, WebhookEvent
from billing.money import collecting, documents, orders, rounds
from tests.factories import money, people
from tests.factories import stripe_server as server
from tests.factories.stripe_server import StandIn
from tests.integration.billing.units import at_once
from workspaces import tenancy
from workspaces.models import Workspace


@pytest.fixture(autouse=True)
def _committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What happens here is committed and stays."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield


@pytest.fixture
def place(_committed: None) -> Workspace:
    return people.workspace("Payers", people.person("Pia"))


@pytest.fixture
def stand_in(settings: Any) -> Iterator[StandIn]:
    with server.running() as running:
        settings.PAYMENT_PROVIDER = "billing.payments.stripe.StripePayments"
        settings.STRIPE_SECRET_KEY = server.KEY
        settings.STRIPE_WEBHOOK_SECRETS = [server.SECRET]
        settings.STRIPE_URL = running.url
        yield running


def serials() -> list[int]:
    found = Invoice.objects.filter(number__isnull=False).values_list("number", flat=True)
    return sorted(int(str(number).partition("-")[2]) for number in found)


def test_numbers_have_no_gap_when_many_issue_and_some_fail() -> None:
    places = [people.workspace("Payers", people.person("Pia")) for _time in range(4)]

    def issue(which: int) -> bool:
        try:
            with transaction.atomic():
                money.issued(places[which % 4])
                if which % 3 == 0:
                    raise RuntimeError("the machine stops here")
        except RuntimeError:
            return False
        return True

    for _round in range(4):
        at_once([lambda which=which: issue(which) for which in range(8)])

    found = serials()
    assert found == list(range(found[0], found[0] + len(found)))
    for place in places:
        money.check(place.pk)


def test_the_same_payment_noted_by_many_counts_once(place: Workspace) -> None:
    with transaction.atomic():
        invoice = money.issued(place)
    reference = uuid.uuid4().hex

    at_once([lambda: money.note(invoice, 2900, reference=reference) for _time in range(6)])

    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid) == (Invoice.State.PAID, 2900)
    assert Payment.objects.filter(workspace=place).count() == 1
    assert money.check(place.pk) == 0


def test_different_payments_at_once_all_count(place: Workspace) -> None:
    with transaction.atomic():
        invoice = money.issued(place)

    at_once([lambda: money.note(invoice, 1000) for _time in range(6)])

    assert Payment.objects.filter(workspace=place, provider="offline").count() == 6
    assert money.check(place.pk) == 6000 - 2900


def test_a_webhook_told_from_many_sides_starts_one_plan(
    place: Workspace, stand_in: StandIn
) -> None:
    placed = money.place(place)
    reference = Order.objects.get(pk=placed.order.pk).provider_ref
    news = stand_in.pays(reference) * 4
    random.Random(3).shuffle(news)

    told = at_once([partial(hear, *one) for one in news])

    assert sorted(told) == [False] * 6 + [True] * 2
    assert Payment.objects.filter(workspace=place).count() == 1
    assert Subscription.objects.filter(workspace=place).count() == 1
    assert WebhookEvent.objects.filter(handled_at__isnull=False).count() >= 2
    assert money.check(place.pk) == 0


def hear(raw: bytes, headers: dict[str, str]) -> bool:
    return collecting.hear("stripe", raw, headers)


def test_a_card_is_charged_by_one_of_many_workers(place: Workspace, stand_in: StandIn) -> None:
    placed = money.place(place)
    order = Order.objects.get(pk=placed.order.pk)
    for news in stand_in.pays(order.provider_ref):
        hear(*news)
    with transaction.atomic():
        invoice = money.issued(place)
    Invoice.objects.filter(pk=invoice.pk).update(collect_at=invoice.issued_at)

    told = at_once([partial(collecting.collect, invoice.pk) for _time in range(5)])

    assert sorted(told) == [False] * 4 + [True]
    assert len(stand_in.all("payment_intent")) == 2
    assert money.check(place.pk) == 0


def test_of_a_payment_and_a_cancellation_one_is_first_and_no_money_is_lost() -> None:
    for _round in range(5):
        place = people.workspace("Payers", people.person("Pia"))
        placed = money.place(place)

        at_once([partial(money.note, placed.invoice, 2900), partial(give_up, place, placed.order)])

        order = Order.objects.get(pk=placed.order.pk)
        has_plan = Subscription.objects.filter(workspace=place).exists()
        expected = (True, 0) if order.state == Order.State.PAID else (False, 2900)
        assert (has_plan, money.check(place.pk)) == expected


def give_up(place: Workspace, order: Order) -> None:
    with suppress(orders.NotWaiting):
        orders.cancel(order.pk, workspace_id=place.pk, actor=money.STAFF)


def test_two_rounds_at_once_ask_for_a_period_once(place: Workspace) -> None:
    from_start = money.place(place)
    money.note(from_start.invoice)
    Invoice.objects.filter(pk=from_start.invoice.pk).update(key="another")

    made = at_once([rounds.issue_due for _time in range(4)])

    assert sum(made) >= 1
    asked = Invoice.objects.filter(workspace=place, key__startswith="period:")
    assert asked.count() == 1


def test_a_paper_lies_in_the_bucket_and_is_handed_out(place: Workspace) -> None:
    with transaction.atomic():
        invoice = money.issued(place)

    storage.setup_bucket()
    key = documents.write(invoice.pk, language="zh-hans")
    url = documents.link(
        invoice.pk, workspace_id=place.pk, language="zh-hans", origin="http://localhost"
    )

    assert url is not None
    assert key in url
    assert "invoice-" in url
