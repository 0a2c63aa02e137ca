"""What is carried from one workspace into another opens nothing there: keys, cursors, addresses."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.sweep import actors, canaries, check, removing
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.places import Place
from tests.integration.sweep.world import WORD, World
from workspaces.models import SlugHistory
from workspaces.roles import Role

PRODUCT = {"sku": "SKU-9", "name": "Carried"}
LISTS = ["assets", "products", "images", "copy", "video", "texts", "video-projects"]


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with check.undone():
        yield


def posted(actor: Actor, place: Place) -> Any:
    """Make a product with the key that everybody sends."""
    headers = actor.headers(for_api=True, slug=place.slug)
    return actor.browser.post(
        "/api/v1/products", PRODUCT, content_type="application/json", headers=headers
    )


def test_the_key_of_a_request_is_its_senders_alone(world: World) -> None:
    owner = actors.signed_in("owner", world.acme.owner)
    first = posted(owner, world.acme)
    again = posted(owner, world.acme)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again["Idempotent-Replayed"], again.json()) == ("true", first.json())

    own = posted(world.mallory, world.beta)
    assert own.status_code == 201
    assert "Idempotent-Replayed" not in own
    assert own.json()["id"] != first.json()["id"]
    assert posted(world.mallory, world.acme).status_code == 404
    viewer = actors.signed_in("viewer", world.acme.people[Role.VIEWER])
    assert posted(viewer, world.acme).status_code == 403


def test_who_was_removed_is_not_told_again_what_was_answered(world: World) -> None:
    person = world.acme.people["leaver"]
    leaver = actors.signed_in("leaver", person)
    assert posted(leaver, world.acme).status_code == 201
    removing.remove(world.acme, person)

    assert posted(leaver, world.acme).status_code == 404


@pytest.mark.parametrize("family", LISTS)
def test_a_cursor_of_another_workspace_shows_ones_own_rows(world: World, family: str) -> None:
    acme, beta = world.acme, world.beta
    owner = actors.signed_in("owner", acme.owner)
    path = f"/api/v1/{family}"
    page = owner.browser.get(
        path, {"limit": 1}, headers=owner.headers(for_api=True, slug=acme.slug)
    )
    following = page.json()["next"] or f"{path}?cursor=&limit=1"

    headers = world.mallory.headers(for_api=True, slug=beta.slug)
    answer = world.mallory.browser.get(following, headers=headers)

    assert answer.status_code in {200, 400, 404}
    text = check.text_of(answer)
    assert not canaries.heard(text, known=acme.known, word=WORD, sent=frozenset({following}))


def test_a_former_address_tells_strangers_nothing(world: World) -> None:
    acme = world.acme
    former = SlugHistory.objects.get(workspace=acme.workspace).slug
    owner = actors.signed_in("owner", acme.owner)
    assert owner.browser.get(f"/w/{former}/products")["Location"] == f"/w/{acme.slug}/products"

    for slug in (former, "no-such-workspace"):
        page = world.mallory.browser.get(f"/w/{slug}/products")
        asked = actors.nobody().browser.get(f"/w/{slug}/products")
        headers = world.mallory.headers(for_api=True, slug=slug)
        api = world.mallory.browser.get("/api/v1/products", headers=headers)
        assert (page.status_code, asked.status_code, api.status_code) == (404, 302, 404)
        for answer in (page, asked, api):
            assert acme.slug not in check.text_of(answer)
