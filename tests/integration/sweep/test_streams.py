"""A stream is opened by a ticket of its workspace, and a ticket is signed."""

import asyncio
import base64
import contextlib
import time
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.test import Client

from config.events import Events
from config.streaming.hub import Hub
from generation import checks, progress, tickets
from tests.integration.sweep import actors, check
from tests.integration.sweep.actors import Actor
from tests.integration.sweep.places import Place
from tests.integration.sweep.world import World

PATIENCE_SECONDS = 20
SETTLED_SECONDS = 0.3


@pytest.fixture(autouse=True)
def _undone(world: World) -> Iterator[None]:
    with check.undone():
        yield


@pytest.fixture
def owner(world: World) -> Actor:
    return actors.signed_in("owner", world.acme.owner)


def ticket_of(actor: Actor, place: Place, *, job: str = "image_job") -> str:
    """Return the ticket somebody is given for a job of a workspace."""
    answer = actor.browser.post(
        f"/api/v1/images/{place.ids[job]}/stream",
        headers=actor.headers(for_api=True, slug=place.slug),
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    return str(answer.json()["url"].rpartition("/")[2])


def read(ticket: str, *, publishing: Sequence[tuple[Place, str]] = ()) -> tuple[int, str]:
    """Return status and bytes of a stream. publishing: what is said meanwhile, heard to the last."""
    return asyncio.run(_read(ticket, publishing))


async def _read(ticket: str, publishing: Sequence[tuple[Place, str]]) -> tuple[int, str]:
    hub = Hub(redis_url=settings.REDIS_URL, web_url="http://127.0.0.1:9", key=settings.EVENTS_KEY)
    hub.start()
    await asyncio.sleep(SETTLED_SECONDS)  # it reads before anybody comes, as in service
    sent: list[MutableMapping[str, Any]] = []

    def told() -> str:
        return b"".join(message.get("body", b"") for message in sent[1:]).decode()

    last, heard = (publishing[-1][1] if publishing else ""), asyncio.Event()

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        if last in told():
            heard.set()

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.sleep(SETTLED_SECONDS)
        for place, word in publishing:
            await asyncio.to_thread(publish, place, word)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(heard.wait(), PATIENCE_SECONDS)
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": f"/events/{ticket}", "headers": []}
    await Events(hub, key=settings.EVENTS_KEY, origins=[])(scope, receive, send)
    await hub.stop()
    return int(sent[0]["status"]), told()


def publish(place: Place, word: str) -> None:
    """Say something in the streams of a workspace."""
    progress.publish(place.schema_name, place.ids["image_job"], "job", {"said": word})


def test_a_stream_tells_of_its_own_workspace_alone(world: World, owner: Actor) -> None:
    acme, beta = (world.acme, "of acme"), (world.beta, "of beta")

    status, told = read(ticket_of(world.mallory, world.beta), publishing=[acme, beta])
    assert status == 200
    assert "of beta" in told
    assert "of acme" not in told
    assert world.acme.ids["image_job"] not in told

    status, told = read(ticket_of(owner, world.acme), publishing=[beta, acme])
    assert status == 200
    assert "of acme" in told
    assert "of beta" not in told


def changed(ticket: str, **claims: str) -> str:
    """Return a ticket that says something else, under its old signature."""
    head, body, tail = ticket.split(".")
    said = orjson.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    again = base64.urlsafe_b64encode(orjson.dumps({**said, **claims})).rstrip(b"=").decode()
    return f"{head}.{again}.{tail}"


def test_a_ticket_that_was_written_over_opens_nothing(world: World) -> None:
    ticket, acme = ticket_of(world.mallory, world.beta), world.acme
    job = acme.ids["image_job"]
    foreign = {
        "stream": progress.job_stream(acme.schema_name, job),
        "schema_name": acme.schema_name,
        "workspace_id": acme.ids["workspace"],
        "job_id": job,
    }

    head, body, tail = ticket.split(".")
    for forged in (
        changed(ticket, **foreign),
        f"{head}.{body}.{tail[:-2]}AA",
        f"{head}.{body}.",
        tickets.issue(
            key="another key of the same length as it is",
            seconds=60,
            start="0-0",
            user_id=str(acme.owner.pk),
            back="/",
            **foreign,
        )[1],
    ):
        assert read(forged) == (404, "")


def ask(ticket: str, *, key: str = settings.EVENTS_KEY, **changed: Any) -> Any:
    """Ask Django about a stream, as the events process does."""
    known = tickets.read(ticket, key=settings.EVENTS_KEY)
    names = ("id", "user_id", "workspace_id", "schema_name", "job_id")
    asked = {**{name: getattr(known, name) for name in names}, "mark": "", **changed}
    body = orjson.dumps({"at": time.time(), "tickets": [asked]})
    return Client().post(
        "/internal/streams",
        body,
        content_type="application/json",
        headers={"X-Events-Signature": checks.sign(body, key=key)},
    )


def test_django_answers_the_events_process_alone(world: World, owner: Actor) -> None:
    ticket = ticket_of(owner, world.acme)

    assert ask(ticket).status_code == 200
    refused = ask(ticket, key="not the key of the events process at all")
    assert (refused.status_code, refused.content) == (404, b"")
    bare = Client().post("/internal/streams", b"{}", content_type="application/json")
    assert (bare.status_code, bare.content) == (404, b"")


def test_when_the_time_for_news_is_over_the_right_is_still_told(
    world: World, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = ticket_of(owner, world.acme)
    name = tickets.read(ticket, key=settings.EVENTS_KEY).id
    assert set(ask(ticket).json()["answers"][name]) == {"allowed", "mark", "snapshot"}
    monkeypatch.setattr(checks, "NEWS_SECONDS", 0.0)

    assert ask(ticket).json()["answers"][name] == {"allowed": True}
    gone = ask(ticket, user_id=str(world.beta.owner.pk)).json()["answers"][name]
    assert gone == {"allowed": False}


def test_a_stream_ends_for_who_is_not_in_its_workspace(world: World, owner: Actor) -> None:
    ticket = ticket_of(owner, world.acme)
    name = tickets.read(ticket, key=settings.EVENTS_KEY).id

    assert ask(ticket).json()["answers"][name]["allowed"] is True
    for changed_claims in (
        {"user_id": str(world.beta.owner.pk)},
        {"workspace_id": world.beta.ids["workspace"]},
    ):
        assert ask(ticket, **changed_claims).json()["answers"][name] == {"allowed": False}


def test_a_stream_of_another_workspace_is_not_opened(world: World) -> None:
    answer = world.mallory.browser.post(
        f"/api/v1/images/{world.acme.ids['image_job']}/stream",
        headers=world.mallory.headers(for_api=True, slug=world.beta.slug),
        content_type="application/json",
    )

    assert answer.status_code == 404
