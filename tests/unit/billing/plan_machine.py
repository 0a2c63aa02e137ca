"""Everything that can happen to plans, between everything that can happen to units."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from audit.services import Actor
from billing import services
from billing.models import Plan, PlanVersion, Subscription
from billing.money import sheets
from billing.services import NewEdition, NewLimit
from tests.factories import plans
from tests.unit.billing import invariants
from tests.unit.billing.machine import Units, some

STAFF = Actor("staff", "boss", "Boss")
SOFT = {"overdraft_units": 3, "overage_price": 10}
place = st.sampled_from([0, 2])  # an account of acme, and beta's
REFUSALS = (
    services.AlreadySubscribed, services.NoSubscription, services.NotActive, services.NotAtOnce,
    services.NothingToChange, services.TrialUsed, services.LimitTooLow,
)  # fmt: skip


class Plans(Units):
    """Two plans beside the default one: a larger that is soft, and a smaller with a trial."""

    subscribed: frozenset[UUID] = frozenset()

    def begin(self) -> None:
        super().begin()
        Plan.objects.create(code="tried", name="Tried")
        self.editions = [self.edition(9, 300, trial_days=3), self.edition(20, 900, **SOFT)]
        self.seen = invariants.look(self.workspaces)

    def look(self) -> tuple[invariants.Snapshot, invariants.Snapshot]:
        found = Subscription.objects.filter(ended_at=None).values_list("workspace_id", flat=True)
        self.subscribed = frozenset(found)
        return super().look()

    def edition(self, units: int, price: int, *, trial_days: int = 0, **soft: int) -> PlanVersion:
        limits = {
            "images": NewLimit(units, rollover_units=2, **soft),
            "copies": NewLimit(units),
            "storage_bytes": NewLimit(units),
            "members": NewLimit(units),
        }
        new = NewEdition(limits, price=price, trial_days=trial_days)
        return services.make_edition("tried", new=new, by=STAFF)

    def change(self, workspace_id: UUID, call: Callable[[UUID], Any]) -> Any:
        """Change a workspace's plan: no reservation moves, and nothing of another workspace."""
        self.seen = invariants.look(self.workspaces)
        try:
            done = call(workspace_id)
        except REFUSALS:
            done = None
        before, now = self.look()
        invariants.i10_nothing_held_has_changed(before, now)
        invariants.i11_other_workspaces_are_untouched(before, now, workspace_id)
        return done

    def one_of(self, number: int) -> UUID:
        """Return a workspace that has a plan."""
        found = sorted(self.subscribed)
        return found[number % len(found)]

    def other(self, workspace_id: UUID) -> PlanVersion:
        """Return the edition a workspace has not."""
        held = services.subscription_of(workspace_id)
        return self.editions[bool(held and held.plan_version_id == self.editions[0].pk)]

    @initialize(which=st.sampled_from([None, 0, 0, 1]))
    def begin_on_a_plan(self, which: int | None) -> None:
        if which is not None:
            self.subscribe(of=0, which=which, is_trial=False)

    @precondition(lambda self: len(self.subscribed) < 2)
    @rule(of=place, which=st.sampled_from([0, 1]), is_trial=st.booleans())
    def subscribe(self, of: int, which: int, is_trial: bool) -> None:
        begin = services.start_trial if is_trial and which == 0 else services.start
        version = self.editions[which].pk
        self.change(self.accounts[of].workspace_id, lambda key: begin(key, version, by=STAFF))

    @precondition(lambda self: self.subscribed)
    @rule(number=some)
    def change_plan_now(self, number: int) -> None:
        """What is shown is what happens."""
        place = self.one_of(number)
        version = self.other(place).pk

        def both(key: UUID) -> bool:
            shown = services.preview_change(key, version)
            return bool(services.upgrade(key, version, by=STAFF) == shown)

        assert self.change(place, both) in {None, True}

    @precondition(lambda self: self.subscribed)
    @rule(number=some)
    def change_plan_later(self, number: int) -> None:
        place = self.one_of(number)
        version = self.other(place).pk
        self.change(place, lambda key: services.plan_change(key, version, by=STAFF))

    @precondition(lambda self: self.subscribed)
    @rule(number=some, what=st.sampled_from(["cancel", "resume", "drop_change"]))
    def have_second_thoughts(self, number: int, what: str) -> None:
        self.change(self.one_of(number), lambda key: getattr(services, what)(key, by=STAFF))

    @precondition(lambda self: self.subscribed)
    @rule(number=some, what=st.sampled_from(["mark_past_due", "mark_paid", "mark_paid"]))
    def pay_or_not(self, number: int, what: str) -> None:
        self.change(self.one_of(number), lambda key: getattr(services, what)(key))

    @precondition(lambda self: len(self.subscribed) == 2)
    @rule(number=some)
    def end_now(self, number: int) -> None:
        self.change(self.one_of(number), lambda key: services.end_now(key, reason="test", by=STAFF))

    @rule(of=place, units=st.integers(-4, 4))
    def adjust(self, of: int, units: int) -> None:
        self.change(
            self.accounts[of].workspace_id,
            lambda key: services.adjust(key, meter="images", units=units, reason="t", by=STAFF),
        )

    @rule(price=st.integers(0, 99))
    def edit_prices(self, price: int) -> None:
        self.seen = invariants.look(self.workspaces)
        line = sheets.NewPrice("images", unit_price=price, unit_cost=price)
        sheets.publish([line], currency="EUR", actor=STAFF)
        before, now = self.look()
        invariants.i10_nothing_held_has_changed(before, now)

    @rule(units=st.integers(3, 9))
    def edit_the_default_plan(self, units: int) -> None:
        """It holds for periods to come, not for those that are open."""
        self.seen = invariants.look(self.workspaces)
        plans.edition(images=units, copies=units)
        invariants.i7_nothing_changed(*self.look())

    @rule(days=st.sampled_from([-20, -1, 3, 15, 31, 70]))
    def the_clock_jumps(self, days: int) -> None:
        self.pass_to(self.now + timedelta(days=days))

    @precondition(lambda self: not self.is_swept)
    @rule()
    def roll_twice(self) -> None:
        """A round that comes again, late or beside another opens nothing twice."""
        services.roll_periods()
        self.look()
        before = self.seen
        services.roll_periods()
        invariants.i7_nothing_changed(before, self.look()[1])

    @rule()
    def reconcile(self) -> None:
        """Counters, ledger and reservations agree, whoever asks."""
        found = [one for one in services.reconcile() if one.workspace_id in self.workspaces]
        invariants.holds("I4", found == [], found)
