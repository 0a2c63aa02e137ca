"""Signed out everywhere, in the running product: browsers, programs and what they have open."""

import io
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.factories.newcomers import PASSWORD, Person, newcomer
from tests.servers.stage import RunningProduct

ENDS_SECONDS = 30.0
STALE_SECONDS = 5.0
AUTH = "/api/v1/auth"


@pytest.fixture
def browser(product: RunningProduct) -> Iterator[Person]:
    found = newcomer(product.address)
    yield found
    found.http.close()


@pytest.fixture
def program(product: RunningProduct, browser: Person) -> Iterator[httpx.Client]:
    """A program of the same person."""
    with httpx.Client(base_url=product.address, timeout=60) as http:
        body = {"email": browser.email, "password": PASSWORD}
        given = http.post(f"{AUTH}/login", json=body).raise_for_status().json()
        http.headers["Authorization"] = f"Bearer {given['access_token']}"
        http.headers["X-Workspace"] = browser.slug
        yield http


class Watcher:
    """Reads a stream until the server ends it."""

    def __init__(self, http: httpx.Client, path: str) -> None:
        self.http, self.path = http, path
        self.is_open = threading.Event()
        self.ended_at: float | None = None
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        assert self.is_open.wait(30), f"{path} was not opened"

    def _read(self) -> None:
        with self.http.stream("GET", self.path, follow_redirects=True, timeout=90) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            for line in answer.iter_lines():
                if line:
                    self.is_open.set()
        self.ended_at = time.monotonic()


def photo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (640, 640), "#996633").save(target, "JPEG")
    return target.getvalue()


def ordered(browser: Person) -> Any:
    """Return a job of the person's workspace."""
    body = {"asset_ids": [browser.upload(photo())], "styles": ["pure-white"]}
    return browser.ask("POST", "images/generate", json={**body, "long_side_px": 640})


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_sign_out_everywhere_ends_browsers_programs_and_their_streams(
    browser: Person, program: httpx.Client
) -> None:
    job = ordered(browser)
    url = program.post(f"/api/v1/images/{job['id']}/stream").raise_for_status().json()["url"]
    streams = [Watcher(browser.http, browser.path("events")), Watcher(program, url)]
    time.sleep(2)
    assert [one.ended_at for one in streams] == [None, None]

    ended = program.delete(f"{AUTH}/sessions").raise_for_status().json()["ended"]
    began = time.monotonic()

    assert ended == 2
    # Several web processes: each has believed the token for five seconds at most.
    while {program.get(f"{AUTH}/me").status_code for _ in range(6)} != {401}:
        assert time.monotonic() < began + STALE_SECONDS + 1, "an ended sign-in lives on"
    assert browser.http.get("/workspaces/").is_redirect
    for one in streams:
        one.thread.join(ENDS_SECONDS + 5)
        assert one.ended_at is not None, f"{one.path} is still open"
        assert one.ended_at - began <= ENDS_SECONDS
