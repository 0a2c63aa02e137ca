"""Nobody reads or changes another workspace, by any operation, page or id."""

import time
from typing import Any

import pytest

from tests.integration.sweep import bodies, canaries
from tests.integration.sweep.bodies import Unknown
from tests.integration.sweep.operations import Operation, everything
from tests.integration.sweep.tries import question
from tests.integration.sweep.walk import PASSES, Pass, sweep
from tests.integration.sweep.world import World
from workspaces import tenancy


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "name",
    # Every role at every operation takes half a minute, and roles have tests of their own.
    [pytest.param(name, marks=pytest.mark.long if name == "ranks" else ()) for name in PASSES],
)
def test_no_operation_lets_anybody_into_another_workspace(world: World, name: Pass) -> None:
    begun, cpu = time.monotonic(), time.process_time()

    report = sweep(world, passes=(name,))

    took, own = time.monotonic() - begun, time.process_time() - cpu
    print(f"{name}: {report.requests} requests in {took:.1f} s ({own:.1f} s of this process)")
    assert report.faults == [], "\n".join(report.faults)
    assert report.requests >= AT_LEAST[name]
    assert sum(one.startswith("told to the owner") for one in report.seen) >= (
        50 if name == "ranks" else 0
    ), "the canaries are nowhere to be seen: the sweep looks for nothing"


# So many were tried when this was written.
AT_LEAST: dict[Pass, int] = {"strangers": 1000, "others": 600, "ranks": 700, "outside": 5}


def test_every_operation_is_swept(world: World) -> None:
    doors = {operation.door for operation in everything()}

    assert doors == {"header", "slug", "id", "none"}
    assert len(everything()) >= 150


def test_an_id_nobody_has_told_the_sweep_of_is_refused_wherever_it_stands() -> None:
    """Left out in silence, it would never be tried with another workspace's."""
    new = {"type": "string", "format": "uuid"}
    named = {"type": "object", "properties": {"folder": new}}
    shapes: list[dict[str, Any]] = [
        {"folder": new},
        {"folders": {"type": "array", "items": new}},
        {"concerning": named},
        {"concerning": {"oneOf": [{"$ref": "#/components/schemas/Named"}]}},
        {"concerning": {"type": "object", "additionalProperties": new}},
    ]
    for properties in shapes:
        schema = {"type": "object", "properties": properties}
        with pytest.raises(Unknown):
            bodies.of_schema(schema, {"Named": named})
    words = {"type": "object", "properties": {"words": {"type": "string"}}}
    assert bodies.of_schema(words, {}) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_query_nobody_has_told_the_sweep_of_is_refused(method: str) -> None:
    query = ("limit", "folder")
    body = {"type": "object", "components": {}} if method == "post" else {}
    operation = Operation(method, "/api/v1/assets", "header", None, query, body)

    with pytest.raises(Unknown, match="folder"):
        question(operation)


def test_every_text_of_every_row_is_a_canary_or_has_a_reason(world: World) -> None:
    """A text without one could be told to strangers, and nobody would hear it."""
    workspace = world.acme.workspace
    silent: set[str] = set()
    rows: set[str] = set()
    with tenancy.inside(workspace.schema_name):
        for row in canaries.rows_of(workspace):
            rows.add(type(row).__name__)
            for name, field in canaries.texts_of(type(row)):
                value = str(getattr(row, field.name)).upper()
                if "CANARY-" not in value and name not in canaries.KEPT:
                    silent.add(name)

    assert silent == set()
    expected = {model.__name__ for model in canaries.models_inside()}
    expected |= {"Workspace", "Membership", "Invitation", "Brand", "SlugHistory", "OpenWork"}
    assert expected - rows == set(), "fill a row of these in foreign.py"


def test_reasons_are_for_texts_that_are_there() -> None:
    models = {*canaries.models_inside(), *(model for model, _column in canaries.models_about())}
    names = {name for model in models for name, _field in canaries.texts_of(model)}

    assert set(canaries.KEPT) - names == set(), "no such text: take it off the list"
