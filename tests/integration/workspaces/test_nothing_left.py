"""No search path is left over: after exceptions, rollbacks, threads, commands, lost connections.

Each test leaves a workspace in one of the ways things go wrong; the fixture around it asks the
wrapper and the server where the thread stands.
"""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
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
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from assets.models import Product
from tests.factories.people import PASSWORD
from tests.integration.workspaces.conftest import (
    Two,
    assert_inside,
    assert_public,
    kill_connection,
    names,
    search_path,
)
from workspaces import tenancy
from workspaces.gate import WorkspaceApi, member
from workspaces.models import Workspace
from workspaces.roles import Permission


class Broken(Exception):
    """What goes wrong in these tests."""


# --- requests -----------------------------------------------------------------------------------
# How each request that came as far broke.
reached: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_reached() -> None:
    reached.clear()


def act(how: str) -> None:
    """Do inside a workspace what `how` says."""
    assert search_path() == f"{tenancy.current()}, public"
    match how:
        case "raise":
            reached.append("raise")
            raise Broken
        case "database":
            reached.append("database")
            Product.objects.raw("SELECT no_such_column FROM assets_product")[0]
        case "transaction":
            with transaction.atomic():
                Product.objects.create(sku="Lost", name="Lost")
                reached.append("transaction")
                raise Broken
        case "kill":
            kill_connection()
            reached.append("kill")


@member(Permission.WORKSPACE_VIEW)
def page(request: HttpRequest, how: str) -> HttpResponse | StreamingHttpResponse:
    act(how)
    return HttpResponse(",".join(names()))


@member(Permission.WORKSPACE_VIEW)
def streaming(request: HttpRequest) -> StreamingHttpResponse:
    def body() -> Iterator[str]:
        yield f"{tenancy.current()} "
        yield search_path()

    return StreamingHttpResponse(body())


def outside(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{tenancy.current()} {search_path()}")


class Api(WorkspaceApi):
    def get(self, request: Request, how: str) -> Response:
        act(how)
        return Response(names())


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    # An address list of its own: what the product answers stays as it is.
    ours: Any = ModuleType("addresses_of_these_tests")
    base = __import__("config.urls", fromlist=["urlpatterns"])
    ours.urlpatterns = [
        path("w/<slug:slug>/try/<str:how>", page),
        path("w/<slug:slug>/streaming", streaming),
        path("api/try/<str:how>", Api.as_view()),
        path("outside", outside),
        *base.urlpatterns,
    ]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(ours, name, getattr(base, name))
    settings.ROOT_URLCONF = ours


class Server:
    """Requests through the WSGI handler, as a server's thread makes them: signals and all."""

    def __init__(self, two: Two) -> None:
        browser = Client()
        browser.force_login(
            two.owner, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        self.cookies = browser.cookies.output(header="", sep=";", attrs=[])
        token = browser.post(
            "/api/v1/auth/login",
            {"email": two.owner.email, "password": PASSWORD},
            content_type="application/json",
        ).json()["access_token"]
        self.bearer = f"Bearer {token}"
        self.handler = WSGIHandler()

    def get(self, address: str, workspace: Workspace | None = None) -> tuple[int, str]:
        environ: dict[str, Any] = {"PATH_INFO": address, "HTTP_HOST": "localhost"}
        setup_testing_defaults(environ)
        if workspace is None:
            environ["HTTP_COOKIE"] = self.cookies
        else:
            environ |= {"HTTP_AUTHORIZATION": self.bearer, "HTTP_X_WORKSPACE": workspace.slug}
        told: list[str] = []
        answer: Any = self.handler(environ, lambda status, headers, *more: told.append(status))
        try:
            body = b"".join(answer).decode()
        finally:
            answer.close()
        return int(told[0].split()[0]), body


@pytest.fixture(scope="module")
def server(two: Two) -> Server:
    return Server(two)


# What goes wrong, and what is answered.
HOW = {"raise": 500, "database": 500, "transaction": 500, "kill": 503}


@pytest.mark.parametrize("how", HOW)
def test_a_page_that_breaks_leaves_nothing(server: Server, two: Two, how: str) -> None:
    status, _body = server.get(f"/w/{two.north.slug}/try/{how}")

    assert (status, reached) == (HOW[how], [how])
    assert_public()
    assert server.get("/outside") == (200, "public public")
    assert server.get(f"/w/{two.south.slug}/try/nothing") == (200, "South")
    assert server.get(f"/w/{two.north.slug}/try/nothing") == (200, "North")


@pytest.mark.parametrize("how", HOW)
def test_an_api_call_that_breaks_leaves_nothing(server: Server, two: Two, how: str) -> None:
    status, _body = server.get(f"/api/try/{how}", two.north)

    assert (status, reached) == (HOW[how], [how])
    assert_public()
    assert server.get("/outside") == (200, "public public")
    assert server.get("/api/try/nothing", two.south) == (200, '["South"]')


def test_a_body_that_is_streamed_later_is_outside(server: Server, two: Two) -> None:
    """So what is streamed must have been read before: a query would fail, not read elsewhere."""
    assert server.get(f"/w/{two.north.slug}/streaming") == (200, "public public")


def test_a_refused_request_leaves_nothing(server: Server, two: Two) -> None:
    assert server.get("/w/no-such-place/try/nothing")[0] == 404
    assert_public()


def test_one_threads_requests_stand_each_in_their_own_workspace(
    server: Server, two: Two, django_db_blocker: Any
) -> None:
    """Servers keep their threads, and threads their connection."""
    wanted = [(place, how) for place in (two.north, two.south) for how in ("nothing", *HOW)] * 4
    random.Random(4).shuffle(wanted)

    def visit(place: Workspace, how: str) -> tuple[str, int, str, tuple[int, str]]:
        status, body = server.get(f"/w/{place.slug}/try/{how}")
        return how, status, body if status == 200 else "", server.get("/outside")

    with ThreadPoolExecutor(max_workers=1) as one_thread:
        answers = [one_thread.submit(visit, *one).result() for one in wanted]
        one_thread.submit(connections.close_all).result()

    for (place, _how), (how, status, body, after) in zip(wanted, answers, strict=True):
        name = "North" if place == two.north else "South"
        assert (status, body) == ((200, name) if how == "nothing" else (HOW[how], ""))
        assert after == (200, "public public")


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
