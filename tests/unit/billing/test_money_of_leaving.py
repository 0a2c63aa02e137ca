"""What rounds of money do about workspaces that go, that stay after all, and that are suspended."""

from typing import Any

import pytest

from billing.models import Subscription
from billing.money import closing, rounds
from billing.services import roll_periods, subscriptions
from tests.factories import money, people
from tests.unit.billing.asked import issued, next_period
from workspaces import services as workspaces
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
Status = Subscription.Status


def test_a_workspace_on_its_way_out_is_asked_for_nothing_and_then_all_ends(
    business: Subscription, acme
) -> None:
    next_period(acme)
    people.going(acme)
    assert rounds.issue_due() == 0

    closing.close(acme)
    closing.close(acme)

    assert subscriptions.subscription_of(acme.pk) is None
    people_back(acme)
    assert rounds.issue_due() == 0
    assert len(issued(acme)) == 1, "what was paid stays on paper"


def test_who_is_kept_after_all_is_asked_by_the_next_round(business: Subscription, acme) -> None:
    next_period(acme)
    people.going(acme)
    rounds.issue_due()

    people_back(acme)

    assert rounds.issue_due() == 1


def test_who_is_suspended_is_asked_for_nothing_until_it_is_over(
    business: Subscription, acme
) -> None:
    next_period(acme)
    chief = people.person("Chief")
    workspaces.suspend(acme.pk, by=chief, reason="A report is looked into.")
    assert rounds.issue_due() == 0

    workspaces.unsuspend(acme.pk, by=chief, reason="Nothing was found.")

    assert rounds.issue_due() == 1


def test_who_is_suspended_is_not_late_meanwhile(business: Subscription, acme: Workspace) -> None:
    next_period(acme)
    rounds.issue_due()
    chief = people.person("Chief")
    workspaces.suspend(acme.pk, by=chief, reason="A report is looked into.")
    money.travel(days=50)
    assert rounds.mark_late() == 0

    workspaces.unsuspend(acme.pk, by=chief, reason="Nothing was found.")

    assert rounds.mark_late() == 1


def test_the_grace_of_who_is_suspended_begins_anew_afterwards(
    business: Subscription, acme: Workspace, settings: Any
) -> None:
    subscriptions.mark_past_due(acme.pk, by=money.STAFF, reason="a slip")
    chief = people.person("Chief")
    workspaces.suspend(acme.pk, by=chief, reason="A report is looked into.")
    money.travel(days=settings.BILLING_GRACE_DAYS + 1)
    roll_periods()
    assert subscriptions.present(acme.pk).status == Status.PAST_DUE

    rounds.round_of_money()
    workspaces.unsuspend(acme.pk, by=chief, reason="Nothing was found.")

    money.travel(days=2 * settings.BILLING_GRACE_DAYS)
    roll_periods()
    assert subscriptions.present(acme.pk).status == Status.PAST_DUE
    money.travel(days=2 * settings.BILLING_GRACE_DAYS + 2)
    roll_periods()
    assert subscriptions.subscription_of(acme.pk) is None


def test_an_order_of_a_workspace_that_goes_is_given_up(acme: Workspace) -> None:
    placed = money.place(acme)

    closing.close(acme)

    placed.order.refresh_from_db()
    assert placed.order.state == "cancelled"


def people_back(acme: Workspace) -> None:
    Workspace.objects.filter(pk=acme.pk).update(status=Workspace.Status.ACTIVE, delete_at=None)
