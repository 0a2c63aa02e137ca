"""No search path is left over: after rollbacks, in threads, in commands, on lost connections.

Each test leaves a workspace in one of the ways things go wrong; the fixture around it asks the
wrapper and the server where the thread stands.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import BaseCommand, call_command
from django.db import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
    transaction,
)
from django.test.utils import CaptureQueriesContext

from assets.models import Product
from tests.integration.workspaces.conftest import (
    Two,
    assert_inside,
    assert_public,
    kill_connection,
    names,
    search_path,
)
from workspaces import tenancy

pytestmark = pytest.mark.usefixtures("nothing_left")


class Broken(Exception):
    """What goes wrong in these tests."""


# --- transactions -------------------------------------------------------------------------------
def test_an_exception_leaves_nothing(two: Two) -> None:
    with pytest.raises(Broken), tenancy.inside(two.north.schema_name):
        assert_inside(two.north)
        raise Broken


def test_a_rollback_leaves_nothing(two: Two) -> None:
    with pytest.raises(Broken), tenancy.inside(two.north.schema_name), transaction.atomic():
        Product.objects.create(sku="Undone", name="Undone")
        raise Broken
    assert_public()

    with tenancy.inside(two.north.schema_name):
        assert names() == ["North"]


def test_a_workspace_entered_in_a_transaction_that_is_undone_is_not_half_left(two: Two) -> None:
    """The server takes its SET back with the transaction, whatever the wrapper remembers."""
    with tenancy.inside(two.south.schema_name):
        assert names() == ["South"]
        with pytest.raises(Broken), transaction.atomic(), tenancy.inside(two.north.schema_name):
            assert names() == ["North"]
            raise Broken
        assert_inside(two.south)
        assert names() == ["South"]


def test_a_savepoints_rollback_leaves_nothing(two: Two) -> None:
    with transaction.atomic():
        inner = transaction.atomic()
        with pytest.raises(Broken), inner, tenancy.inside(two.north.schema_name):
            assert names() == ["North"]
            raise Broken
        assert_public()
        with tenancy.inside(two.south.schema_name):
            assert names() == ["South"]
    assert_public()


def test_a_statement_that_fails_in_a_savepoint_leaves_nothing(two: Two) -> None:
    with transaction.atomic():
        with tenancy.inside(two.north.schema_name):
            with pytest.raises(IntegrityError), transaction.atomic():
                Product.objects.create(sku="North", name="The number is taken")
            assert_inside(two.north)
            assert names() == ["North"]
        assert_public()


def test_a_commit_that_fails_leaves_nothing(two: Two) -> None:
    """A deferred key is looked at when all seems done."""
    inside = tenancy.inside(two.north.schema_name)
    with pytest.raises(IntegrityError), inside, transaction.atomic():
        Product.objects.create(sku="Undone", name="Undone")
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE once (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
            cursor.execute("INSERT INTO once VALUES (1), (1)")
    assert_public()

    with tenancy.inside(two.north.schema_name):
        assert names() == ["North"]


# --- threads ------------------------------------------------------------------------------------
def test_a_thread_begins_in_public_and_changes_no_other(two: Two) -> None:
    seen: list[tuple[str, str]] = []

    def elsewhere() -> None:
        seen.append((tenancy.current(), search_path()))
        tenancy.enter(two.south.schema_name)
        seen.append((tenancy.current(), search_path()))
        connections.close_all()

    with tenancy.inside(two.north.schema_name):
        for _time in range(2):
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
        assert_inside(two.north)

    inside = (two.south.schema_name, f"{two.south.schema_name}, public")
    assert seen == [("public", "public"), inside] * 2


def test_threads_at_once_stand_each_in_their_own_workspace(two: Two) -> None:
    def work(number: int) -> bool:
        place, name = ((two.north, "North"), (two.south, "South"))[number % 2]
        try:
            with tenancy.inside(place.schema_name):
                assert_inside(place)
                assert names() == [name]
                raise Broken
        except Broken:
            assert_public()
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(max_workers=6) as pool:
        assert all(pool.map(work, range(60)))


# --- commands -----------------------------------------------------------------------------------
def test_a_management_command_that_breaks_leaves_nothing(two: Two) -> None:
    class Command(BaseCommand):
        def handle(self, *args: Any, **options: Any) -> None:
            with tenancy.inside(two.north.schema_name):
                assert_inside(two.north)
                with transaction.atomic():
                    Product.objects.create(sku="Undone", name="Undone")
                    raise Broken

    with pytest.raises(Broken):
        call_command(Command())


# --- lost connections ---------------------------------------------------------------------------
def test_a_lost_connection_leaves_nothing(two: Two) -> None:
    with pytest.raises(OperationalError), tenancy.inside(two.north.schema_name):
        assert names() == ["North"]
        kill_connection()
        names()
    close_old_connections()  # what a server does between two requests
    assert_public()

    with tenancy.inside(two.south.schema_name):
        assert_inside(two.south)
        assert names() == ["South"]


def test_a_connection_lost_in_a_transaction_leaves_nothing(two: Two) -> None:
    inside = tenancy.inside(two.north.schema_name)
    with pytest.raises(DatabaseError), inside, transaction.atomic():
        Product.objects.create(sku="Undone", name="Undone")
        kill_connection()
        names()
    close_old_connections()
    assert_public()

    with tenancy.inside(two.north.schema_name):
        assert names() == ["North"]


def test_a_new_connection_stands_where_the_thread_stands(two: Two) -> None:
    """The first statement on it must not run in the server's own default."""
    with tenancy.inside(two.north.schema_name):
        connection.close()
        assert names() == ["North"]
        assert_inside(two.north)
    connection.close()


# --- what the wrapper remembers -----------------------------------------------------------------
def what_the_server_has() -> str:
    """Ask behind the wrapper's back: it sets nothing on the way."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return str(cursor.fetchone()[0])


class Walk:
    """Enters, leaves, begins, commits and undoes at random, and compares after every step."""

    def __init__(self, two: Two, seed: int) -> None:
        self.schemas = [two.north.schema_name, two.south.schema_name]
        self.chance = random.Random(seed)
        self.compared = 0

    def look(self) -> None:
        remembered = connection.search_path_set_schemas
        if remembered is not None and connection.connection is not None:
            assert what_the_server_has() == ", ".join(remembered)
            self.compared += 1

    def step(self, depth: int) -> None:
        match self.chance.choice(["enter", "leave", "ask", "ask", "fail", "block", "atomic"]):
            case "enter":
                tenancy.enter(self.chance.choice(self.schemas))
            case "leave":
                tenancy.leave()
            case "ask":
                here = tenancy.current()
                assert search_path() == ("public" if here == "public" else f"{here}, public")
            case "fail":
                with pytest.raises(DatabaseError), transaction.atomic():
                    Product.objects.raw("SELECT no_such_column FROM assets_product")[0]
            case "block" if depth < 4:
                with tenancy.inside(self.chance.choice(self.schemas)):
                    self.walk(depth + 1)
            case "atomic" if depth < 4:
                self.atomic(depth + 1)

    def atomic(self, depth: int) -> None:
        try:
            with transaction.atomic():
                self.walk(depth)
                if self.chance.random() < 0.5:
                    raise Broken
        except Broken:
            pass

    def walk(self, depth: int = 0) -> None:
        for _step in range(self.chance.randint(1, 6)):
            self.step(depth)
            self.look()


@pytest.mark.parametrize("seed", range(6))
def test_what_the_wrapper_remembers_is_what_the_server_has(two: Two, seed: int) -> None:
    walk = Walk(two, seed)
    try:
        for _round in range(25):
            walk.walk()
    finally:
        tenancy.leave()

    assert walk.compared > 50


def test_the_path_is_set_once_a_change_and_not_once_a_query(two: Two) -> None:
    """What that memory is for: a second trip for every query is what it saves."""
    with tenancy.inside(two.north.schema_name), CaptureQueriesContext(connection) as queries:
        for _time in range(3):
            names()

    assert [one["sql"] for one in queries if "search_path" in one["sql"]] == [
        f'SET search_path = "{two.north.schema_name}","public"'
    ]
