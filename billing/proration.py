"""What a change of plan costs and gives for the rest of a period. Pure: plain values in and out.

Whole seconds are counted. Units and money of the rest are rounded down, which is to the customer's
favour with money, and less than one unit with units. Nobody falls below what is used and held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from billing.periods import MONTHS, Bounds


class When(StrEnum):
    """When a change takes effect. anew: now, with a new period that begins with it."""

    NOW = "now"
    ANEW = "anew"
    AT_PERIOD_END = "at_period_end"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an edition allows of a meter. overdraft: how far its limit may be passed.

    rollover: how much of what is unused goes on into its next period.
    """

    units: int
    overdraft: int = 0
    rollover: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """An edition as far as a change counts it. price: minor units for an `interval`."""

    version_id: int
    price: int
    currency: str
    interval: str
    limits: Mapping[str, Allowed] = field(default_factory=dict)
    concurrency: int = 0

    def of(self, meter: str) -> Allowed:
        """Return what is allowed of a meter; what is not named is not allowed."""
        return self.limits.get(meter, Allowed(0))


@dataclass(frozen=True, slots=True)
class Counter:
    """A meter of the present period. taken: used and held; held: of it, by work that still runs."""

    meter: str
    limit: int
    taken: int
    held: int = 0
    is_gauge: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The limit of a meter: before, at once, and in the next period."""

    meter: str
    before: int
    now: int
    later: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """What there is more of than the new edition allows: files, people or running work."""

    meter: str
    there: int
    allowed: int


@dataclass(frozen=True, slots=True)
class Change:
    """What changing to an edition does. amount: minor units for the rest of the period, to pay now.

    price: of the first whole period after `effective_at` (with `anew`: of the one that begins
    now, less the credit that makes `amount`).
    """

    when: When
    version_id: int
    effective_at: datetime
    amount: int
    credit: int
    price: int
    currency: str
    limits: tuple[Moved, ...]
    misfits: tuple[Misfit, ...]

    @property
    def is_now(self) -> bool:
        """Whether it takes effect at once."""
        return self.when != When.AT_PERIOD_END


def share(whole: int, *, left: int, seconds: int) -> int:
    """Return what belongs to the seconds left of a period, rounded down."""
    return whole * max(0, min(left, seconds)) // seconds


def limit_now(limit: int, *, old: int, new: Allowed, taken: int, share_of: tuple[int, int]) -> int:
    """Return a limit after a change in the middle of a period, never below what is taken.

    limit: as it stands. old, new: of the two editions for a whole period. share_of: seconds left
    of the period's. What may be taken beyond a soft limit is not lifted into it.
    """
    left, seconds = share_of
    moved = limit + share(new.units - old, left=left, seconds=seconds)
    return max(0, moved, taken - new.overdraft)


def when(old: Terms, new: Terms) -> When:
    """Return when a change takes effect: what costs more a month, at once; the rest at the end.

    At the same price it is at once only when nothing is allowed less.
    """
    if old.currency != new.currency:
        return When.AT_PERIOD_END
    before, after = old.price * MONTHS[new.interval], new.price * MONTHS[old.interval]
    is_less = any(new.of(meter).units < allowed.units for meter, allowed in old.limits.items())
    if MONTHS[new.interval] < MONTHS[old.interval] or after < before:
        # A year that costs less a month than twelve months is begun at once all the same.
        is_longer = MONTHS[new.interval] > MONTHS[old.interval]
        return When.ANEW if is_longer and new.price > old.price else When.AT_PERIOD_END
    if after == before and is_less:
        return When.AT_PERIOD_END
    return When.NOW if old.interval == new.interval else When.ANEW


def change(
    old: Terms,
    new: Terms,
    *,
    counters: Sequence[Counter],
    period: Bounds,
    at: datetime,
    is_trial: bool = False,
) -> Change:
    """Return what changing from one edition to another at a moment does."""
    left, seconds = int((period.end - at).total_seconds()), period.seconds
    how = When.NOW if is_trial else when(old, new)
    amount = credit = 0
    if how == When.NOW and not is_trial:
        amount = share(new.price - old.price, left=left, seconds=seconds)
    elif how == When.ANEW:
        # What is left of the old price is rounded up, so that nothing paid for is lost.
        credit = -share(-old.price, left=left, seconds=seconds)
        amount = new.price - credit
    rest = (seconds, seconds) if is_trial else (left, seconds)
    return Change(
        when=how,
        version_id=new.version_id,
        effective_at=period.end if how == When.AT_PERIOD_END else at,
        amount=amount,
        credit=credit,
        price=new.price,
        currency=new.currency,
        limits=tuple(_moved(one, old, new, how=how, rest=rest) for one in counters),
        misfits=tuple(_misfits(counters, new)),
    )


def begin(
    old: Terms, new: Terms, *, counters: Sequence[Counter], at: datetime, carries: bool = False
) -> Change:
    """Return what beginning with an edition does, on the default plan or in a trial.

    carries: what is unused goes on, as from one period of a subscription to its next.
    """
    rest = (1, 1)
    moved = [_moved(one, old, new, how=When.ANEW, rest=rest) for one in counters]
    if not carries:
        gauges = {one.meter for one in counters if one.is_gauge}
        moved = [
            one if one.meter in gauges else replace(one, now=new.of(one.meter).units)
            for one in moved
        ]
    return Change(
        when=When.ANEW,
        version_id=new.version_id,
        effective_at=at,
        amount=new.price,
        credit=0,
        price=new.price,
        currency=new.currency,
        limits=tuple(moved),
        misfits=tuple(_misfits(counters, new)),
    )


def end(old: Terms, new: Terms, *, counters: Sequence[Counter], at: datetime) -> Change:
    """Return what ending a plan at a moment does; new: the default plan's edition."""
    how = When.AT_PERIOD_END
    return Change(
        when=how,
        version_id=new.version_id,
        effective_at=at,
        amount=0,
        credit=0,
        price=new.price,
        currency=new.currency,
        limits=tuple(_moved(one, old, new, how=how, rest=(1, 1)) for one in counters),
        misfits=tuple(_misfits(counters, new)),
    )


def _moved(one: Counter, old: Terms, new: Terms, *, how: When, rest: tuple[int, int]) -> Moved:
    before, after = old.of(one.meter), new.of(one.meter)
    if how == When.AT_PERIOD_END:
        now = one.limit
    elif one.is_gauge:
        # What staff gave or took stays; what there is stays, too, even above the limit.
        now = max(0, one.limit + after.units - before.units)
    elif how == When.ANEW:
        now = after.units + max(0, min(after.rollover, one.limit - one.taken))
    else:
        now = limit_now(one.limit, old=before.units, new=after, taken=one.taken, share_of=rest)
    later = max(0, one.limit + after.units - before.units) if one.is_gauge else after.units
    return Moved(one.meter, one.limit, now, later)


def _misfits(counters: Sequence[Counter], new: Terms) -> list[Misfit]:
    """Return what would not fit: of gauges all there is, of others what running work still holds."""
    found = []
    for one in counters:
        there = one.taken if one.is_gauge else one.held
        allowed = new.of(one.meter)
        if there > allowed.units + allowed.overdraft:
            found.append(Misfit(one.meter, there, allowed.units))
    return found
