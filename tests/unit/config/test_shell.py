"""What stands on every answer: a request id, a strict policy, a place to ask for health."""

import re
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.models import User
from config import health
from workspaces.models import Workspace


def policy_of(answer: Any) -> dict[str, set[str]]:
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in parts}


def test_a_request_has_an_id_that_is_echoed(client: Client, public: None) -> None:
    made = client.get("/healthz")["X-Request-ID"]
    given = client.get("/healthz", headers={"x-request-id": "trace-1234.abc"})["X-Request-ID"]

    assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert given == "trace-1234.abc"


@pytest.mark.parametrize(
    "hostile", ["short", "x" * 65, "a b c d e f g", 'id"; drop', "идентификатор"]
)
def test_an_id_that_could_forge_a_log_is_replaced(
    client: Client, public: None, hostile: str
) -> None:
    answer = client.get("/healthz", headers={"x-request-id": hostile})

    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def test_pages_run_no_inline_script_and_no_inline_style(client: Client, public: None) -> None:
    policy = policy_of(client.get("/accounts/login/"))

    assert policy["script-src"] == {"'self'"}
    assert policy["style-src"] == {"'self'"}
    assert policy["default-src"] == {"'self'"}
    assert policy["frame-ancestors"] == policy["object-src"] == {"'none'"}


def test_staff_pages_give_way_only_where_their_theme_needs_it(client: Client, public: None) -> None:
    policy = policy_of(client.get("/staff/"))

    assert policy["script-src"] == {"'self'", "'unsafe-eval'"}
    assert policy["style-src"] == {"'self'", "'unsafe-inline'"}
    assert policy["object-src"] == {"'none'"}


def test_the_api_docs_run_no_inline_script(client: Client, public: None) -> None:
    answer = client.get("/api/v1/docs")

    assert answer.status_code == 200
    assert policy_of(answer)["script-src"] == {"'self'"}
    assert not re.search(r"<script(?![^>]*src=)", answer.content.decode())


@pytest.mark.parametrize("path", ["/healthz", "/accounts/login/", "/api/v1/nowhere", "/no/page"])
def test_answers_cannot_be_framed_or_sniffed(client: Client, public: None, path: str) -> None:
    answer = client.get(path)

    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_process_says_it_lives_without_asking_a_server(
    client: Client, public: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.fixture
def within_reach(monkeypatch: Any) -> Any:
    """All servers within reach, without one being asked."""
    for name in health.CHECKS:
        monkeypatch.setitem(health.CHECKS, name, lambda: True)
    return monkeypatch


def test_ready_means_every_server_is_within_reach(
    client: Client, public: None, within_reach: Any
) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "redis": "ok", "bucket": "ok"}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("database", OperationalError("password=secret")),
        ("redis", RedisConnectionError("password=secret")),
        ("bucket", EndpointConnectionError(endpoint_url="http://secret")),
    ],
)
def test_a_server_out_of_reach_is_named_without_detail(
    client: Client, public: None, within_reach: Any, name: str, error: Exception
) -> None:
    def away() -> object:
        raise error

    within_reach.setitem(health.CHECKS, name, away)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert {key for key, state in answer.json().items() if state == "unreachable"} == {name}
    assert "secret" not in answer.content.decode()


def test_the_database_is_asked_for_a_table_of_ours(acme: Workspace) -> None:
    assert health.CHECKS["database"]()


def test_a_redis_that_is_away_is_seen_by_readyz_and_not_by_who_asks_the_cache(
    settings: Any,
) -> None:
    away = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": away}}

    assert cache.get("anything", "nothing") == "nothing"
    with pytest.raises(RedisConnectionError):
        health.CHECKS["redis"]()


def test_the_openapi_document_knows_the_problem_and_both_ways_in(
    client: Client, public: None
) -> None:
    document = client.get("/api/v1/schema", {"format": "json"}).json()

    assert set(document["components"]["securitySchemes"]) == {"bearer", "session"}
    assert "Problem" in document["components"]["schemas"]
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            assert "default" in operation["responses"], f"{verb} {path}"


def test_the_openapi_document_is_valid_and_nothing_in_it_is_guessed(tmp_path: Path) -> None:
    document = tmp_path / "api.yml"

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(document))

    assert "openapi: 3." in document.read_text()


def test_the_document_says_what_a_change_needs(client: Client, public: None) -> None:
    document = client.get("/api/v1/schema", {"format": "json"}).json()

    body = document["paths"]["/api/v1/products/{id}"]["patch"]["requestBody"]
    name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert document["components"]["schemas"][name]["required"] == ["version"]


def test_behind_the_gate_the_document_names_the_workspace_header(
    client: Client, public: None
) -> None:
    paths = client.get("/api/v1/schema", {"format": "json"}).json()["paths"]

    def headers(path: str) -> set[str]:
        found = paths[path]["get"].get("parameters", [])
        return {row["name"] for row in found if row["in"] == "header"}

    assert headers("/api/v1/products") == {"X-Workspace"}
    assert headers("/api/v1/workspaces") == set()


def test_lists_are_read_by_cursor(alice: User, acme: Workspace, api_for: Any) -> None:
    api = api_for(alice, acme)
    for number in range(3):
        api.post("/api/v1/products", {"sku": f"S-{number}", "name": "x"}, format="json")

    first = api.get("/api/v1/products", {"limit": 2}).json()
    second = api.get(first["next"]).json()

    assert list(first) == ["next", "previous", "results"]
    assert [len(first["results"]), len(second["results"])] == [2, 1]
    assert second["next"] is None
