"""Everything that can happen to units, in any order: a machine that Hypothesis drives.

It runs on the real tables in one transaction that is rolled back after each example, in which the
database's clock is stopped and moved by hand.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from billing import quotas, services
from billing.models import QuotaPeriod
from billing.quotas import Account, Hold
from billing.shapes import NewGrant
from tests.factories import clock, plans
from tests.unit.billing import invariants
from tests.unit.billing.crashes import Crash, as_one, crash_at, database_now
from workspaces.models import Workspace

LIMIT = 5
some = st.integers(min_value=0, max_value=99)
units = st.integers(min_value=1, max_value=5)
account = st.integers(min_value=0, max_value=3)
BEGIN = datetime(2027, 1, 5, 12, tzinfo=UTC)


class Units(RuleBasedStateMachine):
    """Four accounts: two meters and the files of one workspace, and another workspace's."""

    acme: Workspace
    beta: Workspace

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example._from_testcase = True  # services open theirs inside it
        self.example.__enter__()
        actor = str(uuid.uuid4())
        self.accounts = [
            Account(place.pk, meter, "image", uuid.uuid4(), actor)
            for place, meter in (
                (self.acme, "images"),
                (self.acme, "copies"),
                (self.beta, "images"),
                (self.acme, "storage_bytes"),
            )
        ]
        self.workspaces = {self.acme.pk, self.beta.pk}
        self.holds: list[tuple[Account, Hold]] = []
        self.months = 0
        self.is_swept = True
        self.seen = invariants.look(self.workspaces)
        try:
            self.begin()
        except BaseException:
            self.teardown()  # nobody else does for what never was
            raise

    def begin(self) -> None:
        """Let small limits hold from a moment on."""
        plans.edition(images=LIMIT, copies=LIMIT, storage_bytes=LIMIT)
        self.pass_to(BEGIN)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    # --- looking --------------------------------------------------------------------------------
    def pass_to(self, moment: datetime) -> None:
        """Let it be a moment; who comes first then opens what is to be opened."""
        self.now = clock.stop_at(moment)
        for one in self.accounts:
            self.period(one)
        self.look()

    def period(self, one: Account) -> QuotaPeriod:
        """Return the account's period that is now."""
        return quotas.current_period(workspace_id=one.workspace_id, meter=one.meter)

    def left(self, one: Account) -> int:
        """Return what the plan has for an account."""
        return max(0, invariants.left(self.seen.periods[self.period(one).pk]))

    def look(self) -> tuple[invariants.Snapshot, invariants.Snapshot]:
        """Check what holds at every commit; return how it was before, and how it is."""
        before, self.seen = self.seen, invariants.look(self.workspaces)
        for invariant in invariants.STANDING:
            invariant(self.seen)
        invariants.i12_no_ledger_row_ever_changes(before, self.seen)
        self.is_swept = False
        return before, self.seen

    def look_at(self, one: Account) -> tuple[invariants.Snapshot, invariants.Snapshot]:
        before, now = self.look()
        invariants.i11_others_are_untouched(before, now, one.workspace_id, one.meter)
        return before, now

    def pick(self, number: int) -> tuple[Account, Hold, invariants.Row]:
        """Return a hold, most often one that is still open."""
        rows = self.seen.reservations
        still_open = [pair for pair in self.holds if rows[pair[1].id]["state"] in invariants.OPEN]
        holds = still_open if still_open and number % 4 else self.holds
        one, hold = holds[number % len(holds)]
        return one, hold, self.seen.reservations[hold.id]

    # --- holding --------------------------------------------------------------------------------
    @rule(of=account, asked=st.lists(units, min_size=1, max_size=3))
    def reserve(self, of: int, asked: list[int]) -> None:
        one = self.accounts[of]
        period = self.period(one)
        plan = self.left(one)
        grants = invariants.burning_order(self.seen, one.workspace_id, one.meter)
        there = plan + sum(grant["remaining"] for grant in grants)
        assert quotas.remaining(period) == there
        holds = [Hold(uuid.uuid4(), uuid.uuid4(), n, uuid.uuid4().hex) for n in asked]
        try:
            with transaction.atomic():
                made = quotas.reserve(one, period=period, holds=holds)
        except quotas.QuotaExceeded as refused:
            told = quotas.remaining(refused.period)
            invariants.holds("I1", told == there < sum(asked), "refused what there was")
            invariants.i7_nothing_changed(*self.look())
            return
        invariants.holds("I1", sum(asked) <= there, "held what there was not")
        before, now = self.look_at(one)
        invariants.i13_plan_first_then_grants_in_order(before, now, made, plan)
        self.holds += [(one, hold) for hold in holds]

    @rule(of=account, over=units)
    def reserve_beyond_the_plan(self, of: int, over: int) -> None:
        """Ask for what the plan has and some more: grants give it, or nobody."""
        self.reserve(of=of, asked=[self.left(self.accounts[of]) + over])

    @rule(of=account, over=units)
    def reserve_beyond_the_plan_in_parts(self, of: int, over: int) -> None:
        self.reserve(of=of, asked=[1] * min(self.left(self.accounts[of]), 9) + [over])

    @precondition(lambda self: self.holds)
    @rule(number=some)
    def reserve_again(self, number: int) -> None:
        one, hold, _row = self.pick(number)
        period = self.period(one)

        made = quotas.reserve(one, period=period, holds=[replace(hold, id=uuid.uuid4())])

        invariants.i7_nothing_changed(*self.look())
        assert made == [hold.id]

    @precondition(lambda self: self.holds)
    @rule(number=some, other=st.sampled_from(["units", "subject", "meter"]))
    def reserve_other_under_the_same_key(self, number: int, other: str) -> None:
        one, hold, _row = self.pick(number)
        changed = replace(hold, id=uuid.uuid4())
        if other == "units":
            changed = replace(changed, units=hold.units % 5 + 1)
        elif other == "subject":
            changed = replace(changed, subject_id=uuid.uuid4())
        else:
            one = replace(one, meter="copies" if one.meter == "images" else "images")
        period = self.period(one)
        try:
            with transaction.atomic():
                quotas.reserve(one, period=period, holds=[changed])
        except quotas.ReservationReused:
            self.seen = replace(self.seen, periods=invariants.look(self.workspaces).periods)
            invariants.i7_nothing_changed(*self.look())
        else:
            raise invariants.Broken("I7", "a key was used for two requests")

    # --- settling -------------------------------------------------------------------------------
    @precondition(lambda self: self.holds)
    @rule(number=some, count=st.none() | st.integers(min_value=0, max_value=6))
    def commit(self, number: int, count: int | None) -> None:
        one, hold, row = self.pick(number)

        counted = quotas.commit(hold.id, units=count)

        before, now = self.look_at(one)
        assert counted == (row["state"] in invariants.OPEN)
        if counted:
            expected = hold.units if count is None else min(count, hold.units)
            assert now.reservations[hold.id]["settled_units"] == expected
            invariants.i13_given_back_in_reverse(before, now, hold.id)
        else:
            invariants.i8_failure_uses_nothing(before, now)
            assert row == now.reservations[hold.id]
        again = quotas.commit(hold.id)
        invariants.i7_nothing_changed(*self.look())
        assert again is False

    @precondition(
        lambda self: any(r["state"] == "released" for r in self.seen.reservations.values())
    )
    @rule(number=some)
    def deliver_late(self, number: int) -> None:
        """The customer keeps what was delivered and what was given back."""
        rows = self.seen.reservations
        late = [hold for _one, hold in self.holds if rows[hold.id]["state"] == "released"]
        key = late[number % len(late)].id

        counted = quotas.commit(key)

        before, now = self.look()
        invariants.i8_failure_uses_nothing(before, now)
        assert counted is False
        assert now.reservations[key] == rows[key]

    @precondition(lambda self: self.holds)
    @rule(number=some)
    def release(self, number: int) -> None:
        one, hold, row = self.pick(number)

        given_back = quotas.release(hold.id)

        invariants.i8_failure_uses_nothing(*self.look_at(one))
        assert given_back == (row["state"] in invariants.OPEN)
        again = quotas.release(hold.id)
        invariants.i7_nothing_changed(*self.look())
        assert again is False

    @precondition(lambda self: self.holds)
    @rule(of=account)
    def release_many(self, of: int) -> None:
        one = self.accounts[of]
        ids = [hold.id for owner, hold in self.holds if owner == one]
        rows = [self.seen.reservations[key] for key in ids]

        count = quotas.release_many(ids)

        invariants.i8_failure_uses_nothing(*self.look_at(one))
        assert count == sum(row["state"] in invariants.OPEN for row in rows)

    @precondition(lambda self: any(one.meter == "storage_bytes" for one, _hold in self.holds))
    @rule(number=some)
    def free(self, number: int) -> None:
        """A file goes, or does not come: its room is there again."""
        mine = [hold for one, hold in self.holds if one.meter == "storage_bytes"]
        key = mine[number % len(mine)].id
        row = self.seen.reservations[key]

        freed = quotas.free([key])

        self.look_at(self.accounts[3])
        assert freed == (row["state"] in invariants.OPEN | {"committed"})
        assert quotas.free([key]) == 0
        invariants.i7_nothing_changed(*self.look())

    @precondition(lambda self: any(r["state"] == "held" for r in self.seen.reservations.values()))
    @rule(number=some)
    def unknown(self, number: int) -> None:
        one, hold, row = self.pick(number)

        assert quotas.unknown(hold.id) == (row["state"] == "held")

        before, now = self.look_at(one)
        assert (before.periods, before.ledger) == (now.periods, now.ledger)

    @precondition(lambda self: not self.is_swept)
    @rule()
    def sweep(self) -> None:
        services.sweep()

        invariants.i8_failure_uses_nothing(*self.look())
        invariants.i14_nothing_is_overdue()
        services.sweep()
        invariants.i7_nothing_changed(*self.look())
        self.is_swept = True

    # --- grants ---------------------------------------------------------------------------------
    @initialize(lives=st.lists(st.sampled_from([None, 30, 48]), min_size=3, max_size=3))
    def three_grants(self, lives: list[int | None]) -> None:
        """Begin where the order of grants matters."""
        for priority, life in zip((50, 50, 10), lives, strict=True):
            self.grant(of=0, count=2, priority=priority, life=life, begins=0)

    @rule(
        of=account,
        count=units,
        priority=st.sampled_from([10, 50]),
        life=st.sampled_from([None, 12, 30, 48]),
        begins=st.sampled_from([0, 0, 24]),
    )
    def grant(self, of: int, count: int, priority: int, life: int | None, begins: int) -> None:
        one = self.accounts[of]
        start = database_now() + timedelta(hours=begins)
        new = NewGrant(
            one.meter,
            count,
            "test",
            uuid.uuid4().hex,
            priority=priority,
            effective_at=start,
            expires_at=start + timedelta(hours=life) if life else None,
        )

        made = services.grant(one.workspace_id, new=new)

        self.look_at(one)
        assert services.grant(one.workspace_id, new=new).pk == made.pk
        invariants.i7_nothing_changed(*self.look())

    @precondition(lambda self: any(not row["voided_at"] for row in self.seen.grants.values()))
    @rule(number=some)
    def void(self, number: int) -> None:
        grant = sorted(self.seen.grants)[number % len(self.seen.grants)]
        row = self.seen.grants[grant]

        assert services.void(grant, reason="test") == (row["voided_at"] is None)

        before, now = self.look()
        invariants.i11_others_are_untouched(before, now, row["workspace_id"], row["meter"])
        invariants.i8_failure_uses_nothing(before, now)

    # --- trouble --------------------------------------------------------------------------------
    @rule(number=some, of=account, statement=st.integers(min_value=0, max_value=7))
    def crash(self, number: int, of: int, statement: int) -> None:
        """Die before some statement of one operation: nothing of it is left."""
        one = self.accounts[of]
        period = self.period(one)
        holds = [Hold(uuid.uuid4(), uuid.uuid4(), n, uuid.uuid4().hex) for n in (LIMIT - 3, 3, 2)]
        new = NewGrant(one.meter, 1, "test", uuid.uuid4().hex)
        calls: list[Callable[[], Any]] = [
            partial(quotas.reserve, one, period=period, holds=holds),
            partial(services.grant, one.workspace_id, new=new),
        ]
        if self.holds:
            key = self.pick(number)[1].id
            calls += [partial(quotas.commit, key, units=1), partial(quotas.release, key)]
        if self.seen.grants:
            calls.append(partial(services.void, min(self.seen.grants), reason="test"))
        try:
            with as_one(), crash_at(statement):
                calls[number % len(calls)]()
                raise Crash  # at the latest before the commit
        except (Crash, quotas.QuotaExceeded):
            invariants.i7_nothing_changed(*self.look())

    @precondition(lambda self: self.holds and not self.is_swept)
    @rule(statement=st.integers(min_value=0, max_value=12))
    def crash_of_the_round(self, statement: int) -> None:
        """What the round has committed stays; what it has not is done by the next."""
        try:
            with crash_at(statement):
                services.sweep()
        except Crash:
            invariants.i8_failure_uses_nothing(*self.look())
        self.sweep()

    @rule(hours=st.sampled_from([1, 13, 25, 49]))
    def hours_pass(self, hours: int) -> None:
        self.pass_to(self.now + timedelta(hours=hours))

    @precondition(lambda self: self.holds)
    @rule()
    def a_long_rest(self) -> None:
        self.hours_pass(hours=49)
        self.sweep()

    @precondition(lambda self: self.holds and self.months < 2)
    @rule()
    def a_month_begins(self) -> None:
        """What was held stays in the period in which it was made."""
        self.months += 1
        self.pass_to(self.now + timedelta(days=31))
