"""One pair of workspaces a module: what the sweep does there is taken back, again and again."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.sweep.world import World, standing


@pytest.fixture(autouse=True)
def _nobody_is_too_fast(settings: Any) -> None:
    """The sweep asks the same of everybody, again and again."""
    settings.INVITES_AN_HOUR = dict.fromkeys(settings.INVITES_AN_HOUR, 10_000)
    settings.WORKSPACES_AN_HOUR = 10_000
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    settings.ASKS = dict.fromkeys(settings.ASKS, dict.fromkeys(("address", "person"), (10_000, 60)))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, s3_server: str) -> Iterator[World]:
    with django_db_blocker.unblock(), standing() as made:
        yield made
