"""The rules of the one origin, asked of Caddy itself before stand-ins."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.stack.upstream import Front, front

BUCKET = "/ebusiness-assets"


@pytest.fixture(scope="module")
def caddy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with front(tmp_path_factory.mktemp("origin")) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "upstream"),
    [
        ("/", "web"),
        ("/w/acme/", "web"),
        ("/eventsX", "web"),
        ("/ebusiness-assets-other/x", "web"),
        (BUCKET, "s3"),
        (f"{BUCKET}/acme/photo.jpg?X-Amz-Signature=1", "s3"),
    ],
)
def test_each_path_reaches_its_server(caddy: Front, path: str, upstream: str) -> None:
    told = caddy.told("GET", path)

    assert told["upstream"] == upstream
    assert told["path"] == path


def test_the_bucket_sees_the_host_that_was_signed_and_no_one_elses_rights(caddy: Front) -> None:
    told = caddy.told(
        "GET", f"{BUCKET}/photo.jpg", Host="studio:8000", Cookie="session=1", Authorization="Bearer"
    )

    assert told["headers"]["host"] == "studio:8000"
    assert "cookie" not in told["headers"]
    assert "authorization" not in told["headers"]


def test_files_of_the_bucket_cannot_act_as_a_page_of_the_site(caddy: Front) -> None:
    answer = caddy.ask("GET", f"{BUCKET}/page.html")

    policies = answer.headers.get_all("Content-Security-Policy")
    assert policies == ["sandbox; default-src 'none'"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_presigned_forms_and_parts_reach_the_bucket(caddy: Front) -> None:
    assert caddy.told("POST", BUCKET, body=b"x" * 10)["size"] == 10
    assert caddy.told("PUT", f"{BUCKET}/big?partNumber=1", body=b"x" * 10)["size"] == 10


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS"])
def test_nothing_else_may_be_done_to_the_bucket(caddy: Front, method: str) -> None:
    before = len(caddy.upstreams["s3"].requests)
    answer = caddy.ask(method, f"{BUCKET}/photo.jpg")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST, PUT"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert len(caddy.upstreams["s3"].requests) == before


def test_forged_forwarding_headers_do_not_reach_django(caddy: Front) -> None:
    told = caddy.told(
        "GET",
        "/",
        X_Forwarded_For="6.6.6.6",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="evil.example.com",
        X_Real_IP="6.6.6.6",
        Forwarded="for=6.6.6.6",
    )

    headers = told["headers"]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-host"] == f"127.0.0.1:{caddy.port}"
    assert "x-real-ip" not in headers
    assert "forwarded" not in headers


@pytest.mark.parametrize("path", ["/internal/tickets", "/internal", "/%69nternal/tickets"])
def test_what_the_processes_ask_one_another_is_closed_outside(caddy: Front, path: str) -> None:
    before = len(caddy.upstreams["web"].requests)

    assert caddy.ask("POST", path, body=b"{}").status == 404
    assert len(caddy.upstreams["web"].requests) == before


def test_static_files_are_cached_by_their_name(caddy: Front) -> None:
    for name in ("app.css", "app.0123456789ab.css"):
        (caddy.static / name).write_text("body{}" * 300)

    plain = caddy.ask("GET", "/static/app.css", Accept_Encoding="gzip")
    hashed = caddy.ask("GET", "/static/app.0123456789ab.css")

    assert plain.headers["Cache-Control"] == "no-cache"
    assert plain.headers["Content-Encoding"] == "gzip"
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert hashed.headers["X-Content-Type-Options"] == "nosniff"
    assert caddy.ask("GET", "/static/none.css").status == 404


@pytest.mark.parametrize("path", ["/static/../run/Caddyfile", "/static/%2e%2e/run/Caddyfile"])
def test_static_files_are_all_that_is_served_of_the_data_folder(caddy: Front, path: str) -> None:
    answer = caddy.ask("GET", path)

    assert answer.status == 404 or json.loads(answer.read())["upstream"] == "web"


def test_a_slow_body_holds_no_thread_of_django(caddy: Front) -> None:
    web = caddy.upstreams["web"]

    # Counted by its path: what another test sent may still be arriving.
    def arrived() -> int:
        return sum(request["path"] == "/slow" for request in web.requests)

    with socket.create_connection(("127.0.0.1", caddy.port)) as slow:
        head = b"POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n"
        slow.sendall(head + b"x" * 10)
        time.sleep(0.5)
        assert arrived() == 0
        assert caddy.told("GET", "/quick")["path"] == "/quick"
        slow.sendall(b"x" * 10)
        slow.settimeout(10)
        assert slow.recv(12) == b"HTTP/1.1 200"

    assert [r["size"] for r in web.requests if r["path"] == "/slow"] == [20]


def test_a_body_over_the_limit_is_refused_with_what_to_do_instead(caddy: Front) -> None:
    answer = caddy.ask("POST", "/api/v1/assets/upload", body=b"x" * 32_050_000)

    problem = json.loads(answer.read())
    assert answer.status == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["code"] == "request-too-large"
    assert "presigned" in problem["detail"]


def test_a_stream_is_passed_on_as_it_comes_and_ends_with_its_reader(caddy: Front) -> None:
    answer = caddy.ask("GET", "/events/ticket")

    assert answer.headers["Content-Type"] == "text/event-stream"
    began = time.monotonic()
    assert answer.read(12) == b"data: tick\n\n"
    assert time.monotonic() - began < 2
    answer.close()
    caddy.kept.pop().close()
    assert caddy.upstreams["events"].stream_ended.wait(timeout=5)


@pytest.mark.slow
def test_it_ends_in_seconds_with_a_stream_open(tmp_path: Path) -> None:
    with front(tmp_path) as running:
        assert running.ask("GET", "/events/ticket").read(12) == b"data: tick\n\n"
        began = time.monotonic()
        running.process.terminate()
        running.process.wait(timeout=15)

    assert time.monotonic() - began < 7


@pytest.mark.slow
def test_while_django_is_away_people_and_programs_are_told_so(tmp_path: Path) -> None:
    with front(tmp_path) as running:
        running.close("web")
        page = running.ask("GET", "/")
        api = running.ask("GET", "/api/v1/images")

        assert (page.status, api.status) == (503, 503)
        assert page.headers["Retry-After"] == "5"
        assert page.read().startswith(b"The site is not answering just now.")
        assert json.loads(api.read())["code"] == "service-unavailable"


def test_what_is_noted_of_a_failure_holds_no_invitations_token(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with front(tmp_path) as running:
        link = "/join/Zk3-a_live_TOKEN-half"
        for path in (link, f"/accounts/login/?next={link.replace('/', '%2F')}"):
            running.ask("GET", path, Referer=f"http://studio{link}")

    noted = [line for line in capfd.readouterr().err.splitlines() if "incomplete" in line]
    assert len(noted) == 2
    assert json.loads(noted[0])["request"]["uri"] == "/join/…"
    assert not [line for line in noted if "TOKEN" in line]
