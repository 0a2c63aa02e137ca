"""The last two with every right go at once, on committed rows: one of them stays."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection

from accounts import services
from accounts.models import User
from accounts.services import NewPerson
from audit.services import SYSTEM

ROUNDS = 4


@pytest.fixture
def two(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[User]]:
    """The only two with every right; others are put aside and come back."""
    with django_db_blocker.unblock():
        others = list(User.objects.filter(is_superuser=True).values_list("pk", flat=True))
        User.objects.filter(pk__in=others).update(is_superuser=False)
        made = [
            services.create_person(
                NewPerson(f"{name}-{threading.get_native_id()}-{User.objects.count()}@example.com",
                          name, "a long one", is_staff=True)
            )
            for name in ("First", "Second")
        ]  # fmt: skip
        yield made
        User.objects.filter(pk__in=[one.pk for one in made]).update(is_superuser=False)
        User.objects.filter(pk__in=others).update(is_superuser=True)
        connection.close()


def at_once(calls: list[Callable[[], object]]) -> Counter[str]:
    gate = threading.Barrier(len(calls))

    def one(call: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            call()
        except services.LastOfStaff:
            return "LastOfStaff"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(one, calls))


def left(two: list[User]) -> int:
    return User.objects.filter(pk__in=[one.pk for one in two], is_superuser=True, is_active=True).count()  # fmt: skip


GO: dict[str, Callable[[User], object]] = {
    "close": services.close,
    "switch_off": partial(services.switch_off, actor=SYSTEM),
}


@pytest.mark.parametrize("_round", range(ROUNDS))
@pytest.mark.parametrize(
    ("first", "second"),
    [("close", "close"), ("switch_off", "switch_off"), ("close", "switch_off")],
)
def test_one_of_the_last_two_stays(two: list[User], first: str, second: str, _round: int) -> None:
    calls = [partial(GO[first], two[0]), partial(GO[second], two[1])]

    assert at_once(calls) == {"done": 1, "LastOfStaff": 1}

    assert left(two) == 1
