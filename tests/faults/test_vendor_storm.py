"""A vendor that is down while much work waits: hardly asked meanwhile, and not overrun after it."""

import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from generation.breaker import LEAST_CALLS, OPEN_SECONDS
from generation.models import Attempt, ItemState, Job, JobItem
from tests.factories.openai_faults import every, late, while_so
from tests.factories.openai_server import fails
from tests.faults import vendors, wanted
from tests.faults.conftest import new_place
from tests.faults.ground import Ground, eventually
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place
from workspaces import tenancy

EACH = 34
# Within the first pause: `test_vendor_breaker` has probes that fail.
DOWN_SECONDS = 25.0
# Two processes are at it at once: what one is asking when it opens is not called back.
AT_ONCE = 2
ANSWER_SECONDS = 0.2


@pytest.fixture(autouse=True)
def _unasked(ground: Ground) -> Iterator[None]:
    """Nobody has asked the vendor yet."""
    vendors.forget_breakers()
    yield
    vendors.forget_breakers()


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_vendor_that_is_down_is_probed_and_not_overrun_when_it_is_back(
    ground: Ground, place: Place
) -> None:
    with tenancy.outside():
        places = [place, new_place("Second"), new_place("Third")]
    down = threading.Event()
    down.set()
    refused = while_so(down.is_set, fails(503, "Overloaded", kind="server_error"))
    with ground.vendor.ruled(refused, every(late(ANSWER_SECONDS))):
        jobs = [order(one) for one in places]
        began = time.monotonic()
        time.sleep(DOWN_SECONDS)
        down.clear()
        back = time.monotonic()
        eventually(
            lambda: all(has_ended(one, job) for one, job in zip(places, jobs, strict=True)),
            seconds=150,
            what="all is written",
            pause=0.5,
        )

    asked = [one.at for one in list(ground.vendor.asked)]
    while_down, after = [at for at in asked if at < back], [at for at in asked if at >= back]
    assert LEAST_CALLS <= len(while_down) <= LEAST_CALLS + AT_ONCE - 1, "then it is left alone"
    assert after[0] - while_down[LEAST_CALLS - 1] >= OPEN_SECONDS - 1
    assert after[1] - after[0] >= ANSWER_SECONDS, "one probe, and the others once it is answered"
    print(told(while_down, began), told(after, back), sep="\n")

    for one, job in zip(places, jobs, strict=True):
        with tenancy.inside(one.schema_name):
            items = JobItem.objects.filter(job_id=job.pk)
            assert set(items.values_list("state", flat=True)) == {ItemState.SUCCEEDED}
            good = Attempt.objects.filter(outcome=Attempt.Outcome.SUCCEEDED)
            assert good.count() == EACH
        assert vendors.units(one) == ["committed"] * EACH
    assert len(after) == len(places) * EACH, "nothing is asked for twice"
    seconds = Counter(int(at - after[0]) for at in after)
    mean = len(after) / (after[-1] - after[0])
    assert max(seconds.values()) <= 3 * mean, (sorted(seconds.items()), mean)
    assert after_quiet_time(*places) == []


def order(place: Place) -> Job:
    with tenancy.inside(place.schema_name):
        return wanted.texts(place, EACH)


def has_ended(place: Place, job: Job) -> bool:
    with tenancy.inside(place.schema_name):
        return vendors.has_ended(job)


def told(times: list[float], since: float) -> str:
    """Return in which second how many calls came."""
    seconds = Counter(int(at - since) for at in times)
    return " ".join(f"{second}s:{count}" for second, count in sorted(seconds.items()))
