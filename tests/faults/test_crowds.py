"""One workspace has thousands of items waiting: another's first does not wait behind them."""

import time
from collections.abc import Iterator

import pytest

from generation import services
from generation.models import Attempt, Job
from tests.factories import openai_server
from tests.factories.jobs import access_to
from tests.faults import wanted
from tests.faults.conftest import new_place
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place
from workspaces import tenancy

MANY = 10_000
# As many as the plan runs at a time may stand before another's first.
SLOTS = 4
TEXT_SECONDS = 0.8


@pytest.fixture
def small(ground: Ground, place: Place) -> Iterator[Place]:
    """Another workspace; the test stands in the crowded one."""
    yield new_place("Small")
    tenancy.enter(place.schema_name)


@pytest.mark.slow
def test_anothers_first_text_starts_within_one_slot_of_ten_thousand(
    ground: Ground, place: Place, small: Place
) -> None:
    tenancy.enter(place.schema_name)
    with ground.vendor.ruled(lambda _asked: openai_server.slowly(TEXT_SECONDS)):
        many = wanted.titles(place, MANY)
        eventually(lambda: _begun(many) >= 2 * SLOTS, seconds=60, what="the crowd is under way")

        with tenancy.inside(small.schema_name):
            ordered = time.monotonic()
            job = wanted.texts(small, 1)
            eventually(lambda: wanted.only(job).attempt == 1, seconds=30, what="the other's first")
            waited = time.monotonic() - ordered
            item = wanted.only(job)
        before = Attempt.objects.filter(
            started_at__gt=item.created_at, started_at__lt=item.started_at
        ).count()

    print(f"\nthe other's first began after {waited:.1f} s, behind {before} of the crowd")
    assert before <= SLOTS
    services.cancel(access_to(place.workspace), many.pk, by=place.owner)
    assert after_quiet_time(place, small) == []


def _begun(job: Job) -> int:
    return Attempt.objects.filter(item__job=job).count()
