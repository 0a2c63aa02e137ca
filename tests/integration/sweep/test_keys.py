"""The key of a request, at everything that creates: its sender's alone, and no secret kept by it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import resolve

from accounts.api_idempotency import IdempotentApi
from accounts.models import IdempotencyRecord
from tests.integration.sweep import actors, bodies, check
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.operations import NOBODYS_ID, PLACE, Operation, api
from tests.integration.sweep.places import Place
from tests.integration.sweep.tries import Question, Try, question, send
from tests.integration.sweep.world import World

REPLAYED = "Idempotent-Replayed"
# What opens something for whoever holds it: a signed address, a stream's ticket, a signed token, an
# invitation's link.
SECRETS = re.compile(r"X-Amz-|/events/|eyJ[\w-]+\.|/join/|\"policy\"", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with check.undone():
        yield


def creates(operation: Operation) -> bool:
    view = resolve(PLACE.sub(NOBODYS_ID, operation.address)).func
    # A provider's own address is a plain function.
    kind: Any = getattr(view, "cls", object)
    action = getattr(view, "actions", {}).get("post", "")
    return issubclass(kind, IdempotentApi) and action in kind.creates


def creating() -> list[Operation]:
    return [one for one in api() if one.method == "post" and creates(one)]


def of(operation: Operation) -> Question:
    """Return what an operation is asked with; a new workspace has no library for its logo yet."""
    asked = question(operation)
    return asked.narrowed({"name"}) if operation.door == "none" else asked


def asking(asked: Question, actor: Actor, place: Place, *, at: Place | None = None) -> Try:
    """Send an operation with a workspace's ids. All send the same key (actors.py)."""
    slug = (at or place).slug
    version = bodies.version_for(asked.kinds, place)
    return send(asked, actor, asked.own(place), slug=slug, version=version)


def test_what_creates_is_found() -> None:
    assert len(creating()) >= 15


def test_a_key_is_its_senders_alone_wherever_something_is_made(
    world: World, subtests: pytest.Subtests
) -> None:
    owner = actors.signed_in("owner", world.acme.owner)
    for operation in creating():
        with subtests.test(str(operation)), check.undone():
            asked = of(operation)
            first, again = (asking(asked, owner, world.acme) for _ in range(2))
            kept = IdempotencyRecord.objects.all()
            assert first.status < 300, check.body_of(first.answer)
            assert REPLAYED not in first.answer
            assert (again.status, again.answer.headers.get(REPLAYED)) == (first.status, "true")
            assert [record.key for record in kept] == ["the-same-for-everybody"]

            # mallory sends the same, to acme and to what is hers.
            for at in (world.acme, world.beta):
                with check.undone():
                    foreign = asking(asked, world.mallory, world.acme, at=at)
                assert REPLAYED not in foreign.answer
                assert check.body_of(foreign.answer) != check.body_of(first.answer)
                if asked.slots or (operation.door != "none" and at is world.acme):
                    assert foreign.status >= 400


def test_what_is_kept_of_an_answer_opens_nothing(world: World, subtests: pytest.Subtests) -> None:
    owner = actors.signed_in("owner", world.acme.owner)
    for operation in creating():
        with subtests.test(str(operation)), check.undone():
            first = asking(of(operation), owner, world.acme)
            record = IdempotencyRecord.objects.get()
            words = f"{bytes(record.body or b'').decode()} {record.location} {record.made}"
            assert first.status < 300
            assert SECRETS.search(words) is None, words
            assert record.state == IdempotencyRecord.State.DONE
