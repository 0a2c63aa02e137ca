"""What is true of units at every commit, whatever has happened: each as a function that asserts.

Numbered as in the reference. `Snapshot` is what the tables hold; the functions only look at it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection

from billing.models import GAUGES, Grant, Reservation
from billing.sql import Now

Row = dict[str, Any]
OPEN = {"held", "unknown"}
PASSING = {"is_live", "expiring"}
SETTLING = {"committed": ["commit"], "released": ["release"], "returned": ["commit", "release"]}


class Broken(AssertionError):
    """An invariant does not hold. name: its number."""

    def __init__(self, name: str, said: object) -> None:
        super().__init__(f"{name}: {said}")
        self.name = name


def holds(name: str, is_true: bool, said: object = "") -> None:
    """Raise unless it is true."""
    if not is_true:
        raise Broken(name, said)


@dataclass(frozen=True)
class Snapshot:
    """The rows of some workspaces, by id; the ledger in its order.

    Of each grant it is said whether it `is_live`, and the how-maniest to expire it is.
    """

    periods: dict[int, Row]
    reservations: dict[UUID, Row]
    grants: dict[int, Row]
    draws: list[Row]
    ledger: list[Row]

    def rows(self, *, apart_from: tuple[UUID, str] | None = None) -> dict[tuple[str, Any], Row]:
        """Return every row by table and id, but those of one workspace's meter.

        What passing time and other rows say about a row is left out.
        """
        tables: dict[str, Iterable[Row]] = {
            "period": self.periods.values(),
            "reservation": self.reservations.values(),
            "grant": self.grants.values(),
            "draw": self.draws,
            "ledger": self.ledger,
        }
        return {
            (table, row["id"]): {name: row[name] for name in row.keys() - PASSING}
            for table, rows in tables.items()
            for row in rows
            if apart_from is None or (row["workspace_id"], row["meter"]) != apart_from
        }

    def draws_of(self, reservation_id: UUID) -> list[tuple[int, int]]:
        """Return (grant, units) of a reservation in the order in which they were drawn."""
        return [
            (row["grant_id"], row["units"])
            for row in self.draws
            if row["reservation_id"] == reservation_id
        ]


LOOK = """
WITH p AS (SELECT * FROM billing_quotaperiod WHERE workspace_id = ANY(%(of)s)),
     r AS (SELECT * FROM billing_reservation WHERE workspace_id = ANY(%(of)s)),
     l AS (SELECT * FROM billing_ledgerentry WHERE workspace_id = ANY(%(of)s)),
     d AS (SELECT d.*, r.workspace_id, r.meter
           FROM billing_draw AS d JOIN r ON r.id = d.reservation_id),
     g AS (SELECT *, dense_rank() OVER (ORDER BY expires_at NULLS LAST) AS expiring,
                  voided_at IS NULL AND effective_at <= billing_now()
                    AND coalesce(expires_at > billing_now(), true) AS is_live
           FROM billing_grant WHERE workspace_id = ANY(%(of)s))
SELECT (SELECT json_agg(p ORDER BY id) FROM p), (SELECT json_agg(r ORDER BY id) FROM r),
       (SELECT json_agg(g ORDER BY id) FROM g), (SELECT json_agg(d ORDER BY id) FROM d),
       (SELECT json_agg(l ORDER BY id) FROM l)
"""


def look(workspaces: Collection[UUID]) -> Snapshot:
    """Return what the tables hold of these workspaces, as of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, {"of": list(workspaces)})
        periods, reservations, grants, draws, ledger = (rows or [] for rows in cursor.fetchone())
    for row in (*periods, *reservations, *grants, *draws, *ledger):
        for name in {"workspace_id", "reservation_id"} & row.keys():
            row[name] = UUID(row[name]) if row[name] else None
    for row in reservations:
        row["id"] = UUID(row["id"])
    return Snapshot(
        periods={row["id"]: row for row in periods},
        reservations={row["id"]: row for row in reservations},
        grants={row["id"]: row for row in grants},
        draws=draws,
        ledger=ledger,
    )


def left(period: Row) -> int:
    """Return what the plan has left in a period."""
    room = period["limit_units"] + period["overdraft_units"]
    return int(room - period["used"] - period["reserved"])


def counted_of_plan(row: Row) -> int:
    """Return how many of a committed reservation's units the plan bore."""
    return int(min(row["settled_units"], row["units"] - row["granted_units"]))


# --- at every commit ----------------------------------------------------------------------------
def i1_never_over_the_limit(now: Snapshot) -> None:
    for period in now.periods.values():
        is_gauge = period["meter"] in GAUGES
        holds("I1", left(period) + is_gauge * period["excess_units"] >= 0, period)
    for grant in now.grants.values():
        holds("I1", 0 <= grant["remaining"] <= grant["units"], grant)


def i2_reserved_is_the_sum_of_what_is_open(now: Snapshot) -> None:
    reserved: dict[int, int] = defaultdict(int)
    for row in now.reservations.values():
        if row["state"] in OPEN:
            reserved[row["period_id"]] += row["units"] - row["granted_units"]
        drawn = sum(units for _grant, units in now.draws_of(row["id"]))
        holds("I2", drawn == row["granted_units"], row)
    for key, period in now.periods.items():
        holds("I2", period["reserved"] == reserved[key], (period, reserved[key]))


def i3_used_is_the_sum_of_commits(now: Snapshot) -> None:
    used: dict[int, int] = defaultdict(int)
    moved: dict[UUID, int] = defaultdict(int)
    for entry in now.ledger:
        if entry["grant_id"] is None and entry["kind"] in {"reserve", "commit"}:
            moved[entry["reservation_id"]] -= entry["units_delta"]
    for key, row in now.reservations.items():
        if row["state"] == "committed":
            holds("I3", moved[key] == counted_of_plan(row), row)
            used[row["period_id"]] += moved[key]
    for period_key, period in now.periods.items():
        holds("I3", period["used"] == used[period_key], (period, used[period_key]))


def i4_the_ledger_adds_up(now: Snapshot) -> None:
    """Each balance can be rebuilt from its rows alone, and no step of it is missing."""
    balances: dict[tuple[str, int], int] = defaultdict(int)
    for entry in now.ledger:
        is_of_plan = entry["grant_id"] is None
        balance = ("period", entry["period_id"]) if is_of_plan else ("grant", entry["grant_id"])
        balances[balance] += entry["units_delta"]
        holds("I4", entry["balance_after"] == balances[balance], entry)
    for key, period in now.periods.items():
        holds("I4", balances["period", key] == left(period), period)
    for key, grant in now.grants.items():
        holds("I4", balances["grant", key] == grant["remaining"], grant)


def i5_one_reserve_and_at_most_one_settlement(now: Snapshot) -> None:
    kinds: dict[tuple[UUID, int | None], list[str]] = defaultdict(list)
    for entry in now.ledger:
        if entry["reservation_id"] is not None and entry["kind"] != "adjust":
            kinds[entry["reservation_id"], entry["grant_id"]].append(entry["kind"])
    for key, row in now.reservations.items():
        expected = ["reserve", *SETTLING.get(row["state"], [])]
        for grant in [None, *(grant for grant, _units in now.draws_of(key))]:
            holds("I5", kinds.pop((key, grant), []) == expected, (row, grant))
    holds("I5", not kinds, kinds)


def i6_no_more_is_settled_than_was_held(now: Snapshot) -> None:
    for row in now.reservations.values():
        settled = row["settled_units"]
        holds("I6", (settled is None) == (row["state"] in OPEN), row)
        holds("I6", settled is None or 0 <= settled <= row["units"], row)
        holds("I6", row["state"] != "released" or settled == 0, row)


def i9_every_period_is_opened_once(now: Snapshot) -> None:
    """No period lies over another, none is left out, and each has one opening in the ledger."""
    opened = [row["period_id"] for row in now.ledger if row["kind"] == "rollover"]
    missing = [row for key, row in now.periods.items() if key not in opened]
    holds("I9", not missing, missing)
    holds("I9", len(opened) == len(set(opened)), opened)
    lost = [
        row
        for row in now.ledger
        if row["kind"] == "rollover" and row["period_id"] not in now.periods
    ]
    holds("I9", not lost, lost)
    tracks: dict[tuple[UUID, str], list[Row]] = defaultdict(list)
    for period in now.periods.values():
        tracks[period["workspace_id"], period["meter"]].append(period)
    for rows in tracks.values():
        rows.sort(key=lambda row: row["period_no"])
        for one, after in pairwise(rows):
            holds("I9", after["period_no"] == one["period_no"] + 1, after)
            holds("I9", one["ends_at"] <= after["starts_at"], (one, after))
            if one["subscription_id"] and one["subscription_id"] == after["subscription_id"]:
                holds("I9", one["ends_at"] == after["starts_at"], (one, after))


def i10_nothing_held_has_changed(before: Snapshot, now: Snapshot) -> None:
    """An edit of prices or plans leaves every reservation as it was."""
    holds("I10", *_same(before.reservations, now.reservations))


def i12_no_ledger_row_ever_changes(before: Snapshot, now: Snapshot) -> None:
    first = now.ledger[: len(before.ledger)]
    holds("I12", first == before.ledger, "a row of the ledger is not what it was")


STANDING = (
    i1_never_over_the_limit,
    i2_reserved_is_the_sum_of_what_is_open,
    i3_used_is_the_sum_of_commits,
    i9_every_period_is_opened_once,
    i4_the_ledger_adds_up,
    i5_one_reserve_and_at_most_one_settlement,
    i6_no_more_is_settled_than_was_held,
)


# --- of one step --------------------------------------------------------------------------------
def i7_nothing_changed(before: Snapshot, now: Snapshot) -> None:
    """A replay, a refusal or a crash leaves every row as it was."""
    holds("I7", *_same(before.rows(), now.rows()))


def _same(was: dict[Any, Row], found: dict[Any, Row]) -> tuple[bool, object]:
    """Return whether rows are the same, and those that are not."""
    keys = [key for key in was.keys() | found.keys() if was.get(key) != found.get(key)]
    return not keys, [(key, was.get(key), found.get(key)) for key in keys[:3]]


def i8_failure_uses_nothing(before: Snapshot, now: Snapshot) -> None:
    """What is given back leaves `used` as it was; what grants held of it is theirs again."""
    for key, period in before.periods.items():
        holds("I8", now.periods[key]["used"] == period["used"], now.periods[key])
    back: dict[int, int] = defaultdict(int)
    for reservation, row in before.reservations.items():
        if row["state"] in OPEN and now.reservations[reservation]["state"] == "released":
            for drawn, units in before.draws_of(reservation):
                back[drawn] += units
    expired: dict[int, int] = defaultdict(int)
    for entry in now.ledger[len(before.ledger) :]:
        if entry["kind"] == "expire":
            expired[entry["grant_id"]] += entry["units_delta"]
    for grant_key, grant in before.grants.items():
        expected = grant["remaining"] + back[grant_key] + expired[grant_key]
        holds("I8", now.grants[grant_key]["remaining"] == expected, now.grants[grant_key])


def i11_others_are_untouched(
    before: Snapshot, now: Snapshot, workspace_id: UUID, meter: str
) -> None:
    own = (workspace_id, meter)
    holds("I11", *_same(before.rows(apart_from=own), now.rows(apart_from=own)))


def i11_other_workspaces_are_untouched(before: Snapshot, now: Snapshot, workspace_id: UUID) -> None:
    """A change of one workspace's plan changes no row of another's."""

    def others(seen: Snapshot) -> dict[tuple[str, Any], Row]:
        rows = seen.rows().items()
        return {key: row for key, row in rows if row["workspace_id"] != workspace_id}

    holds("I11", *_same(others(before), others(now)))


def burning_order(now: Snapshot, workspace_id: UUID, meter: str) -> list[Row]:
    """Return an account's live grants as they have to burn: priority, expiry, id."""
    live = [
        grant
        for grant in now.grants.values()
        if grant["is_live"] and (grant["workspace_id"], grant["meter"]) == (workspace_id, meter)
    ]
    return sorted(live, key=lambda grant: (grant["priority"], grant["expiring"], grant["id"]))


def i13_plan_first_then_grants_in_order(
    before: Snapshot, now: Snapshot, made: list[UUID], plan: int
) -> None:
    """Check what was drawn for new reservations. plan: what it had left before them."""
    first = now.reservations[made[0]]
    grants = burning_order(before, first["workspace_id"], first["meter"])
    stock = {grant["id"]: grant["remaining"] for grant in grants}
    for key in made:
        row = now.reservations[key]
        need = row["units"] - min(plan, row["units"])
        plan -= row["units"] - need
        expected = []
        for grant, remaining in stock.items():
            taken = min(need, remaining)
            if taken:
                expected.append((grant, taken))
                stock[grant] -= taken
                need -= taken
        holds("I13", now.draws_of(key) == expected, (row, now.draws_of(key), expected))


def i13_given_back_in_reverse(before: Snapshot, now: Snapshot, key: UUID) -> None:
    """What a commit counts is borne by the plan, then by grants as drawn; the rest is back."""
    row = now.reservations[key]
    over = row["settled_units"] - counted_of_plan(row)
    for grant, units in now.draws_of(key):
        borne = min(units, over)
        over -= borne
        expected = before.grants[grant]["remaining"] + units - borne
        holds("I13", now.grants[grant]["remaining"] == expected, (row, grant, expected))


def i14_nothing_is_overdue() -> None:
    """After the rounds nothing is held past its deadline, and no ended grant has anything."""
    overdue = Reservation.objects.filter(state__in=OPEN, expires_at__lte=Now())
    holds("I14", not overdue.exists(), list(overdue.values("id", "state", "expires_at")))
    ended = Grant.objects.filter(remaining__gt=0, expires_at__lte=Now())
    voided = Grant.objects.filter(remaining__gt=0, voided_at__isnull=False)
    holds("I14", not (ended | voided).exists(), list((ended | voided).values()))
