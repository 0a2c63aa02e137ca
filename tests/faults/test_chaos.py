"""Many titles for several workspaces, and faults at random all the while: nothing is lost or doubled."""

import random
import time
from collections import Counter

import pytest
from django.db import DatabaseError

from generation.models import JobItem
from tests.factories import openai_server
from tests.faults import wanted
from tests.faults.chaos import ALL, QUICK, Chaos
from tests.faults.conftest import new_place
from tests.faults.ground import Ground, forget_connection
from tests.faults.quiet import after_quiet_time
from tests.integration.generation.conftest import Place
from workspaces import tenancy

SEED = 20266
ITEMS, WORKSPACES, FAULTS = 5000, 6, 60
FEW_ITEMS, FEW_WORKSPACES = 48, 3
# So long that faults find something under way.
A_TITLE_SECONDS = 0.15
MOST_A_JOB = 500


def order(place: Place, count: int) -> int:
    """Order so many titles; return how many were accepted. The database may be away just now."""
    try:
        with tenancy.inside(place.schema_name):
            wanted.titles(place, count)
    except DatabaseError:
        forget_connection()
        return 0
    return count


def ends(places: list[Place]) -> Counter[str]:
    """Return how many items ended how, in all of these."""
    found: Counter[str] = Counter()
    for place in places:
        with tenancy.inside(place.schema_name):
            found.update(JobItem.objects.values_list("state", flat=True))
    return found


def test_a_few_faults_lose_and_double_nothing(ground: Ground) -> None:
    places = [new_place(f"Chaos {number}") for number in range(FEW_WORKSPACES)]
    chaos = Chaos(ground, seed=SEED, well=openai_server.slowly(A_TITLE_SECONDS))
    faults = list(QUICK)
    random.Random(SEED).shuffle(faults)
    with ground.vendor.ruled(chaos.vendor):
        for place in places:
            assert order(place, FEW_ITEMS // FEW_WORKSPACES)
        for fault in faults:
            time.sleep(0.25)
            chaos.do(fault)

    assert after_quiet_time(*places, seconds=100) == [], chaos.told
    found = ends(places)
    print(f"\n{dict(found)}")
    assert found.total() == FEW_ITEMS
    assert found["succeeded"] > FEW_ITEMS * 0.8


@pytest.mark.long
@pytest.mark.timeout(2400)
def test_sixty_faults_in_five_thousand_texts_lose_and_double_nothing(ground: Ground) -> None:
    places = [new_place(f"Chaos {number}") for number in range(WORKSPACES)]
    chaos = Chaos(ground, seed=SEED)
    accepted = 0
    with ground.vendor.ruled(chaos.vendor):
        for _ in range(FAULTS):
            place = chaos.chance.choice(places)
            if accepted < ITEMS:
                accepted += order(place, min(MOST_A_JOB, ITEMS // FAULTS * 2, ITEMS - accepted))
            time.sleep(chaos.chance.uniform(1.0, 6.0))
            chaos.draw(ALL)
        for place in places * 3:
            accepted += order(place, min(MOST_A_JOB, ITEMS - accepted)) if accepted < ITEMS else 0

    assert after_quiet_time(*places, seconds=1200) == [], chaos.told
    found = ends(places)
    print(f"\n{dict(found)}")
    assert found.total() >= ITEMS
    assert found["succeeded"] > ITEMS * 0.8
