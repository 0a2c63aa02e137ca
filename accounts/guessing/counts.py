"""Against guessing: each try at a password or a code is counted before it is looked at.

Counted in the rows of django-axes, in PostgreSQL, so that it holds for pages and API alike, for all
hosts, and when Redis is away. A count begins with its first try and ends after its time; when it is
full it stays so for its whole time. A try that was right is given back. Whether somebody has the
e-mail is asked nowhere: known and unknown ones are counted the same.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts.client import address_of, network_of
from accounts.guessing import sql
from accounts.guessing.devices import is_known_address, is_known_device

# What stands for an address in the count of a person over all of them.
EVERYWHERE = "0.0.0.0"  # noqa: S104  nothing listens there
# What the counts of browsers that remember the person are called, after the others.
KNOWN = ", known browser"


@dataclass(frozen=True, slots=True)
class Count:
    """So many tries in so many seconds. name: what the row calls it."""

    name: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Row:
    """A count of one person, one address, or both."""

    count: Count
    email: str
    address: str


@dataclass(slots=True)
class Guess:
    """A try that was counted. left: how many more there are before a pause of `wait` seconds."""

    email: str
    rows: list[Row] = field(default_factory=list)
    left: int = 0
    wait: int = 0


class Paused(Exception):
    """There is no try left; in `wait` seconds there are some again."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"too many tries, wait {wait} seconds")
        self.wait = wait


class TooManyTries(ValidationError):
    """What a form says of it. wait: seconds."""

    def __init__(self, wait: int, *, sentence: Callable[[int], str]) -> None:
        super().__init__(sentence(math.ceil(wait / 60)), code="too_many_login_attempts")
        self.wait = wait


def too_many_passwords(wait: int) -> TooManyTries:
    """Return what is said when tries at passwords are over for `wait` seconds."""
    return TooManyTries(
        wait,
        sentence=lambda minutes: (
            ngettext(
                "Too many tries. Wait %(minutes)d minute, or reset the password.",
                "Too many tries. Wait %(minutes)d minutes, or reset the password.",
                minutes,
            )
            % {"minutes": minutes}
        ),
    )


def too_many_codes(wait: int) -> TooManyTries:
    """Return what is said when tries at codes are over for `wait` seconds."""
    return TooManyTries(
        wait,
        sentence=lambda minutes: (
            ngettext(
                "Too many wrong codes. Wait %(minutes)d minute.",
                "Too many wrong codes. Wait %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes}
        ),
    )


def take_password(request: HttpRequest, *, email: str) -> Guess:
    """Count a try at a password.

    Raises:
        Paused: the address, the person at this address, or the person has had too many.
    """
    most = settings.GUESSES
    pause = settings.SIGN_IN_PAUSE_SECONDS
    pair = Count("password", most["pair"], pause)
    everywhere = Count("password everywhere", most["person"], settings.PERSON_GUESSES_SECONDS)
    return _take(request, email, pair=pair, everywhere=everywhere)


def take_code(request: HttpRequest, *, email: str) -> Guess:
    """Count a try at the code of a second factor.

    Raises:
        Paused: the address, the person at this address, or the person has had too many.
    """
    most = settings.GUESSES
    pause = settings.SIGN_IN_PAUSE_SECONDS
    pair = Count("code", most["pair"], pause)
    everywhere = Count("code everywhere", most["code_person"], settings.PERSON_GUESSES_SECONDS)
    return _take(request, email, pair=pair, everywhere=everywhere)


def note(request: HttpRequest, outcome: Guess | Paused) -> None:
    """Remember with the request how its try was counted."""
    request.guess = outcome  # type: ignore[attr-defined]


def noted(request: HttpRequest) -> Guess | Paused | None:
    """Return how this request's try was counted."""
    return getattr(request, "guess", None)


def give_back(guess: Guess) -> None:
    """Undo a try that was right; the person is done with wrong ones at this address too."""
    with transaction.atomic():
        for row in guess.rows:
            # Of one person at one address nothing is left to hold against them.
            is_theirs = bool(row.email) and row.address != EVERYWHERE
            if is_theirs:
                _rows(row).delete()
            else:
                sql.one_less(name=row.count.name, email=row.email, address=row.address)


def is_first(code: str, *, seconds: int) -> bool:
    """Tell whether a code, named with whose it is, was not used in so many seconds; now it was."""
    made = sql.one_more(name="used code", email=code, address=EVERYWHERE, most=1, seconds=seconds)
    return made is not None


def forgive(email: str) -> int:
    """Let a person try again everywhere; return how many counts there were."""
    gone, _ = AccessAttempt.objects.filter(username=email.lower()).delete()
    return int(gone)


def counted(email: str) -> int:
    """Return how many wrong tries the fullest of a person's counts holds."""
    counts = AccessAttempt.objects.filter(username=email.lower())
    most: int | None = counts.aggregate(most=Max("failures_since_start"))["most"]
    return most or 0


def address_for_axes(request: HttpRequest) -> str:
    """Return the client's address as it is counted (axes' AXES_CLIENT_IP_CALLABLE)."""
    return network_of(address_of(request))


def sweep() -> int:
    """Forget the counts whose time is over (an hour's is the longest)."""
    gone, _ = AccessAttempt.objects.filter(
        attempt_time__lt=_ago(settings.PERSON_GUESSES_SECONDS)
    ).delete()
    return int(gone)


def paused_people() -> list[tuple[str, str, Any]]:
    """Return (e-mail, address, since) of the people whose tries are used up just now."""
    most, pause = settings.GUESSES, settings.SIGN_IN_PAUSE_SECONDS
    pairs = [f"{name}{whose}" for name in ("password", "code") for whose in ("", KNOWN)]
    full = Q(user_agent__in=pairs, failures_since_start__gte=most["pair"])
    full |= Q(user_agent="password everywhere", failures_since_start__gte=most["person"])
    full |= Q(user_agent="code everywhere", failures_since_start__gte=most["code_person"])
    found = AccessAttempt.objects.filter(full, attempt_time__gt=_ago(pause))
    return list(found.values_list("username", "ip_address", "attempt_time").order_by("pk"))


# --- counting -------------------------------------------------------------------------------------
def _rows(row: Row) -> QuerySet[AccessAttempt]:
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        username=row.email, ip_address=row.address, user_agent=row.count.name
    )
    return found


def _ago(seconds: int) -> Any:
    return Now() - timedelta(seconds=seconds)


def _take(request: HttpRequest, email: str, *, pair: Count, everywhere: Count) -> Guess:
    address = network_of(address_of(request))
    # As long as the column; no byte a text of PostgreSQL cannot hold.
    name = email.lower().replace("\0", "")[:255]
    of_address = Count("address", settings.GUESSES["address"], settings.SIGN_IN_PAUSE_SECONDS)
    # Always in this order: of two tries at once neither waits for the other's row.
    near = [Row(of_address, "", address), Row(pair, name, address)]
    everybodys = Row(everywhere, name, EVERYWHERE)
    if is_known_device(request, email=email):
        # Counted by themself: who guesses from the same address uses up nothing of theirs.
        return _count_all(email, [Row(replace(pair, name=f"{pair.name}{KNOWN}"), name, address)])
    try:
        return _count_all(email, [*near, everybodys])
    except _Full as full:
        if full.row is not everybodys or not is_known_address(address, email=email):
            raise
    # Others guess at this person: from where they are known that is no reason to refuse them.
    return _count_all(email, near)


class _Full(Paused):
    def __init__(self, wait: int, row: Row) -> None:
        super().__init__(wait)
        self.row = row


def _count_all(email: str, rows: Sequence[Row]) -> Guess:
    """Count in each of the rows, or in none."""
    guess = Guess(email, list(rows))
    with transaction.atomic():
        made = [_one_more(row) for row in rows]
    lefts = [row.count.most - count for row, count in zip(rows, made, strict=True)]
    guess.left = min(lefts)
    guess.wait = max(
        row.count.seconds for row, left in zip(rows, lefts, strict=True) if left == guess.left
    )
    return guess


def _one_more(row: Row) -> int:
    of: dict[str, str | int] = {
        "name": row.count.name,
        "most": row.count.most,
        "seconds": row.count.seconds,
        "email": row.email,
        "address": row.address,
    }
    made = sql.one_more(**of)
    if made is None:
        raise _Full(sql.wait(**of), row)
    return made
