"""Progress is written to a list instead of Redis, hints to another: the engine stands alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from generation import progress, queue, services
from generation.models import Job, Text, VideoProject
from generation.scripts import Script
from tests.factories import copy, jobs, stock
from tests.unit.generation import billed
from tests.unit.generation.billed import Asked
from workspaces.models import Workspace


class Sent:
    """What would have gone to the workers and to the streams."""

    def __init__(self) -> None:
        self.hints: list[tuple[str, tuple[Any, ...]]] = []
        self.events: list[tuple[str, dict[str, Any]]] = []

    def names(self) -> list[str]:
        return [name for name, _data in self.events]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    box = Sent()
    monkeypatch.setattr(
        queue, "_send", lambda task, *args, **_options: box.hints.append((task, args))
    )
    monkeypatch.setattr(
        progress,
        "publish",
        lambda schema, job_id, event, data: box.events.append((event, dict(data))),
    )
    return box


@pytest.fixture
def job(in_acme: Workspace, alice: User, sent: Sent) -> Job:
    """A job of three pictures, submitted but not begun."""
    return jobs.submit(in_acme, alice, styles=("pure-white", "soft-grey", "midnight"))


@pytest.fixture
def script(in_acme: Workspace) -> Script:
    """A script of two scenes, each with a photo of its own."""
    return copy.script(stock.asset(name="Front"), stock.asset(name="Back"))


@pytest.fixture
def project(script: Script, alice: User) -> VideoProject:
    return copy.project(alice, script)


@pytest.fixture
def write(in_acme: Workspace, alice: User) -> Callable[..., Text]:
    """Write one text of a kind."""

    def written(kind: str = "title", **values: Any) -> Text:
        values = {"languages": ("en",), "networks": ("x",), **values}
        copy.write(in_acme, copy.submit(in_acme, alice, kinds=(kind,), **values))
        return services.texts()[0]

    return written


@pytest.fixture
def alices(alice: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(alice)


@pytest.fixture(params=sorted(billed.CASES))
def asked(request: pytest.FixtureRequest, acme: Workspace, alice: User) -> Asked:
    """Every request that takes units, one after the other."""
    return billed.prepared(request.param, acme, alice)


@pytest.fixture
def send(alice: User, acme: Workspace, api_for: Any) -> Callable[..., Any]:
    """Return a function that sends a request as a program does."""
    api: APIClient = api_for(alice, acme)
    api.raise_request_exception = False

    def sending(asked: Asked, query: str = "", **more: Any) -> Any:
        body = {**asked.body, **more.pop("body", {})}
        return api.post(f"{asked.address}{query}", body, format="json", headers=more)

    return sending
