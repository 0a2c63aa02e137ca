"""Choosing, ordering and changing a plan by a program."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from audit.models import AuditEvent
from audit.services import Actor
from billing import services
from billing.models import Invoice, Order, Subscription
from billing.money import looking
from billing.payments.base import Checkout, PaymentError
from billing.services import NewEdition, subscriptions
from tests.factories import billing, money, people
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
API = "/api/v1/billing"
BY = Actor("user", "alice", "Alice")
START = "billing.payments.offline.OfflinePayments.start_checkout"


@pytest.fixture
def owner(alice: User, acme: Workspace, api_for: Any) -> APIClient:
    client: APIClient = api_for(alice, acme)
    return client


def preview(owner: APIClient, plan: str = "team") -> Any:
    return owner.post(f"{API}/plans/{money.version(plan).pk}/preview")


def order(owner: APIClient, plan: str = "team", key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    body = {"plan_version": money.version(plan).pk, **body}
    return owner.post(f"{API}/orders", body, format="json", headers=headers)


def change(owner: APIClient, verb: str, **body: Any) -> Any:
    return owner.post(f"{API}/subscription/{verb}", body, format="json")


def held(place: Workspace) -> Subscription | None:
    return subscriptions.subscription_of(place.pk)


def by_card(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Lead to a page of its own; return the bills it was asked for."""
    asked: list[Any] = []

    def start(_self: Any, bill: Any) -> Checkout:
        asked.append(bill)
        return Checkout(url=f"https://pay.test/{bill.reference}", reference=bill.reference)

    monkeypatch.setattr(START, start)
    return asked


POSTS = [
    "plans/1/preview",
    "orders",
    f"orders/{uuid.uuid4()}/cancel",
    f"orders/{uuid.uuid4()}/resume",
    "subscription/change",
    "subscription/drop-change",
    "subscription/cancel",
    "subscription/resume",
    "subscription/trial",
]


@pytest.mark.parametrize("address", POSTS)
def test_only_owners_change_the_plan(acme: Workspace, api_for: Any, address: str) -> None:
    admin = api_for(people.member(acme, Role.ADMIN), acme)

    answer = admin.post(f"{API}/{address}", {"plan_version": 1}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (403, "role-not-allowed")


# --- preview -------------------------------------------------------------------------------------
def test_a_preview_says_what_an_order_would_do(owner: APIClient, acme: Workspace) -> None:
    found = preview(owner).json()

    assert (found["way"], found["plan"], found["name"]) == ("order", "team", "Team")
    assert (found["amount_minor"], found["to_pay_minor"], found["credit_minor"]) == (2900, 2900, 0)
    assert found["lines"] == [{"label": "Team plan, one month", "note": "", "amount_minor": 2900}]
    images = next(one for one in found["limits"] if one["meter"] == "images")
    assert (images["now"], images["later"]) == (5000, 5000)
    assert found["next_invoice_minor"] == 2900
    assert found["does_not_fit"] == []
    assert not Order.objects.exists()


def test_a_preview_of_less_names_what_will_not_fit(owner: APIClient, acme: Workspace) -> None:
    billing.subscribed(acme, "business")
    services.hold_storage(acme.pk, key="large", size=300 * 2**30)

    found = preview(owner).json()

    assert found["way"] == "later"
    assert found["does_not_fit"] == [
        {"meter": "storage_bytes", "there": 300 * 2**30, "allowed": 200 * 2**30}
    ]
    assert preview(owner, "free").json()["way"] == "end"


def test_a_preview_of_what_one_has_or_nobody_offers_is_refused(
    owner: APIClient, acme: Workspace
) -> None:
    billing.subscribed(acme)

    assert preview(owner).json()["code"] == "nothing-to-change"
    answer = owner.post(f"{API}/plans/99999999/preview")
    assert (answer.status_code, answer.json()["code"]) == (409, "plan-not-offered")


# --- orders --------------------------------------------------------------------------------------
def test_an_order_by_bank_says_whom_to_pay(
    owner: APIClient, acme: Workspace, settings: Any
) -> None:
    settings.INVOICE_PAY_TO = "Northbay Bank"

    answer = order(owner, shown=preview(owner).json()["shown"])

    made = answer.json()
    assert (answer.status_code, made["state"], made["purpose"]) == (201, "waiting", "start")
    assert answer["Location"] == f"{API}/orders/{made['id']}"
    assert (made["pay_url"], made["pay_to"]) == (None, "Northbay Bank")
    assert made["invoice"]["total_minor"] == 2900
    assert made["invoice"]["number"]
    assert owner.get(answer["Location"]).json() == made
    money.note(Invoice.objects.get(pk=made["invoice"]["id"]))
    paid = owner.get(answer["Location"]).json()
    assert (paid["state"], paid["pay_to"]) == ("paid", "")
    assert AuditEvent.objects.filter(action="billing.order.placed").count() == 1


def test_an_order_by_card_leads_to_a_page_and_back_to_this_site(
    owner: APIClient, acme: Workspace, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    bills = by_card(monkeypatch)

    made = order(owner).json()
    again = order(owner, paid_url=f"{settings.PUBLIC_URL}/paid?x=1").json()

    assert made["pay_url"].startswith("https://pay.test/")
    assert bills[0].paid_url == f"{settings.PUBLIC_URL}/w/{acme.slug}/settings/plans/paid"
    assert bills[0].left_url == f"{settings.PUBLIC_URL}/w/{acme.slug}/settings/plans"
    assert bills[1].paid_url == f"{settings.PUBLIC_URL}/paid?x=1"
    assert owner.get(f"{API}/orders/{made['id']}").json()["state"] == "cancelled"
    resumed = owner.post(f"{API}/orders/{again['id']}/resume").json()
    assert resumed["pay_url"] == again["pay_url"]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/paid",
        "{site}.evil.example/paid",
        "{site}@evil.example/",
        "{site}",
        "javascript:alert(1)",
        "//evil.example/x",
    ],
)
@pytest.mark.parametrize("name", ["paid_url", "left_url"])
def test_nobody_is_led_to_another_site(
    owner: APIClient, settings: Any, name: str, url: str
) -> None:
    answer = order(owner, **{name: url.format(site=settings.PUBLIC_URL)})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]
    assert not Order.objects.exists()


def test_the_same_key_is_one_order(
    owner: APIClient, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    bills = by_card(monkeypatch)

    first, second = (order(owner, key="k1") for _time in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert Order.objects.count() == 1
    assert len(bills) == 1
    assert order(owner, "business", key="k1").json()["code"] == "idempotency-key-reused"


def test_the_same_decision_sent_twice_is_one_order(owner: APIClient, acme: Workspace) -> None:
    shown = preview(owner).json()["shown"]

    first, second = (order(owner, shown=shown).json() for _time in range(2))

    assert first["id"] == second["id"]
    assert Invoice.objects.filter(workspace=acme).count() == 1


def test_what_was_shown_of_something_else_is_refused(owner: APIClient, acme: Workspace) -> None:
    shown = preview(owner, "business").json()["shown"]

    for body in ({"shown": shown}, {"shown": "made up"}):
        answer = order(owner, **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "choice-outdated")
    billing.subscribed(acme)
    end = preview(owner, "free").json()["shown"]
    assert order(owner, "free", shown=end).json()["code"] == "choice-outdated"
    assert looking.waiting_order(acme.pk) is None


def test_what_cannot_be_ordered_is_refused(owner: APIClient, acme: Workspace) -> None:
    assert order(owner, "free").json()["code"] == "plan-not-offered"
    assert order(owner, plan_version=2**31 - 1).status_code == 404
    assert order(owner, plan_version=2**40).status_code == 400
    billing.subscribed(acme, "business")
    assert order(owner).json()["code"] == "not-an-upgrade"


def test_an_order_of_a_provider_that_is_away_waits(
    owner: APIClient, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_self: Any, _bill: Any) -> None:
        raise PaymentError("payment.unavailable", retryable=True)

    with monkeypatch.context() as patched:
        patched.setattr(START, away)
        answer = order(owner)
    assert (answer.status_code, answer.json()["code"]) == (503, "payment-unavailable")

    waiting = Order.objects.get(workspace=acme)
    resumed = owner.post(f"{API}/orders/{waiting.pk}/resume").json()

    assert (resumed["state"], bool(resumed["invoice"]["number"])) == ("waiting", True)


def test_an_order_is_given_up(owner: APIClient, acme: Workspace) -> None:
    made = order(owner).json()

    answer = owner.post(f"{API}/orders/{made['id']}/cancel")

    assert answer.json()["state"] == "cancelled"
    for verb in ("cancel", "resume"):
        refused = owner.post(f"{API}/orders/{made['id']}/{verb}")
        assert (refused.status_code, refused.json()["code"]) == (409, "order-not-waiting")


def test_an_order_of_another_workspace_is_not_there(
    owner: APIClient, acme: Workspace, beta: Workspace
) -> None:
    placed = money.place(beta)

    answers = [
        owner.get(f"{API}/orders/{placed.order.pk}"),
        owner.post(f"{API}/orders/{placed.order.pk}/cancel"),
        owner.post(f"{API}/orders/{placed.order.pk}/resume"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    placed.order.refresh_from_db()
    assert placed.order.state == Order.State.WAITING


# --- changes of the subscription -----------------------------------------------------------------
def test_a_trial_begins_once(owner: APIClient, acme: Workspace) -> None:
    answer = change(owner, "trial", plan_version=money.version().pk)

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["plan"]) == ("trialing", "team")
    again = change(owner, "trial", plan_version=money.version().pk)
    assert (again.status_code, again.json()["code"]) == (409, "already-subscribed")
    services.end_now(acme.pk, reason="test", by=BY)
    again = change(owner, "trial", plan_version=money.version().pk)
    assert again.json()["code"] == "trial-used"


def test_an_old_edition_is_neither_tried_nor_changed_to(owner: APIClient, acme: Workspace) -> None:
    old = money.version().pk
    services.make_edition("team", new=NewEdition({}, price=3900, trial_days=14), by=BY)

    assert change(owner, "trial", plan_version=old).json()["code"] == "plan-not-offered"
    billing.subscribed(acme, "business")
    assert change(owner, "change", plan_version=old).json()["code"] == "plan-not-offered"


def test_a_change_is_planned_and_dropped(owner: APIClient, acme: Workspace) -> None:
    billing.subscribed(acme, "business")

    planned = change(owner, "change", plan_version=money.version().pk).json()
    dropped = change(owner, "drop-change").json()

    assert (planned["plan"], planned["pending_plan"]) == ("business", "team")
    assert (dropped["plan"], dropped["pending_plan"]) == ("business", None)
    again = change(owner, "drop-change")
    assert (again.status_code, again.json()["code"]) == (409, "nothing-to-change")


def test_a_plan_is_cancelled_and_goes_on(owner: APIClient, acme: Workspace) -> None:
    billing.subscribed(acme)

    assert change(owner, "cancel", reason="Too large.").json()["cancel_at_period_end"] is True
    assert change(owner, "cancel").json()["code"] == "nothing-to-change"
    assert change(owner, "resume").json()["cancel_at_period_end"] is False
    assert change(owner, "resume").json()["code"] == "nothing-to-change"
    noted = AuditEvent.objects.get(action="billing.subscription.cancelled")
    assert noted.reason == "Too large."


@pytest.mark.parametrize("verb", ["change", "drop-change", "cancel", "resume"])
def test_without_a_subscription_there_is_nothing_to_change(
    owner: APIClient, acme: Workspace, verb: str
) -> None:
    answer = change(owner, verb, plan_version=money.version().pk)

    assert (answer.status_code, answer.json()["code"]) == (409, "no-subscription")
    assert held(acme) is None


def test_a_workspace_that_goes_cannot_be_billed(owner: APIClient, acme: Workspace) -> None:
    people.going(acme)

    answer = order(owner)

    assert (answer.status_code, answer.json()["code"]) == (409, "workspace-deleting")
    assert not Order.objects.exists()
