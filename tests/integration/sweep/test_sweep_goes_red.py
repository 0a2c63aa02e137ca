"""A sweep that is always green shows nothing: each of these holes must turn it red."""

import pytest

from tests.integration.sweep import holes
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.walk import Only, sweep
from tests.integration.sweep.world import World


def at(*addresses: str) -> Only:
    """Return which operations a hole is looked for at: all would take its time ten times."""

    def only(operation: Operation) -> bool:
        return str(operation) in addresses

    return only


PRODUCTS = at("GET /api/v1/products/{id}", "DELETE /api/v1/products/{id}")
PAGES = at("GET /w/{slug}/products/{product_id}", "POST /w/{slug}/products/new")
# Hole → where, and what the sweep says of it.
FAST: list[tuple[holes.Plant, Only, str]] = [
    (holes.membership_is_anybodys, PRODUCTS, "mallory: GET /api/v1/products/{id}: answers 200"),
    (holes.role_is_not_asked, PRODUCTS, "viewer: DELETE /api/v1/products/{id}: is not refused"),
    (
        holes.nothing_is_recorded,
        PRODUCTS,
        "DELETE /api/v1/products/{id}: 403 leaves no row of the trail",
    ),
]
SLOW: list[tuple[holes.Plant, Only, str]] = [
    (holes.kept_for_everybody, PAGES, "mallory: GET /w/{slug}/products/{product_id}: answers 200"),
    (holes.header_is_believed, PRODUCTS, "mallory: DELETE /api/v1/products/{id}: answers 204"),
    (holes.schema_is_anothers, PRODUCTS, "mallory with acme's {id}: GET"),
    (holes.one_view_reads_elsewhere, at("GET /api/v1/texts"), "acme's product: GET /api/v1/texts: 200 tells"),
    (holes.removed_is_kept, PAGES, "removed member: GET /w/{slug}/products/{product_id}: answers 200"),
    (holes.old_tokens_are_good, PRODUCTS, "expired token: GET /api/v1/products/{id}: answers 200"),
    (holes.ended_sessions_are_good, PRODUCTS, "ended session: GET /api/v1/products/{id}: answers 200"),
    (holes.detail_asks_nobody, at("GET /api/v1/workspaces/{id}"), "mallory: GET /api/v1/workspaces/{id}: 200 tells"),
    (holes.an_id_is_looked_for_everywhere, at("DELETE /api/v1/assets/{id}"), "changed rows of acme"),
    (holes.an_order_takes_from_elsewhere, at("POST /api/v1/copy/generate"), "202 tells"),
    (holes.a_refusal_names_what_it_hides, at("POST /api/v1/copy/generate"), "422 tells"),
    (holes.only_members_are_recorded, PAGES, "mallory: POST /w/{slug}/products/new: 404  leaves no row"),
    (holes.any_key_is_signed, at("GET /api/v1/assets/{id}/download"), "307 tells"),
]  # fmt: skip


def is_found(
    patch: pytest.MonkeyPatch, world: World, plant: holes.Plant, only: Only, said: str
) -> None:
    assert sweep(world, only=only).faults == []

    plant(patch, world)

    faults = sweep(world, only=only).faults
    assert any(said in fault for fault in faults), faults


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("plant", "only", "said"), FAST, ids=[plant.__name__ for plant, *_rest in FAST]
)
def test_a_hole_in_the_gate_is_found(
    monkeypatch: pytest.MonkeyPatch, world: World, plant: holes.Plant, only: Only, said: str
) -> None:
    is_found(monkeypatch, world, plant, only, said)


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("plant", "only", "said"), SLOW, ids=[plant.__name__ for plant, *_rest in SLOW]
)
def test_every_other_hole_is_found(
    monkeypatch: pytest.MonkeyPatch, world: World, plant: holes.Plant, only: Only, said: str
) -> None:
    is_found(monkeypatch, world, plant, only, said)
