"""What is shown before a plan begins, changes or ends is what happens."""

import pytest

from audit.services import Actor
from billing import services
from billing.models import Meter, PlanVersion
from billing.proration import Change
from billing.services import NewEdition, NewLimit
from tests.factories import money, plans
from tests.unit.billing.holds import hold, use
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
BY = Actor("user", "alice", "Alice")


def limits(place: Workspace) -> dict[str, int]:
    return {one.meter: one.limit for one in services.all_usage(workspace_id=place.pk)}


def now(change: Change) -> dict[str, int]:
    return {one.meter: one.now for one in change.limits}


def later(change: Change) -> dict[str, int]:
    return {one.meter: one.later for one in change.limits}


def rolling_edition() -> PlanVersion:
    """Return an edition that lets unused images go on."""
    made = {
        Meter.IMAGES: NewLimit(100, rollover_units=30),
        Meter.MEMBERS: NewLimit(5),
        Meter.STORAGE_BYTES: NewLimit(10**9),
    }
    new = NewEdition(made, price=1000, trial_days=14)
    return services.make_edition("team", new=new, by=BY)


def test_a_plan_begins_as_it_was_shown(acme: Workspace) -> None:
    plans.limit(acme.pk, Meter.MEMBERS, 12)
    use(acme, 7)
    shown = services.preview_start(acme.pk, money.version().pk)

    services.start(acme.pk, money.version().pk, by=BY)

    assert shown.amount == 2900
    assert now(shown) == limits(acme)
    assert shown.misfits == ()


def test_a_plan_begins_as_shown_though_the_default_plan_has_a_newer_edition(
    acme: Workspace,
) -> None:
    before = limits(acme)
    plans.edition(members=before["members"] + 40)
    shown = services.preview_start(acme.pk, money.version().pk)

    services.start(acme.pk, money.version().pk, by=BY)

    assert now(shown) == limits(acme)


def test_what_a_trial_left_goes_on_as_it_was_shown(acme: Workspace) -> None:
    version = rolling_edition()
    services.start_trial(acme.pk, version.pk, by=BY)
    use(acme, 90)
    shown = services.preview_start(acme.pk, version.pk)

    services.start(acme.pk, version.pk, by=BY)

    assert now(shown)["images"] == 110
    assert now(shown) == limits(acme)


def test_a_year_that_begins_anew_takes_on_what_was_shown(acme: Workspace) -> None:
    version = rolling_edition()
    services.start(acme.pk, version.pk, by=BY)
    year = services.make_edition(
        "team",
        new=NewEdition(
            {Meter.IMAGES: NewLimit(1200, rollover_units=30)}, price=9000, interval="year"
        ),
        by=BY,
    )
    use(acme, 20)
    shown = services.preview_change(acme.pk, year.pk)

    services.upgrade(acme.pk, year.pk, by=BY)

    assert now(shown)["images"] == 1230
    assert now(shown) == limits(acme)


def test_a_plan_ends_as_it_was_shown(acme: Workspace) -> None:
    services.start(acme.pk, money.version().pk, by=BY)
    plans.limit(acme.pk, Meter.MEMBERS, 30)
    hold(acme, 9)
    shown = services.preview_end(acme.pk)
    held = services.cancel(acme.pk, by=BY)

    money.travel(days=40)

    assert shown.effective_at == held.period_end
    assert later(shown) == limits(acme)
    assert services.subscription_of(acme.pk) is None


def test_what_will_not_fit_is_named(acme: Workspace) -> None:
    free = limits(acme)[Meter.IMAGES]
    services.start(acme.pk, money.version().pk, by=BY)
    hold(acme, free + 1)

    (one,) = services.preview_end(acme.pk).misfits

    assert (one.meter, one.there, one.allowed) == (Meter.IMAGES, free + 1, free)


def test_only_who_has_no_plan_begins(acme: Workspace) -> None:
    with pytest.raises(services.NoSubscription):
        services.preview_end(acme.pk)
    services.start(acme.pk, money.version().pk, by=BY)
    with pytest.raises(services.AlreadySubscribed):
        services.preview_start(acme.pk, money.version("business").pk)


def test_the_same_plan_planned_again_is_told_once(
    acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.start(acme.pk, money.version("business").pk, by=BY)
    told: list[object] = []
    monkeypatch.setattr("billing.hooks.happened", told.append)

    for _time in range(2):
        services.plan_change(acme.pk, money.version().pk, by=BY)

    assert len(told) == 1
