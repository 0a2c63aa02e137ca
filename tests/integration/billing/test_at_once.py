"""Two connections at the same units at the same moment: one of them wins, and the books agree."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from billing import quotas, services
from billing.models import Grant, QuotaPeriod, Reservation
from billing.shapes import NewGrant
from tests.integration.billing.units import Place, alone, at_once

ROUNDS = range(6)


@pytest.mark.parametrize("first", ["commit", "release"])
@pytest.mark.parametrize("second", ["commit", "release"])
def test_of_two_settlements_one_counts(place: Place, first: str, second: str) -> None:
    for _ in ROUNDS:
        (held,) = place.reserve(1)

        told = at_once([alone(getattr(quotas, name), held) for name in (first, second)])

        assert sorted(told) == [False, True]
        place.check()
    mine = Reservation.objects.filter(workspace=place.workspace, meter="images")
    counted = mine.filter(state="committed").count()
    assert place.counters() == (counted, 0)


def test_of_a_delivery_and_two_rounds_one_counts(place: Place) -> None:
    for _ in ROUNDS:
        (held,) = place.reserve(1)
        Reservation.objects.filter(pk=held).update(expires_at=timezone.now() - timedelta(hours=1))

        told = at_once([alone(quotas.commit, held), services.sweep, services.sweep])

        now = place.check()
        assert now.reservations[held]["state"] == ("committed" if told[0] else "released")


def test_unknown_and_a_late_answer_agree(place: Place) -> None:
    for _ in ROUNDS:
        (held,) = place.reserve(1)

        told = at_once([alone(quotas.unknown, held), alone(quotas.commit, held)])

        assert told[1] is True
        assert place.check().reservations[held]["state"] == "committed"


def test_the_same_hold_asked_for_by_four_is_held_once(place: Place) -> None:
    for number in ROUNDS:
        key = f"same:{number}"

        told = at_once([lambda key=key: place.reserve(1, key=key) for _ in range(4)])

        assert len({tuple(ids) for ids in told}) == 1
        place.check()
    assert place.counters() == (0, len(ROUNDS))


def test_the_last_unit_goes_to_one(place: Place) -> None:
    place.reserve(9)
    place.grant(1)

    told = at_once([lambda: place.reserve(1) for _ in range(6)])

    assert sum(isinstance(one, list) for one in told) == 2
    place.check()


def test_the_same_grant_asked_for_by_four_is_given_once(place: Place) -> None:
    new = NewGrant("images", 5, "test", uuid.uuid4().hex)

    told = at_once([lambda: services.grant(place.workspace.pk, new=new).pk] * 4)

    assert len(set(told)) == 1
    place.check()


def test_a_grant_that_ends_while_it_is_drawn_from_keeps_its_books(place: Place) -> None:
    for _ in range(2):  # each leaves a unit used
        given = place.grant(6)
        calls: list[Callable[[], Any]] = [
            lambda: place.reserve(3, 4, 5),
            lambda given=given: services.void(given.pk, reason="test"),
            lambda: place.reserve(2),
        ]

        told = at_once(calls)

        held = [key for one in told if isinstance(one, list) for key in one]
        place.check()
        at_once([alone(quotas.release_many, held), alone(quotas.commit, held[0], units=1)])
        services.sweep()
        now = place.check()
        assert now.grants[given.pk]["remaining"] == 0


def test_many_settled_in_opposite_orders_never_wait_for_each_other(place: Place) -> None:
    for _ in ROUNDS:
        place.grant(4, priority=10)
        place.grant(4)
        held = place.reserve(*[2] * 5) + place.reserve(*[2] * 3)

        told = at_once(
            [
                alone(quotas.release_many, held),
                alone(quotas.release_many, held[::-1]),
                alone(quotas.release_many, held[4:]),
            ]
        )

        assert sum(told) == len(held)
        place.check()
        Grant.objects.filter(workspace=place.workspace).update(
            expires_at=F("effective_at") + timedelta(microseconds=1)
        )
        services.expire_grants()


def test_who_waits_two_seconds_for_a_counter_gives_up_and_writes_nothing(place: Place) -> None:
    locked, done = Event(), Event()

    def keep() -> None:
        try:
            with transaction.atomic():
                QuotaPeriod.objects.select_for_update().get(pk=place.period().pk)
                locked.set()
                done.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        keeping = pool.submit(keep)
        locked.wait(10)
        began = time.monotonic()
        with pytest.raises(OperationalError, match="lock timeout"):
            place.reserve(1)
        took = time.monotonic() - began
        done.set()
        keeping.result()

    assert 1.9 < took < 8
    assert place.counters() == (0, 0)
    assert not Reservation.objects.filter(workspace=place.workspace, meter="images").exists()
