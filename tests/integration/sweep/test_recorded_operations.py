"""What is done is on the record: each operation is done by who may, and the trail is read."""

import pytest

from audit.actions import Action
from tests.guards.recorded import api, pages, reads
from tests.guards.recorded.rows import does, nothing
from tests.integration.sweep.acts import Acting, faults
from tests.integration.sweep.operations import Operation, everything
from tests.integration.sweep.world import World

TABLE = api.OPERATIONS | pages.OPERATIONS | reads.OPERATIONS
# So many are done by what the sweep sends; for the others the tables name a test.
DONE_AT_LEAST = 80


def one(name: str) -> Operation:
    return next(operation for operation in everything() if str(operation) == name)


@pytest.mark.timeout(240)
def test_every_operation_that_succeeds_leaves_the_rows_the_table_names(world: World) -> None:
    acting = Acting(world)
    found: list[str] = []
    seen = 0
    for operation in everything():
        row = TABLE[str(operation)]
        if str(operation) in reads.OPERATIONS:
            continue
        done = acting.at(operation, looks=bool(row.why))
        found += faults(operation, row, done, world)
        seen += bool(row.writes) and done.is_done and bool(done.events)

    assert not found, "\n".join(found)
    assert seen >= DONE_AT_LEAST


@pytest.mark.timeout(240)
def test_what_is_only_looked_at_writes_and_changes_nothing(world: World) -> None:
    acting = Acting(world)
    looked = [operation for operation in everything() if str(operation) in reads.OPERATIONS]

    assert list(acting.reading(looked)) == []
    assert len(looked) > 100


def test_a_request_that_is_sent_again_is_recorded_once(world: World) -> None:
    twice = Acting(world).at(one("POST /api/v1/products"), times=2)

    assert twice.tried.status == 201
    assert [event.action for event in twice.events] == [Action.PRODUCT_CREATED]


def test_what_is_not_as_the_table_says_is_found(world: World) -> None:
    """A walk that is always green shows nothing."""
    acting = Acting(world)
    operation = one("DELETE /api/v1/products/{id}")
    done = acting.at(operation)
    silent = acting.at(one("GET /api/v1/products"))

    assert list(faults(operation, does(Action.PRODUCT_DELETED), done, world)) == []
    assert list(faults(operation, does(Action.PRODUCT_CREATED), done, world)) != []
    assert list(faults(operation, does(Action.PRODUCT_DELETED, Action.FACT_CHANGED), done, world))
    assert list(faults(operation, nothing("of no interest"), done, world))
    assert list(faults(operation, does(Action.PRODUCT_DELETED), silent, world))
    for name, wrong in (
        ("actor_id", ""), ("workspace_id", None), ("request_id", ""), ("target_id", ""),
        ("outcome", "denied"), ("address", None),
    ):  # fmt: skip
        event = done.events[0]
        right = getattr(event, name)
        setattr(event, name, wrong)
        assert list(faults(operation, does(Action.PRODUCT_DELETED), done, world)), name
        setattr(event, name, right)
