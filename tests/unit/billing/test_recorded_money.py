"""What the trail says of money that is asked for, moved and looked at."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from billing import bucket
from billing.models import Invoice, Order
from billing.money import collecting, receiving, rounds
from billing.payments.base import EventRefused
from billing.services import rounds as periods
from tests.factories import billing, money, trail
from tests.factories.stripe_server import StandIn
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
API = "/api/v1/billing"
OPENED = "billing.payment_page.opened"


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


@pytest.fixture
def program(alice: User, acme: Workspace, api_for: Any) -> APIClient:
    client: APIClient = api_for(alice, acme)
    return client


class Shelf:
    """A bucket in which every paper is there already."""

    EXPORTS = "exports"

    def key_for(self, *parts: str) -> str:
        return "/".join(parts)

    def size_of(self, _key: str) -> int:
        return 1

    def presigned_get(self, key: str, **_said: str) -> str:
        return f"http://bucket/{key}"


def test_an_invoice_that_is_handed_out_is_recorded(
    acme: Workspace, alice: User, owner: Client, program: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = billing.invoiced(acme)
    monkeypatch.setattr(bucket, "store", Shelf)

    owner.get(f"/w/{acme.slug}/settings/invoices/{invoice.pk}/pdf", {"language": "en"})
    program.get(f"{API}/invoices/{invoice.pk}/pdf", {"language": "zh-hans"})

    events = trail.events(acme).filter(action="billing.invoice.downloaded")
    assert [event.data for event in events] == [{"language": "en"}, {"language": "zh-hans"}]
    for event in events:
        assert (event.actor_id, event.target_id) == (str(alice.pk), str(invoice.pk))
        assert event.target_label == invoice.number


def test_a_table_of_use_is_recorded_and_a_look_is_not(
    acme: Workspace, alice: User, owner: Client, program: APIClient
) -> None:
    days = {"from": "2027-05-01", "to": "2027-05-02"}
    owner.get(f"/w/{acme.slug}/settings/usage.csv", {"start": days["from"], "end": days["to"]})
    program.get(f"{API}/usage", {**days, "meter": "images", "format": "csv"})
    program.get(f"{API}/usage", days)

    events = trail.events(acme).filter(action="billing.usage.exported")
    assert [event.data["meter"] for event in events] == ["", "images"]
    assert {event.actor_id for event in events} == {str(alice.pk)}
    assert events[0].target_label == "2027-05-01 – 2027-05-02"


def test_who_is_led_to_pay_is_recorded(
    acme: Workspace, alice: User, owner: Client, program: APIClient, stand_in: StandIn
) -> None:
    invoice, order = billing.invoiced(acme), money.place(acme).order
    here = f"/w/{acme.slug}/settings"
    ways = [
        (owner, f"{here}/invoices/{invoice.pk}/pay"), (program, f"{API}/invoices/{invoice.pk}/pay"),
        (owner, f"{here}/orders/{order.pk}/pay"), (program, f"{API}/orders/{order.pk}/resume"),
    ]  # fmt: skip
    trail.events(acme)

    for client, address in ways:
        before = trail.events(acme).count()
        answer = client.post(address)
        assert answer.status_code < 400, address
        (event,) = trail.events(acme)[before:]
        assert (event.action, event.actor_id) == (OPENED, str(alice.pk)), address
        assert "://" not in str([event.data, event.changes, event.target_label]), "it would pay"


def test_who_changes_the_card_is_recorded(
    acme: Workspace, alice: User, owner: Client, stand_in: StandIn
) -> None:
    here = f"/w/{acme.slug}/settings/invoices/portal"
    assert owner.post(here).status_code == 302
    assert not trail.events(acme).filter(action=OPENED).exists(), "there is no such page yet"
    billing.invoiced(acme)
    placed = money.place(acme)
    stand_in.pays(Order.objects.get(pk=placed.order.pk).provider_ref)
    for raw, headers in stand_in.pays(Order.objects.get(pk=placed.order.pk).provider_ref):
        collecting.hear("stripe", raw, headers)

    owner.post(here)

    event = trail.newest(acme)
    assert (event.action, event.target_type) == (OPENED, "billing_account")
    assert event.actor_id == str(alice.pk)


def test_what_is_done_about_a_plan_is_recorded(
    acme: Workspace, alice: User, owner: Client, program: APIClient
) -> None:
    billing.subscribed(acme, "business")
    before = trail.events(acme).count()

    program.post(f"{API}/subscription/change", {"plan_version": money.version().pk}, format="json")
    program.post(f"{API}/subscription/drop-change")
    program.post(f"{API}/subscription/change", {"plan_version": money.version().pk}, format="json")
    owner.post(f"/w/{acme.slug}/settings/plan/drop-change")
    program.post(f"{API}/subscription/cancel", {"reason": "Too large."}, format="json")
    owner.post(f"/w/{acme.slug}/settings/plan/resume")

    events = trail.events(acme)[before:]
    assert [event.action.partition(".")[2] for event in events] == [
        "subscription.change_planned", "subscription.change_dropped",
        "subscription.change_planned", "subscription.change_dropped",
        "subscription.cancelled", "subscription.resumed",
    ]  # fmt: skip
    assert {event.actor_id for event in events} == {str(alice.pk)}


def test_the_first_order_says_to_whom_is_written(acme: Workspace) -> None:
    money.place(acme)

    event = trail.events(acme).get(action="billing.account.changed")
    assert list(event.changes) == ["email"]


def test_what_a_provider_tells_is_recorded_once(acme: Workspace, stand_in: StandIn) -> None:
    order = Order.objects.get(pk=money.place(acme).order.pk)
    told = stand_in.pays(order.provider_ref)[0]

    assert collecting.hear("stripe", *told)
    assert not collecting.hear("stripe", *told)

    events = trail.events(acme).filter(action="billing.payment.received")
    assert [event.actor_type for event in events] == ["system"]
    assert trail.events(acme).filter(action="billing.order.fulfilled").count() == 1


def test_what_nobody_signed_and_what_fails_is_recorded(
    acme: Workspace, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Order.objects.get(pk=money.place(acme).order.pk)
    raw, headers = stand_in.pays(order.provider_ref)[0]

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("the machine stops here")

    with pytest.raises(EventRefused):
        collecting.hear("stripe", raw, {"stripe-signature": "t=1,v1=00"})
    refused = trail.done()
    monkeypatch.setattr(receiving, "take", broken)
    with pytest.raises(RuntimeError):
        collecting.hear("stripe", raw, headers)
    failed = trail.done()

    assert (refused.action, refused.outcome) == ("billing.payment_event.refused", "denied")
    assert (refused.actor_type, refused.target_id) == ("anonymous", "stripe")
    assert (failed.action, failed.outcome) == ("billing.payment_event.failed", "error")
    assert failed.reason.startswith("RuntimeError")


def test_a_card_that_is_refused_is_recorded(acme: Workspace, stand_in: StandIn) -> None:
    invoice = billing.invoiced(acme)
    failed = {
        "object": "payment_intent", "id": "pi_1", "amount": 2900, "currency": "usd",
        "metadata": {"bill": f"invoice:{invoice.pk}"},
        "last_payment_error": {"type": "card_error", "code": "card_declined"},
    }  # fmt: skip

    collecting.hear("stripe", *stand_in.event("payment_intent.payment_failed", failed))

    event = trail.events(acme).get(action="billing.payment.refused")
    assert (event.outcome, event.reason) == ("denied", "payment.declined")
    assert (event.target_id, event.target_label) == (str(invoice.pk), invoice.number)


def test_what_rounds_do_about_plans_is_recorded(acme: Workspace) -> None:
    billing.subscribed(acme)
    before = trail.events(acme).count()
    money.travel(days=40)

    periods.sweep()
    rounds.round_of_money()

    events = list(trail.events(acme)[before:])
    assert {event.action for event in events} >= {
        "billing.subscription.renewed", "billing.invoice.issued",
    }  # fmt: skip
    assert {event.actor_type for event in events} == {"system"}
    assert Invoice.objects.filter(workspace=acme, issued_at__gt=datetime.now(UTC)).exists()
