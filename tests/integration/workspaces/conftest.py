"""Two committed workspaces of one person, and how to see what a connection is left in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from assets.models import Product
from tests.factories import people
from workspaces import tenancy
from workspaces.models import Workspace


@dataclass(frozen=True)
class Two:
    """north holds a product called "North", south one called "South"."""

    owner: User
    north: Workspace
    south: Workspace


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: Any) -> Iterator[Two]:
    """What happens beside these two is committed, as it is in service."""
    with django_db_blocker.unblock():
        tenancy.leave()
        owner = people.person("Nora")
        places = []
        for name in ("North", "South"):
            place = people.workspace(name, owner)
            with tenancy.inside(place.schema_name):
                Product.objects.create(sku=name, name=name)
            places.append(place)
        yield Two(owner, *places)
        connection.close()


@pytest.fixture
def nothing_left(two: Two) -> Iterator[None]:
    """The test begins and ends in `public`, without putting it there itself."""
    assert_public()
    yield
    assert_public()


def search_path() -> str:
    """Return the search path as the server has it for the next statement."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return str(cursor.fetchone()[0])


def assert_public() -> None:
    assert (tenancy.current(), search_path()) == ("public", "public")


def assert_inside(place: Workspace) -> None:
    assert tenancy.current() == place.schema_name
    assert search_path() == f"{place.schema_name}, public"


def names() -> list[str]:
    """Return the products of where the thread stands."""
    return list(Product.objects.values_list("name", flat=True))


def kill_connection() -> None:
    """End this thread's connection from the server's side, as a restart of the server does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
            assert cursor.fetchone() == (True,)
    finally:
        other.close()
