"""How a workspace comes to a plan, changes it and leaves it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.models import AuditEvent
from audit.services import Actor
from billing import hooks, quotas, services, sql
from billing.models import LedgerEntry, PlanVersion, QuotaPeriod, Subscription
from billing.money import rounds
from billing.services import NewEdition, NewLimit, Payer
from tests.factories import clock, plans
from tests.unit.billing.holds import hold, use
from workspaces.models import Workspace

BY = Actor("user", "alice", "Alice")
START = datetime(2027, 1, 31, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(START)


@pytest.fixture
def team() -> PlanVersion:
    return PlanVersion.objects.get(plan="team")


@pytest.fixture
def business() -> PlanVersion:
    return PlanVersion.objects.get(plan="business")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[hooks.Event]:
    found: list[hooks.Event] = []
    monkeypatch.setattr(hooks, "happened", found.append)
    return found


def limit(place: Workspace, meter: str = "images") -> int:
    return services.usage(workspace_id=place.pk, meter=meter).limit


def present(place: Workspace) -> Subscription:
    found = services.subscription_of(place.pk)
    assert found is not None
    return found


def actions(place: Workspace) -> list[str]:
    rows = AuditEvent.objects.filter(workspace_id=place.pk, action__startswith="billing.")
    return list(rows.order_by("id").values_list("action", flat=True))


def test_a_paid_plan_begins_now_with_whole_limits(
    acme: Workspace, team: PlanVersion, told: list[hooks.Event]
) -> None:
    before = hold(acme, 3)

    made = services.start(acme.pk, team.pk, by=BY, payer=Payer("stripe", "sub_1"))

    assert (made.status, made.period_no, made.provider_ref) == ("active", 1, "sub_1")
    assert (made.period_start, made.period_end) == (
        START,
        datetime(2027, 2, 28, 9, 30, tzinfo=UTC),
    )
    usage = services.usage(workspace_id=acme.pk, meter="images")
    assert (usage.limit, usage.used, usage.reserved) == (5000, 0, 0)
    assert usage.resets_at == made.period_end
    # What was held before stays where it was made, and is counted there.
    quotas.commit(before)
    old = QuotaPeriod.objects.filter(meter="images", subscription=None).latest("starts_at")
    assert (old.used, old.ends_at) == (3, START)
    assert services.concurrency(workspace_id=acme.pk) == team.concurrency
    assert services.seats(workspace_id=acme.pk) == 25
    assert [event.name for event in told] == ["started"]
    assert actions(acme) == [Action.SUBSCRIPTION_STARTED]


def test_a_trial_has_whole_limits_and_ends_on_the_default_plan(
    acme: Workspace, team: PlanVersion, told: list[hooks.Event]
) -> None:
    services.start_trial(acme.pk, team.pk, by=BY)
    assert limit(acme) == 5000

    clock.stop_at(START + timedelta(days=14))
    assert services.roll_periods()

    assert services.subscription_of(acme.pk) is None
    usage = services.usage(workspace_id=acme.pk, meter="images")
    assert (usage.limit, usage.resets_at) == (1000, datetime(2027, 3, 1, tzinfo=UTC))
    assert services.seats(workspace_id=acme.pk) == 10
    assert Subscription.objects.get(workspace=acme).status == "ended"
    assert [event.name for event in told] == ["trial_started", "trial_ended"]
    with pytest.raises(services.TrialUsed):
        services.start_trial(acme.pk, team.pk, by=BY)


def test_a_trial_with_a_payer_goes_on_as_a_paid_plan(acme: Workspace, team: PlanVersion) -> None:
    services.start_trial(acme.pk, team.pk, by=BY, payer=Payer("stripe", "sub_1"))
    clock.stop_at(START + timedelta(days=14, seconds=1))

    services.roll_periods()

    held = present(acme)
    assert (held.status, held.period_no) == ("active", 1)
    assert held.period_start == START + timedelta(days=14)
    assert held.period_end == datetime(2027, 3, 14, 9, 30, tzinfo=UTC)


def test_paying_in_a_trial_begins_the_first_period(acme: Workspace, team: PlanVersion) -> None:
    services.start_trial(acme.pk, team.pk, by=BY)
    use(acme, 40)
    clock.stop_at(START + timedelta(days=3))

    made = services.start(acme.pk, team.pk, by=BY)

    assert (made.status, made.period_no, made.period_start) == (
        "active",
        1,
        START + timedelta(days=3),
    )
    assert services.usage(workspace_id=acme.pk, meter="images").used == 0


def test_a_plan_is_started_once(acme: Workspace, team: PlanVersion) -> None:
    services.start(acme.pk, team.pk, by=BY)

    with pytest.raises(services.AlreadySubscribed):
        services.start(acme.pk, team.pk, by=BY)
    with pytest.raises(services.AlreadySubscribed):
        services.start_trial(acme.pk, team.pk, by=BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        held = present(acme)
        held.pk, held._state.adding = None, True
        held.save(force_insert=True)


@pytest.mark.parametrize("what", ["default", "nothing"])
def test_only_what_is_offered_is_subscribed_to(acme: Workspace, what: str) -> None:
    number = sql.default_version().pk if what == "default" else 0

    with pytest.raises(services.NotOffered):
        services.start(acme.pk, number, by=BY)


def test_a_cheaper_plan_waits_for_the_period_and_can_be_dropped(
    acme: Workspace, team: PlanVersion, business: PlanVersion, told: list[hooks.Event]
) -> None:
    services.start(acme.pk, business.pk, by=BY)
    use(acme, 7000)
    with pytest.raises(services.NotAtOnce):
        services.upgrade(acme.pk, team.pk, by=BY)

    shown = services.preview_change(acme.pk, team.pk)
    assert services.plan_change(acme.pk, team.pk, by=BY) == shown
    services.drop_change(acme.pk, by=BY)
    services.plan_change(acme.pk, team.pk, by=BY)
    assert limit(acme) == 20000

    clock.stop_at(shown.effective_at)
    services.roll_periods()

    held = present(acme)
    assert (held.plan_version, held.pending_version, held.period_no) == (team, None, 2)
    usage = services.usage(workspace_id=acme.pk, meter="images")
    assert (usage.limit, usage.used, usage.overdraft) == (5000, 0, 0)
    assert services.seats(workspace_id=acme.pk) == 25
    names = [event.name for event in told]
    assert names == [
        "started", "change_planned", "change_dropped", "change_planned", "period_began",
    ]  # fmt: skip


def test_an_upgrade_keeps_what_is_counted_and_overtakes_what_was_planned(
    acme: Workspace, team: PlanVersion, business: PlanVersion
) -> None:
    services.start(acme.pk, team.pk, by=BY)
    use(acme, 4000)
    services.cancel(acme.pk, by=BY)

    change = services.upgrade(acme.pk, business.pk, by=BY)

    assert change.amount == 7000  # at the very beginning: the whole difference
    held = present(acme)
    assert (held.plan_version, held.cancel_at_period_end) == (business, False)
    usage = services.usage(workspace_id=acme.pk, meter="images")
    assert (usage.limit, usage.used, usage.overdraft) == (20000, 4000, 20000)
    row = LedgerEntry.objects.filter(workspace=acme, meter="images", kind="plan_change").get()
    assert (row.units_delta, row.actor_id) == (35000, "alice")
    with pytest.raises(services.NothingToChange):
        services.preview_change(acme.pk, business.pk)


def test_a_cancelled_plan_stays_until_its_period_ends_and_can_be_resumed(
    acme: Workspace, team: PlanVersion
) -> None:
    services.start(acme.pk, team.pk, by=BY)
    services.cancel(acme.pk, by=BY, reason="too dear")
    with pytest.raises(services.NothingToChange):
        services.cancel(acme.pk, by=BY)
    services.resume(acme.pk, by=BY)
    with pytest.raises(services.NothingToChange):
        services.resume(acme.pk, by=BY)
    services.cancel(acme.pk, by=BY)
    assert limit(acme) == 5000

    clock.stop_at(datetime(2027, 2, 28, 9, 30, tzinfo=UTC))

    assert limit(acme) == 1000  # whoever comes first, rolls
    ended = Subscription.objects.get(workspace=acme)
    assert (ended.status, ended.ended_at) == ("cancelled", ended.period_end)
    with pytest.raises(services.NoSubscription):
        services.cancel(acme.pk, by=BY)


def test_a_plan_that_is_not_paid_goes_on_for_the_grace(
    acme: Workspace, team: PlanVersion, told: list[hooks.Event]
) -> None:
    services.start(acme.pk, team.pk, by=BY)
    services.mark_past_due(acme.pk)
    clock.stop_at(START + timedelta(days=settings.BILLING_GRACE_DAYS - 1))
    services.mark_past_due(acme.pk)  # counts from the first time
    services.roll_periods()
    assert limit(acme) == 5000

    clock.stop_at(START + timedelta(days=settings.BILLING_GRACE_DAYS))
    services.roll_periods()

    assert limit(acme) == 1000
    ended = Subscription.objects.get(workspace=acme)
    assert (ended.status, ended.ended_at) == (
        "ended",
        START + timedelta(days=settings.BILLING_GRACE_DAYS),
    )
    assert [event.name for event in told] == ["started", "past_due", "ended"]


def test_a_trial_asks_for_nothing_and_cannot_be_late(acme: Workspace, team: PlanVersion) -> None:
    services.start_trial(acme.pk, team.pk, by=BY)

    with pytest.raises(services.NotActive):
        services.mark_past_due(acme.pk, by=BY, reason="by mistake")

    assert present(acme).status == "trialing"
    assert rounds.issue_due() == 0


def test_paying_late_within_the_grace_changes_nothing_else(
    acme: Workspace, team: PlanVersion
) -> None:
    services.start(acme.pk, team.pk, by=BY)
    services.mark_past_due(acme.pk)
    clock.stop_at(START + timedelta(days=5))
    services.mark_paid(acme.pk)
    services.mark_paid(acme.pk)

    clock.stop_at(START + timedelta(days=20))
    services.roll_periods()

    held = present(acme)
    assert (held.status, held.past_due_since, held.period_no) == ("active", None, 1)


def test_a_plan_can_be_ended_at_once(acme: Workspace, team: PlanVersion) -> None:
    services.start(acme.pk, team.pk, by=BY)
    clock.stop_at(START + timedelta(days=2))

    services.end_now(acme.pk, reason="fraud", by=Actor("staff", "boss", "Boss"))

    assert limit(acme) == 1000
    assert services.concurrency(workspace_id=acme.pk) == 4
    # A default month that was begun is not there twice: it goes on from the end.
    month = datetime(2027, 1, 1, tzinfo=UTC)
    mine = QuotaPeriod.objects.filter(workspace=acme, meter="images", starts_at__gte=month)
    rows = list(mine.order_by("period_no"))
    assert len(rows) == 3
    assert [row.ends_at for row in rows][:-1] == [row.starts_at for row in rows][1:]


def test_a_change_of_interval_counts_from_the_change(acme: Workspace, team: PlanVersion) -> None:
    services.start(acme.pk, team.pk, by=BY)
    year = services.make_edition(
        "team", new=NewEdition({"images": NewLimit(60000)}, price=29000, interval="year"), by=BY
    )
    clock.stop_at(START + timedelta(days=14))

    services.upgrade(acme.pk, year.pk, by=BY)

    held = present(acme)
    assert (held.period_no, held.anchor_no) == (2, 2)
    assert held.period_end == datetime(2028, 2, 14, 9, 30, tzinfo=UTC)
    assert limit(acme) == 60000
    services.plan_change(acme.pk, team.pk, by=BY)
    clock.stop_at(held.period_end)
    services.roll_periods()
    assert present(acme).period_end == datetime(2028, 3, 14, 9, 30, tzinfo=UTC)
    assert limit(acme) == 5000


def test_others_plans_are_not_touched(acme: Workspace, beta: Workspace, team: PlanVersion) -> None:
    services.start(acme.pk, team.pk, by=BY)

    assert (limit(acme), limit(beta)) == (5000, 1000)
    assert services.subscription_of(beta.pk) is None


def test_staff_adjust_with_a_reason(acme: Workspace) -> None:
    boss = Actor("staff", "boss", "Boss")
    use(acme, 10)

    assert services.adjust(acme.pk, meter="images", units=-990, reason="abuse", by=boss) == 10
    for units, reason, refusal in (
        (5, " ", services.ReasonMissing),
        (-1, "abuse", services.LimitTooLow),
        (-11, "abuse", services.LimitTooLow),
    ):
        with pytest.raises(refusal):
            services.adjust(acme.pk, meter="images", units=units, reason=reason, by=boss)

    row = LedgerEntry.objects.get(workspace=acme, kind="adjust")
    assert (row.units_delta, row.balance_after, row.reason, row.actor_id) == (
        -990,
        0,
        "abuse",
        "boss",
    )
    assert actions(acme) == [Action.UNITS_ADJUSTED]


def test_a_new_edition_holds_for_the_next_period_of_the_default_plan(acme: Workspace) -> None:
    assert limit(acme) == 1000
    plans.edition(images=70)
    assert limit(acme) == 1000

    clock.stop_at(datetime(2027, 2, 1, tzinfo=UTC))

    assert limit(acme) == 70


def test_the_newest_edition_of_each_plan_and_interval_is_offered(public: None) -> None:
    services.make_edition("team", new=NewEdition({}, price=29000, interval="year"), by=BY)
    services.make_edition("team", new=NewEdition({}, price=3100), by=BY)

    found = [(one.plan_id, one.interval, one.price) for one in services.offered()]

    assert found == [
        ("free", "month", 0),
        ("team", "month", 3100),
        ("team", "year", 29000),
        ("business", "month", 9900),
    ]
