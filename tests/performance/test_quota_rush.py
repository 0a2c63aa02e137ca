"""A rush on one workspace: never a unit over the limit, never a delivery counted twice."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from billing import quotas, services
from billing.models import Reservation
from tests.integration.billing.units import Place, alone, at_once
from workspaces import tenancy

# Asks, threads, and units of the plan; half of the slow ones find a part of them in a grant.
SMALL = (256, 16, 100)
WHOLE = (2048, 64, 1000)


@pytest.fixture
def unblocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows are committed: many connections see them."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield


@pytest.mark.parametrize("granted", [0, 40])
@pytest.mark.parametrize(
    ("asks", "threads", "limit"),
    [
        pytest.param(*SMALL, id="small"),
        pytest.param(*WHOLE, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(600)]),
    ],
)
def test_a_rush_is_given_exactly_what_there_is(
    unblocked: None, asks: int, threads: int, limit: int, granted: int
) -> None:
    of_grants = limit * granted // 100
    place = Place(limit=limit - of_grants)
    if of_grants:
        place.grant(of_grants)

    told = at_once([lambda: place.reserve(1)] * asks, threads=threads)

    held = [key for one in told if isinstance(one, list) for key in one]
    assert len(held) == len(set(held)) == limit
    assert sum(isinstance(one, quotas.QuotaExceeded) for one in told) == asks - limit
    assert place.counters() == (0, limit - of_grants)
    place.check()


@pytest.mark.parametrize(
    ("deliveries", "threads"),
    [
        pytest.param(150, 8, id="small"),
        pytest.param(2000, 32, id="whole", marks=[pytest.mark.long, pytest.mark.timeout(600)]),
    ],
)
def test_deliveries_told_up_to_five_times_beside_two_rounds_count_once(
    unblocked: None, deliveries: int, threads: int
) -> None:
    chance = random.Random(deliveries)
    place = Place(limit=deliveries // 2)
    place.grant(deliveries)
    held = place.reserve(*[1] * deliveries)
    overdue = chance.sample(held, deliveries // 3)
    Reservation.objects.filter(pk__in=overdue).update(
        expires_at=timezone.now() - timedelta(hours=1)
    )
    calls = [
        alone(quotas.commit if chance.random() < 0.8 else quotas.release, key)
        for key in held
        for _ in range(chance.randint(1, 5))
    ]
    calls += [services.settle_overdue] * (2 * deliveries // 50)
    chance.shuffle(calls)

    told = at_once(calls, threads=threads)

    now = place.check()
    mine = [row for row in now.reservations.values() if row["meter"] == "images"]
    states = [row["state"] for row in mine]
    assert set(states) == {"committed", "released"}
    assert sum(one is True for one in told) + states.count("released") >= deliveries
    counted = sum(row["settled_units"] for row in mine)
    of_grant = sum(grant["units"] - grant["remaining"] for grant in now.grants.values())
    assert counted == states.count("committed") == place.counters()[0] + of_grant
    assert place.counters()[1] == 0
