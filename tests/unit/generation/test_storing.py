"""What is made and paid for is stored as soon as the file store takes it."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from django.conf import settings

from assets import services as assets
from assets import storage
from generation import lifecycle
from generation.kinds import storing

BUSY = ClientError({"Error": {"Code": "ServiceUnavailable"}}, "PutObject")
AWAY = EndpointConnectionError(endpoint_url="http://files")


class Run:
    """An attempt that notes how often its lease was kept."""

    def __init__(self, *, lost: bool = False) -> None:
        self.held = 0
        self.lost = lost

    def hold(self) -> None:
        self.held += 1
        if self.lost:
            raise lifecycle.LeaseLost


class Store:
    """Refuses so often, then takes."""

    def __init__(self, *refusals: Exception) -> None:
        self.refusals = list(refusals)

    def __call__(self) -> str:
        if self.refusals:
            raise self.refusals.pop(0)
        return "stored"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "AGAIN_SECONDS", 0.0)


def test_it_is_tried_until_the_store_is_back_and_the_lease_is_kept_meanwhile() -> None:
    run: Any = Run()

    assert storing.patiently(Store(BUSY, AWAY), run=run) == "stored"
    assert run.held == 3


def test_one_try_at_a_store_that_hangs_takes_no_longer_than_a_lease() -> None:
    config: Any = storage._client().meta.config
    pauses = 10.0

    longest = config.read_timeout * config.retries["total_max_attempts"] + pauses

    assert longest < settings.JOB_LEASE_SECONDS


def test_a_store_that_stays_away_ends_the_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "PATIENCE_SECONDS", 0.0)
    run: Any = Run()

    with pytest.raises(EndpointConnectionError):
        storing.patiently(Store(AWAY), run=run)


def test_nothing_is_stored_for_an_attempt_that_is_over() -> None:
    store, run = Store(BUSY), Run(lost=True)

    with pytest.raises(lifecycle.LeaseLost):
        storing.patiently(store, run=run)  # type: ignore[arg-type]


def test_the_lease_is_kept_between_the_files_of_one_picture(
    photo_bytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(storage, "put", lambda key, *_rest: done.append(key.split("/")[1]))

    assets.prepare_generated(photo_bytes, schema_name="ws_1", between=lambda: done.append("held"))

    assert done[:2] == ["held", "clean"]
    assert done[2::2] == ["held"] * (len(done) // 2 - 1)
    assert set(done[3::2]) == {"thumbs"}
