"""The ground under every test here: started once, brought back to its beginning for each test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet

from generation import closing, progress
from tests.factories import openai_server, people
from tests.faults.ground import BEAT, WORKERS, Ground, forget_connection
from tests.integration.generation.conftest import Place
from tests.servers.stage import Stage
from workspaces import tenancy
from workspaces.models import OpenWork, Workspace


@pytest.fixture(scope="session")
def started(servers: Stage, django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """Beat and both workers on the test database, with points, and a stand-in for the vendor."""
    with openai_server.running() as vendor, django_db_blocker.unblock():
        tenancy.leave()
        call_command("setup")
        connection.close()
        ground = Ground(servers, vendor)
        ground.start(BEAT, *WORKERS)
        yield ground
        ground.points.forget()
    ground.remove()


@pytest.fixture
def ground(started: Ground, django_db_blocker: Any) -> Iterator[Ground]:
    """The parts, all well; what a test armed or held is forgotten after it."""
    with django_db_blocker.unblock():
        progress.client().connection_pool.disconnect()
        tenancy.leave()
        yield started
        started.clear()
        forget_connection()
        tenancy.leave()
        # What a test that failed left open is not worked on beside the next.
        for left in Workspace.objects.filter(pk__in=open_work()):
            closing.stop_work(left)


def open_work() -> QuerySet[OpenWork, Any]:
    return OpenWork.objects.filter(items__gt=0).values_list("workspace_id", flat=True)


@pytest.fixture
def place(ground: Ground) -> Iterator[Place]:
    """Stand in a new workspace of a new person."""
    made = new_place()
    with tenancy.inside(made.schema_name):
        yield made


def new_place(name: str = "Own") -> Place:
    """Return a new workspace of a new person, committed."""
    tenancy.leave()
    owner = people.person("Olga")
    return Place(people.workspace(name, owner), owner)
