"""Owners hear what becomes of their plan: each fact once, in its transaction, and nobody else."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from accounts.models import Notification, User
from accounts.notices import detail_of, sentence_of
from audit.services import Actor
from billing import services
from billing.models import Meter, Subscription
from billing.services import NewEdition, NewLimit
from tests.factories import billing, money, people
from workspaces.models import Workspace
from workspaces.roles import Role

pytestmark = pytest.mark.django_db
BY = Actor("user", "alice", "Alice")


@pytest.fixture(autouse=True)
def _called_acme(acme: Workspace) -> None:
    Workspace.objects.filter(pk=acme.pk).update(name="Acme")


def told(kind: str = "") -> list[tuple[str, str]]:
    """Return (sentence, detail) of what was told of plans, in order."""
    found = Notification.objects.filter(kind__startswith=kind or "plan_").order_by("created_at")
    with translation.override("en"):
        return [(sentence_of(one.kind, one.data), detail_of(one.kind, one.data)) for one in found]


def sentences() -> list[str]:
    return [sentence for sentence, _detail in told()]


def trial(place: Workspace) -> Subscription:
    return services.start_trial(place.pk, money.version().pk, by=BY)


def started(place: Workspace, plan: str = "team") -> Subscription:
    return services.start(place.pk, money.version(plan).pk, by=BY)


def forget() -> None:
    Notification.objects.all().delete()


def test_owners_alone_are_told_and_led_to_the_plans(
    acme: Workspace, alice: User, bob: User
) -> None:
    people.member(acme, Role.ADMIN)
    second = people.member(acme, Role.OWNER)

    started(acme)

    found = Notification.objects.filter(kind="plan_changed")
    assert {one.user_id for one in found} == {alice.pk, second.pk}
    assert {one.path for one in found} == {f"/w/{acme.slug}/settings/plans"}
    assert {one.workspace_id for one in found} == {acme.pk}


def test_a_trial_begins_ends_soon_and_is_over(acme: Workspace) -> None:
    trial(acme)
    assert sentences() == ["Acme tries the Team plan."]
    services.sweep()
    money.travel(days=10, hours=23)
    services.sweep()
    assert len(told()) == 1, "more than three days are left"

    money.travel(days=11, mins=1)
    services.sweep()
    services.sweep()

    sentence, detail = told()[1]
    assert sentence == "The trial of the Team plan in Acme ends in 3 days."
    assert "Else the Free plan begins" in detail
    assert len(told()) == 2
    money.travel(days=12, hours=12)
    services.sweep()
    assert len(told()) == 2

    money.travel(days=15)
    services.sweep()
    services.sweep()

    assert told()[2:] == [
        (
            "The trial of the Team plan in Acme is over.",
            "The Free plan holds now. Nothing was deleted.",
        )
    ]


def test_after_days_off_a_trial_that_is_over_does_not_end_soon(acme: Workspace) -> None:
    trial(acme)
    money.travel(days=20)

    services.sweep()

    assert [one.data["what"] for one in Notification.objects.order_by("created_at")] == [
        "started",
        "ended",
    ]


def test_a_short_trial_is_told_of_once_before_it_ends(acme: Workspace) -> None:
    version = services.make_edition(
        "team", new=NewEdition({Meter.IMAGES: NewLimit(10)}, price=100, trial_days=2), by=BY
    )
    services.start_trial(acme.pk, version.pk, by=BY)

    services.sweep()

    assert len(told()) == 1


def test_a_trial_that_was_paid_for_does_not_end_soon(acme: Workspace) -> None:
    trial(acme)
    billing.paid(billing.ordered(acme))
    forget()
    money.travel(days=12)

    services.sweep()

    assert told() == []


def test_a_plan_begins_and_grows(acme: Workspace) -> None:
    started(acme)
    services.upgrade(acme.pk, money.version("business").pk, by=BY)

    (begun, detail), (grown, _more) = told()
    assert begun == "The Team plan has begun in Acme."
    assert detail.startswith("The present period goes to ")
    assert grown == "Acme has changed from the Team to the Business plan."


def test_a_change_is_planned_dropped_planned_again_and_takes_place(acme: Workspace) -> None:
    held = started(acme, "business")
    forget()
    small = money.version().pk
    services.plan_change(acme.pk, small, by=BY)
    services.plan_change(acme.pk, small, by=BY)
    services.drop_change(acme.pk, by=BY)
    services.plan_change(acme.pk, small, by=BY)
    days = (held.period_end - held.period_start + timedelta(hours=1)).days

    money.travel(days=days, hours=1)
    services.sweep()
    services.sweep()

    planned, dropped, again, done = sentences()
    assert planned == again
    assert planned.startswith("Acme changes from the Business to the Team plan on ")
    assert dropped == "Acme stays with the Business plan."
    assert done == "As planned, Acme has changed from the Business to the Team plan."


def test_a_period_like_the_last_is_no_news(acme: Workspace) -> None:
    started(acme)
    forget()
    money.travel(days=32)

    services.sweep()

    assert told("plan_") == []


def test_other_terms_of_the_same_plan_are_called_that(acme: Workspace) -> None:
    started(acme)
    forget()
    year = services.make_edition(
        "team",
        new=NewEdition({Meter.IMAGES: NewLimit(10**6)}, price=9000, interval="year"),
        by=BY,
    )

    services.upgrade(acme.pk, year.pk, by=BY)

    assert sentences() == ["The Team plan of Acme has new terms."]


def test_it_is_cancelled_goes_on_is_cancelled_and_ends(acme: Workspace) -> None:
    started(acme)
    forget()
    services.cancel(acme.pk, by=BY)
    services.resume(acme.pk, by=BY)
    services.cancel(acme.pk, by=BY)
    money.travel(days=40)

    services.sweep()

    first, goes_on, second, (ended, detail) = told()
    assert first == second
    assert first[0] == "The Team plan of Acme is cancelled."
    assert "Then the Free plan begins. Nothing is deleted." in first[1]
    assert goes_on[0] == "The Team plan of Acme goes on."
    assert ended == "The Team plan of Acme has ended."
    assert detail == "The Free plan holds now. Nothing was deleted."


def test_a_payment_that_is_late_says_how_many_days_are_left(acme: Workspace) -> None:
    started(acme)
    forget()
    services.mark_past_due(acme.pk)
    services.mark_past_due(acme.pk)

    ((sentence, detail),) = told()
    assert sentence == "A payment for the Team plan of Acme is overdue."
    assert detail.startswith("Everything works for 14 more days, until ")
    money.travel(days=15)
    services.sweep()
    assert told()[1][1] == "It was not paid for. The Free plan holds now. Nothing was deleted."


@pytest.mark.parametrize(
    ("units", "sentence", "figure"),
    [
        (200, "The staff of the studio raised a limit of Acme.", "Images: +200. A gift."),
        (-5, "The staff of the studio lowered a limit of Acme.", "Images: \u22125. A gift."),
    ],
)
def test_staff_change_a_limit(acme: Workspace, units: int, sentence: str, figure: str) -> None:
    services.adjust(acme.pk, meter=Meter.IMAGES, units=units, reason="A gift.", by=money.STAFF)

    assert told() == [(sentence, figure)]


def test_what_is_rolled_back_was_not_told(acme: Workspace) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        started(acme)
        raise RuntimeError

    assert told() == []


def test_a_workspace_that_goes_says_nothing_of_its_plan(acme: Workspace) -> None:
    started(acme)
    forget()
    people.going(acme)

    services.end_now(acme.pk, reason="workspace deleted", by=BY)

    assert told() == []
