"""What stands before the gate: it tells nobody anything of a workspace."""

from collections.abc import Iterator

import pytest
from django.test import Client, TestCase

from tests.factories.jobs import access_to
from tests.integration.sweep import actors, canaries, check
from tests.integration.sweep.world import WORD, World
from workspaces import services
from workspaces.roles import Role
from workspaces.services import Issued

OPEN = [
    "/healthz",
    "/readyz",
    "/api/v1/schema",
    "/api/v1/docs",
    "/api/nothing",
    "/api/v1/auth/jwks",
]


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with check.undone():
        yield


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("who", ["nobody", "owner"])
def test_what_stands_before_the_gate_tells_nothing_of_a_workspace(
    world: World, path: str, who: str
) -> None:
    """Not even to its owner: it has nothing to do with any workspace."""
    acme = world.acme
    actor = actors.nobody() if who == "nobody" else actors.signed_in("owner", acme.owner)

    headers = actor.headers(for_api=True, slug=acme.slug)
    answer = actor.browser.get(path, headers=headers)

    assert answer.status_code in {200, 404}
    text = check.text_of(answer)
    assert not canaries.heard(text, known=acme.known, word=WORD, sent=frozenset())


def invited(world: World) -> Issued:
    acme = world.acme
    with TestCase.captureOnCommitCallbacks(execute=True):
        return services.invite(
            access_to(acme.workspace), email="guest@example.com", role=Role.VIEWER, by=acme.owner
        )


def test_an_invitation_is_shown_to_who_holds_its_link_alone(world: World) -> None:
    token = invited(world).token
    acme, holder, guesser = world.acme, Client(), Client()

    arrived = holder.get(f"/join/{token}")
    guessed = guesser.get("/join/" + "x" * len(token))

    assert (arrived.status_code, arrived["Location"]) == (302, "/join")
    assert guessed.status_code == 404
    assert acme.workspace.name in holder.get("/join").content.decode()
    for browser in (guesser, Client()):
        refused = browser.get("/join")
        assert refused.status_code >= 400
        heard = check.text_of(refused)
        assert not canaries.heard(heard, known=acme.known, word=WORD, sent=frozenset())


def test_who_leaves_to_sign_in_as_another_keeps_the_link_alone(world: World) -> None:
    token = invited(world).token
    browser = actors.signed_in("mallory", world.beta.owner).browser
    browser.get(f"/join/{token}")

    assert browser.post("/join/switch").status_code == 302

    assert browser.get(f"/w/{world.beta.slug}/").status_code == 302, "still signed in"
    assert browser.get("/join").status_code == 200


def test_who_is_not_meant_does_not_get_in(world: World) -> None:
    token = invited(world).token
    mallory = actors.signed_in("mallory", world.beta.owner)
    mallory.browser.get(f"/join/{token}")

    mallory.browser.post("/join")

    assert mallory.browser.get(f"/w/{world.acme.slug}/").status_code == 404
