"""The panel of the plan: what it is, what it costs, what comes next, and what is near."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from billing import services
from billing.models import BillingAccount, Subscription
from billing.money import accounts
from billing.services import NewEdition, NewLimit
from tests.factories import clock, money
from tests.unit.billing.holds import use
from tests.unit.billing.usage_page import NOW, at, shown
from workspaces.models import Workspace

LIMITS = {"images": NewLimit(100), "video_seconds": NewLimit(600), "members": NewLimit(25)}
BY = money.STAFF


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(NOW)


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


def edition(plan: str = "team", **other: Any) -> int:
    return services.make_edition(plan, new=NewEdition(LIMITS, **{"price": 4900, **other}), by=BY).pk


def panel(owner: Client, place: Workspace) -> str:
    source = owner.get(at(place))
    text = shown(source)
    return text[text.index(" plan ", text.index("Who used it")) - 8 :]


def test_the_default_plan_asks_nothing(acme: Workspace, owner: Client) -> None:
    said = panel(owner, acme)

    assert "Free plan No charge, 10 seats Plans Invoices Every movement of units" in said
    assert "Next invoice" not in said


def test_a_paid_plan_says_what_comes_next_and_to_whom(acme: Workspace, owner: Client) -> None:
    services.start(acme.pk, edition(), by=BY)
    account = BillingAccount.objects.create(pk=acme.pk, name="Acme", email="bills@acme.example")
    accounts.add_credit(account, 1250, currency="USD")
    accounts.add_credit(account, 300, currency="EUR")

    said = panel(owner, acme)

    assert "Team plan Active USD 49.00 a month, 25 seats" in said
    assert "Next invoice June 22, USD 49.00" in said
    assert (
        "Credit EUR 3.00 + USD 12.50 Paid by Bank transfer Invoices to bills@acme.example" in said
    )


def test_who_pays_is_told_to_who_may_change_it_alone(
    acme: Workspace, bob: User, client_for: Any
) -> None:
    services.start(acme.pk, edition(), by=BY)
    account = BillingAccount.objects.create(pk=acme.pk, email="bills@acme.example")
    accounts.add_credit(account, 1250, currency="USD")

    said = panel(client_for(bob), acme)

    assert "Next invoice June 22, USD 49.00" in said
    assert "bills@acme.example" not in said
    assert "Credit" not in said
    assert "An owner can change this: Alice. Plans" in said


def test_a_card_is_told_as_one(acme: Workspace, owner: Client) -> None:
    services.start(acme.pk, edition(), by=BY)
    BillingAccount.objects.create(pk=acme.pk, provider="stripe", customer_ref="cus_1")

    assert "Paid by Card" in panel(owner, acme)


def test_a_year_is_asked_for_by_the_year(acme: Workspace, owner: Client) -> None:
    services.start(acme.pk, edition(interval="year", price=49900), by=BY)

    said = panel(owner, acme)

    assert "USD 499.00 a year, 25 seats" in said
    assert "Next invoice May 22, USD 499.00" in said


def test_a_trial_says_when_it_ends(acme: Workspace, owner: Client) -> None:
    services.start_trial(acme.pk, edition(trial_days=14), by=BY)

    said = panel(owner, acme)

    assert "Team plan On trial" in said
    assert "Trial ends June 5" in said
    assert "Next invoice" not in said


def test_a_cancelled_plan_says_until_when_and_what_then(acme: Workspace, owner: Client) -> None:
    services.start(acme.pk, edition(), by=BY)
    services.cancel(acme.pk, by=BY)

    said = panel(owner, acme)

    assert "Ends on June 22" in said
    assert "From then on The free plan" in said
    assert "Next invoice" not in said


def test_a_smaller_plan_to_come_is_the_next_invoice(acme: Workspace, owner: Client) -> None:
    services.start(acme.pk, edition("business", price=9900), by=BY)
    services.plan_change(acme.pk, edition(), by=BY)

    said = panel(owner, acme)

    assert "Business plan Active USD 99.00" in said
    assert "From June 22 Team plan Next invoice June 22, USD 49.00" in said


def test_what_is_overdue_is_said_first(acme: Workspace, owner: Client) -> None:
    services.start(acme.pk, edition(), by=BY)
    services.mark_past_due(acme.pk)

    assert "Team plan Payment overdue" in panel(owner, acme)


def test_the_plans_days_are_told_where_it_was_made(acme: Workspace, owner: Client) -> None:
    services.start(acme.pk, edition(), by=BY)
    # At the day line a period ends a day later than by the clock of the servers.
    Subscription.objects.filter(workspace=acme).update(time_zone="Pacific/Kiritimati")

    assert "Next invoice June 23, USD 49.00" in panel(owner, acme)


def test_the_strong_button_names_what_is_nearest_its_end(acme: Workspace, owner: Client) -> None:
    services.start(acme.pk, edition(), by=BY)
    assert "btn-neutral" not in owner.get(at(acme)).content.decode()

    use(acme, 81)
    source = owner.get(at(acme)).content.decode()
    assert source.count("btn-neutral") == 1
    assert "19 left" in shown(owner.get(at(acme)))
    assert "Add images" in panel(owner, acme)
    use(acme, 600, meter="video_seconds")

    said = panel(owner, acme)
    assert "Add video minutes" in said
    assert "Add images" not in said
    assert "btn-primary" not in owner.get(at(acme)).content.decode().split('id="content"')[1]


def test_more_is_to_be_had_where_staff_say_so(
    acme: Workspace, owner: Client, settings: Any
) -> None:
    settings.UPGRADE_URL = "https://shop.example/plans"
    use(acme, 1000)

    source = owner.get(at(acme)).content.decode()

    assert 'class="btn btn-neutral" href="https://shop.example/plans">Add images' in source


def test_a_new_period_is_near_nothing(acme: Workspace, owner: Client) -> None:
    use(acme, 1000)
    assert "Add images" in panel(owner, acme)

    clock.stop_at(NOW + timedelta(days=10))

    assert "Add images" not in panel(owner, acme)
