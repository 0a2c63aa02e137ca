"""A Redis that takes calls and never answers: whoever is served just then waits for moments only."""

import socket
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from django.conf import settings

from generation import progress, queue

# A web thread serves nobody else meanwhile.
PATIENCE_SECONDS = 6.0


@pytest.fixture
def hung() -> Iterator[str]:
    """The URL of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as silent:
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


@pytest.mark.slow
def test_a_hint_gives_up_on_it(hung: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", hung)  # goes before what an app is told
    app = Celery(set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    began = time.monotonic()

    monkeypatch.setattr(queue, "current_app", app)

    assert not queue._hint("generation.run_image", "ws", "1")
    assert time.monotonic() - began < PATIENCE_SECONDS


@pytest.mark.slow
def test_all_that_is_told_of_a_job_gives_up_on_it_once(
    hung: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = hung
    monkeypatch.setattr(progress, "_pause", {"until": 0.0})
    progress.client.cache_clear()
    began = time.monotonic()
    try:
        for _item in range(100):
            progress.publish("ws", "1", "item", {})
            progress.publish_text("ws", uuid.uuid4(), uuid.uuid4(), at=0, text="A mug")
    finally:
        progress.client.cache_clear()

    assert time.monotonic() - began < PATIENCE_SECONDS / 2


def test_a_redis_that_is_back_is_told_again(
    redis_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = progress.page_stream(f"ws_{uuid.uuid4().hex}")
    monkeypatch.setattr(progress, "_pause", {"until": time.monotonic() + 0.1})

    progress.publish(stream.removeprefix("progress:"), "1", "item", {})
    time.sleep(0.15)
    progress.publish(stream.removeprefix("progress:"), "2", "item", {})

    assert progress.client().xlen(stream) == 1
