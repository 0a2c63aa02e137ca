"""A Redis that takes calls and never answers: whoever is served just then waits for moments only."""

import socket
import time
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


def test_progress_gives_up_on_it(hung: str, settings: Any) -> None:
    settings.REDIS_URL = hung
    progress.client.cache_clear()
    began = time.monotonic()
    try:
        progress.publish("ws", "1", "job", {})
    finally:
        progress.client.cache_clear()

    assert time.monotonic() - began < PATIENCE_SECONDS / 2
