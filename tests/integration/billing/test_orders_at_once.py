"""One decision sent from many sides at once is one order, and what it does is done once."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import F

from accounts.models import Notification
from audit.models import AuditEvent
from billing import services
from billing.models import Invoice, Order, Subscription
from billing.money import choosing
from billing.money.choosing import Done
from billing.money.terms import StaleChoice
from tests.factories import billing, money, people
from tests.factories import stripe_server as server
from tests.factories.stripe_server import StandIn
from tests.integration.billing.units import at_once
from workspaces import tenancy
from workspaces.models import Workspace

CLICKS = 6


@pytest.fixture(autouse=True)
def _committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What happens here is committed and stays."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield


@pytest.fixture
def place(_committed: None) -> Workspace:
    return people.workspace("Choosers", people.person("Pia"))


def clicks(place: Workspace, plan: str) -> list[Any]:
    """Send one decision many times at once; return what came of each."""
    version = money.version(plan)
    shown = choosing.seal(place.pk, choosing.look(place.pk, version.pk))

    def click() -> Done | StaleChoice:
        try:
            return choosing.take(
                place.pk,
                version.pk,
                shown=shown,
                places=money.PLACES,
                email="",
                actor=money.STAFF,
            )
        except StaleChoice as refused:
            return refused

    return at_once([click] * CLICKS)


def orders_of(found: list[Any]) -> set[uuid.UUID]:
    return {one.placed.order.pk for one in found}


def test_many_clicks_by_bank_are_one_order_with_one_invoice(place: Workspace) -> None:
    found = clicks(place, "team")

    assert len(orders_of(found)) == 1
    assert Order.objects.filter(workspace=place).count() == 1
    invoice = Invoice.objects.get(workspace=place)
    assert (invoice.state, invoice.total) == (Invoice.State.OPEN, 2900)
    noted = AuditEvent.objects.filter(workspace_id=place.pk, action="billing.order.placed")
    assert noted.count() == 1


def test_many_clicks_by_card_are_one_order_with_one_page(place: Workspace, settings: Any) -> None:
    with server.running() as stand_in:
        by_stripe(settings, stand_in)

        found = clicks(place, "team")

    assert len(orders_of(found)) == 1
    assert len({one.placed.url for one in found}) == 1
    assert Order.objects.filter(workspace=place).count() == 1


def by_stripe(settings: Any, stand_in: StandIn) -> None:
    settings.PAYMENT_PROVIDER = "billing.payments.stripe.StripePayments"
    settings.STRIPE_SECRET_KEY = server.KEY
    settings.STRIPE_WEBHOOK_SECRETS = [server.SECRET]
    settings.STRIPE_URL = stand_in.url


def test_many_clicks_that_credit_pays_begin_one_plan(place: Workspace) -> None:
    billing.paid(billing.invoiced(place), 2900 + 5800)

    found = clicks(place, "team")

    assert not [one for one in found if isinstance(one, StaleChoice)]
    assert Subscription.objects.filter(workspace=place).count() == 1
    assert Order.objects.filter(workspace=place).count() == 1
    assert money.check(place.pk) == 2900


@pytest.mark.parametrize(("plan", "kind"), [("team", "planned"), ("free", "cancelled")])
def test_many_clicks_plan_or_end_once_and_tell_it_once(
    place: Workspace, plan: str, kind: str
) -> None:
    billing.subscribed(place, "business")

    found = clicks(place, plan)

    assert {type(one) for one in found} == {Done}
    told = Notification.objects.filter(workspace_id=place.pk, kind="plan_changed", data__what=kind)
    assert told.count() == 1


def test_a_trial_started_from_many_sides_begins_once(place: Workspace) -> None:
    version = money.version().pk

    def start() -> bool:
        try:
            services.start_trial(place.pk, version, by=money.STAFF)
        except services.AlreadySubscribed:
            return False
        return True

    assert sum(at_once([partial(start)] * CLICKS)) == 1


def test_sweeps_at_once_tell_a_trials_end_once(place: Workspace) -> None:
    services.start_trial(place.pk, money.version().pk, by=money.STAFF)
    days = timedelta(days=12)
    Subscription.objects.filter(workspace=place).update(
        period_start=F("period_start") - days,
        period_end=F("period_end") - days,
        trial_ends_at=F("trial_ends_at") - days,
    )

    at_once([services.sweep] * 4)
    services.sweep()

    told = Notification.objects.filter(workspace_id=place.pk, kind="plan_trial", data__what="ends")
    assert told.count() == 1
