"""The machine finds planted bugs, and each invariant is what finds one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from billing import quotas, services, shapes
from billing.models import LedgerEntry, QuotaPeriod, Reservation
from billing.quotas import grants, opening
from billing.services import rounds
from billing.sql import holding, settling
from tests.factories import mighty
from tests.unit.billing.invariants import Broken
from tests.unit.billing.plan_machine import Plans
from workspaces.models import Workspace

PATIENTLY = settings(
    max_examples=100,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Bug:
    """A bug, which constraints of the database it needs out of its way, and who finds it."""

    found_by: str
    plant: Callable[[Patch], None]
    without: tuple[str, ...] = ()
    or_by: str = ""


def in_sql(statement: str, right: str, wrong: str) -> Callable[[Patch], None]:
    """Return what replaces a piece of a statement."""

    def plant(patch: Patch) -> None:
        sql = holding if statement == "HOLD" else settling
        text = getattr(sql, statement)
        assert text.count(right) == 1, f"{right!r} is no more in {statement}"
        patch.setattr(sql, statement, text.replace(right, wrong))

    return plant


def instead_of(module: Any, name: str, wrong: Callable[..., Any]) -> Callable[[Patch], None]:
    """Return what replaces a function."""
    return lambda patch: patch.setattr(module, name, wrong)


def release_of_anybody(patch: Patch) -> None:
    right = quotas.release_many

    def wrong(ids: list[UUID], *, reason: str = "") -> int:
        somebody = Reservation.objects.filter(state="held").exclude(pk__in=ids)
        more = list(somebody.order_by("workspace_id", "pk").values_list("pk", flat=True)[:1])
        return right([*ids, *more], reason=reason)

    patch.setattr(quotas, "release_many", wrong)


def release_that_counts(patch: Patch) -> None:
    patch.setattr(quotas, "release", quotas.commit)


def commit_that_writes_history_anew(patch: Patch) -> None:
    right = quotas.commit

    def wrong(key: UUID, *, units: int | None = None) -> bool:
        done = right(key, units=units)
        LedgerEntry.objects.filter(reservation=key, kind="reserve").update(reason="commited")
        return done

    patch.setattr(quotas, "commit", wrong)


def upgrade_that_reprices(patch: Patch) -> None:
    right = services.upgrade

    def wrong(workspace_id: UUID, version_id: int, **asked: Any) -> Any:
        done = right(workspace_id, version_id, **asked)
        Reservation.objects.filter(workspace=workspace_id).update(unit_price_frozen=version_id)
        return done

    patch.setattr(services, "upgrade", wrong)


def period_that_begins_too_early(patch: Patch) -> None:
    right = opening._fresh

    def wrong(what: opening.Opening, *asked: Any) -> QuotaPeriod:
        row = right(what, *asked)
        row.starts_at = what.bounds.start
        return row

    patch.setattr(opening, "_fresh", wrong)


def period_opened_without_a_word(patch: Patch) -> None:
    def wrong(_what: opening.Opening, fresh: list[QuotaPeriod]) -> None:
        QuotaPeriod.objects.bulk_create(fresh)

    patch.setattr(opening, "_write", wrong)


ROOM = "p.used + p.reserved + t.units <= p.limit_units + p.overdraft_units"
BUGS = {
    "no-condition": Bug("I1", in_sql("HOLD", ROOM, "t.units > 0"), ("quota_within_limit",)),
    "reserved-not-given-back": Bug(
        "I2",
        in_sql("SETTLE", "p.reserved - t.held, ", "p.reserved - t.counted, "),
    ),
    "delivered-for-nothing": Bug("I3", in_sql("SETTLE", "used = p.used + t.counted,", "used = p.used,")),
    "balance-not-moved": Bug(
        "I4", in_sql("HOLD", "moved.before - sum(held.units) OVER (ORDER BY place)", "moved.before")
    ),
    "ledger-row-missing": Bug(
        "I4",
        in_sql("HOLD", "CROSS JOIN moved ORDER", "CROSS JOIN moved WHERE held.units < 3 ORDER"),
    ),
    "late-delivery-is-a-commit": Bug("I5", in_sql("LATE", "'adjust'", "'commit'")),
    "settled-twice": Bug(
        "I5",
        in_sql("SETTLE", " AND r.state NOT IN ('committed', 'released', 'returned')", ""),
        ("ledger_once_a_kind", "ledger_once_a_grant", "quota_not_negative"),
        or_by="I2",
    ),
    "more-than-was-held": Bug(
        "I6",
        in_sql("SETTLE", "least(r.units, %(counted)s)", "coalesce(%(counted)s, r.units)"),
        ("reservation_settled_within",),
    ),
    "replay-held-again": Bug("I7", in_sql("HOLD", "idem_key, digest, label, product, %", "idem_key || id, digest, label, product, %")),
    "other-body-taken-for-a-replay": Bug(
        "I7", instead_of(shapes.Account, "digest", lambda _self, _hold: "same")
    ),
    "failure-is-charged": Bug("I8", release_that_counts),
    "period-opened-without-a-word": Bug("I9", period_opened_without_a_word),
    "period-begins-too-early": Bug("I9", period_that_begins_too_early),
    "a-new-price-for-what-is-held": Bug("I10", upgrade_that_reprices),
    "somebody-elses-units-given-back": Bug("I11", release_of_anybody),
    "history-written-anew": Bug("I12", commit_that_writes_history_anew, ("guards",)),
    "grants-in-wrong-order": Bug(
        "I13", instead_of(grants, "in_burning_order", lambda found: list(found)[::-1])
    ),
    "nothing-settles-the-overdue": Bug("I14", instead_of(rounds, "settle_overdue", lambda: 0)),
    "ended-grants-stay": Bug("I14", instead_of(rounds, "expire_grants", lambda: 0)),
}  # fmt: skip
ALWAYS = {"no-condition", "replay-held-again"}
CONSTRAINTS = {
    "quota_within_limit": "ALTER TABLE billing_quotaperiod DROP CONSTRAINT quota_within_limit",
    "quota_not_negative": "ALTER TABLE billing_quotaperiod DROP CONSTRAINT quota_not_negative",
    "ledger_once_a_grant": "DROP INDEX ledger_once_a_grant",
    "ledger_once_a_kind": "DROP INDEX ledger_once_a_kind",
    "reservation_settled_within": (
        "ALTER TABLE billing_reservation DROP CONSTRAINT reservation_settled_within"
    ),
    "guards": (
        "ALTER TABLE billing_ledgerentry DISABLE TRIGGER USER;"
        "GRANT UPDATE ON billing_ledgerentry TO PUBLIC"
    ),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "name",
    [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.slow) for name in BUGS],
)
def test_a_planted_bug_is_found(
    acme: Workspace, beta: Workspace, monkeypatch: Patch, name: str
) -> None:
    bug = BUGS[name]
    for constraint in bug.without:
        mighty.do(CONSTRAINTS[constraint])
    bug.plant(monkeypatch)
    machine = type("PlansWithABug", (Plans,), {"acme": acme, "beta": beta})

    with pytest.raises(Broken) as found:
        run_state_machine_as_test(machine, settings=PATIENTLY)

    assert found.value.name in {bug.found_by, bug.or_by}


def test_every_invariant_finds_a_bug() -> None:
    assert {bug.found_by for bug in BUGS.values()} == {
        *(f"I{number}" for number in range(1, 15)),
    }
