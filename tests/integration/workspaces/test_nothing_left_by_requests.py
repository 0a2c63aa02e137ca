"""No search path is left over after a request, however it broke: real handler, real connection."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from assets.models import Product
from tests.factories.people import PASSWORD
from tests.integration.workspaces.conftest import (
    Two,
    assert_public,
    kill_connection,
    names,
    search_path,
)
from workspaces import tenancy
from workspaces.gate import WorkspaceApi, member
from workspaces.models import Workspace
from workspaces.roles import Permission

pytestmark = pytest.mark.usefixtures("nothing_left")


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
