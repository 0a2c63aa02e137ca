"""Whatever is asked of the product, no secret that came along stands in a row or a line of the log."""

import re

import pytest

from tests.integration.audit.canaries import Canaries, leaks, listening
from tests.integration.audit.poisoned import Poison, poisonable
from tests.integration.sweep import actors, check
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.operations import Operation, everything
from tests.integration.sweep.world import World

# Every so many operations are tried in each run; all of them in the long one.
EVERY = 9
MADE = re.compile(r"(?:X-Amz-Signature=|/events/)([\w.-]{32,})")


def who_tries(world: World) -> list[Actor]:
    owner = world.acme.owner
    return [
        actors.signed_in("owner", owner),
        actors.in_browser("owner (site)", owner),
        world.mallory,
        actors.nobody(),
    ]


def faults_of(world: World, operation: Operation, who: list[Actor]) -> list[str]:
    """Have everybody try one operation; return where a secret was found, and what broke."""
    canaries, faults = Canaries(), []
    with check.undone(), listening() as told:
        for actor in who:
            answer = Poison(canaries, actor, world.acme).send(poisonable(operation))
            if answer.status_code >= 500:
                faults.append(f"{actor.name}: {operation}: answers {answer.status_code}")
            note_made(canaries, check.text_of(answer))
        found = leaks(canaries, schemas=[world.acme.schema_name])
    faults += [f"{operation}: {table}: {sorted(names)}" for table, names in found.items()]
    if in_log := canaries.heard(told.getvalue()):
        faults.append(f"{operation}: the log: {sorted(in_log)}")
    return faults


def note_made(canaries: Canaries, told: str) -> None:
    """Take what an answer itself hands out: signatures of addresses, and tickets of streams."""
    for number, made in enumerate(MADE.findall(told)[:2]):
        canaries.add(f"handed out {number}", made)


def faults(world: World, operations: list[Operation]) -> list[str]:
    who = who_tries(world)
    return [fault for operation in operations for fault in faults_of(world, operation, who)]


@pytest.mark.timeout(120)
def test_no_secret_that_comes_along_is_written_anywhere(world: World) -> None:
    assert faults(world, list(everything()[::EVERY])) == []


@pytest.mark.long
@pytest.mark.timeout(900)
def test_no_secret_of_any_operation_is_written_anywhere(world: World) -> None:
    assert faults(world, list(everything())) == []


def test_a_secret_that_is_written_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trail keeps the user agent as it came: this file turns red."""
    monkeypatch.setattr("audit.masking.masked", lambda text: text)
    (operation,) = [one for one in everything() if str(one) == "DELETE /api/v1/products/{id}"]

    found = faults(world, [operation])

    assert any("audit_event" in fault and "user agent" in fault for fault in found), found
