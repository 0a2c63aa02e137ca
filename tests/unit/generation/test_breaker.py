"""A vendor that is down is left alone; its items wait, and one probe finds out when it is back."""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.test import override_settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from generation import breaker, progress, registry
from generation.breaker import LEAST_CALLS, OPEN_SECONDS, Breaker, Guarded
from generation.providers.base import ProviderError

DOWN, REFUSED, BUSY = "provider.unavailable", "provider.refused", "provider.rate_limited"


@pytest.fixture
def vendor(redis_server: str) -> Breaker:
    """A vendor nobody has asked yet."""
    return Breaker(f"vendor-{secrets.token_hex(4)}")


class Adapter:
    """Answers or fails as it is told."""

    name = "vendor"

    def __init__(self) -> None:
        self.code = ""
        self.asked = 0
        self.stops = False
        self.meanwhile: Callable[[], None] = lambda: None

    def generate(self, what: str) -> str:
        self.asked += 1
        self.meanwhile()
        if self.stops:
            raise KeyboardInterrupt
        if self.code:
            raise ProviderError(self.code, retryable=True)
        return what

    def voices(self) -> tuple[str, ...]:
        return ("one",)


def fail(vendor: Breaker, times: int, code: str = DOWN) -> None:
    for _time in range(times):
        vendor.failed(code)


def pass_time(vendor: Breaker) -> None:
    """Let the pause be over."""
    progress.client().delete(f"breaker:{vendor.name}:open")


def refused(vendor: Breaker) -> ProviderError | None:
    try:
        vendor.admit()
    except ProviderError as error:
        return error
    return None


def test_a_vendor_that_answers_is_asked(vendor: Breaker) -> None:
    vendor.succeeded()

    assert refused(vendor) is None
    assert vendor.state()["state"] == "closed"


def test_half_of_the_calls_failing_opens_it(vendor: Breaker) -> None:
    for _time in range(LEAST_CALLS // 2):
        vendor.succeeded()
    fail(vendor, LEAST_CALLS // 2 - 1)
    assert refused(vendor) is None

    fail(vendor, 1)

    error = refused(vendor)
    assert error is not None
    assert (error.code, error.retryable, error.counts) == ("provider.paused", True, False)
    assert 0 < (error.retry_after or 0) <= OPEN_SECONDS
    assert vendor.state()["state"] == "open"


def test_a_few_failures_say_nothing(vendor: Breaker) -> None:
    fail(vendor, LEAST_CALLS - 1)

    assert refused(vendor) is None


@pytest.mark.parametrize("code", [REFUSED, BUSY, "copy.unreadable", "provider.model_unknown"])
def test_what_is_wrong_with_a_request_says_nothing_of_the_vendor(
    vendor: Breaker, code: str
) -> None:
    fail(vendor, 5 * LEAST_CALLS, code)

    assert refused(vendor) is None


@pytest.mark.parametrize("code", ["provider.key_refused", "provider.out_of_credit"])
def test_a_refused_key_opens_it_at_once(vendor: Breaker, code: str) -> None:
    fail(vendor, 1, code)

    assert refused(vendor) is not None


def test_one_probe_goes_through_and_the_others_wait(vendor: Breaker) -> None:
    fail(vendor, LEAST_CALLS)
    pass_time(vendor)
    assert vendor.state()["state"] == "half-open"

    answers = [refused(vendor) for _ask in range(5)]

    assert [answer is None for answer in answers] == [True, False, False, False, False]


def test_a_probe_that_succeeds_closes_it(vendor: Breaker) -> None:
    fail(vendor, LEAST_CALLS)
    pass_time(vendor)
    assert refused(vendor) is None

    vendor.succeeded()

    assert [refused(vendor) for _ask in range(3)] == [None, None, None]
    assert vendor.state()["state"] == "closed"


def test_a_probe_that_fails_opens_it_again(vendor: Breaker) -> None:
    fail(vendor, LEAST_CALLS)
    pass_time(vendor)
    assert refused(vendor) is None

    vendor.failed(DOWN)

    assert refused(vendor) is not None
    assert vendor.state()["state"] == "open"


def test_a_probe_that_is_called_off_gives_its_place_to_the_next(vendor: Breaker) -> None:
    adapter = Adapter()
    guarded: Any = Guarded(adapter, vendor)
    fail(vendor, LEAST_CALLS)
    pass_time(vendor)
    adapter.stops = True
    with pytest.raises(KeyboardInterrupt):
        guarded.generate("x")
    adapter.stops = False

    assert (guarded.generate("x"), adapter.asked) == ("x", 2)
    assert vendor.state()["state"] == "closed"


def test_a_call_that_is_called_off_leaves_the_probes_place_alone(vendor: Breaker) -> None:
    adapter = Adapter()
    guarded: Any = Guarded(adapter, vendor)

    def meanwhile() -> None:
        fail(vendor, LEAST_CALLS)
        pass_time(vendor)
        assert vendor.admit() is True

    adapter.stops, adapter.meanwhile = True, meanwhile
    with pytest.raises(KeyboardInterrupt):
        guarded.generate("x")

    assert refused(vendor) is not None


def test_an_adapter_behind_it_is_not_asked_while_it_is_open(vendor: Breaker) -> None:
    adapter = Adapter()
    guarded: Any = Guarded(adapter, vendor)
    assert (guarded.generate("x"), guarded.name, guarded.voices()) == ("x", "vendor", ("one",))
    adapter.code = DOWN
    for _time in range(2 * LEAST_CALLS):
        with pytest.raises(ProviderError):
            guarded.generate("x")

    asked = adapter.asked
    with pytest.raises(ProviderError, match=r"provider\.paused"):
        guarded.generate("x")

    assert adapter.asked == asked < 2 * LEAST_CALLS + 1
    assert guarded.voices() == ("one",), "what asks nobody is never paused"


def test_without_redis_every_call_goes_through(
    vendor: Breaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(breaker, "_client", lambda: away)

    vendor.failed(DOWN)
    vendor.succeeded()

    assert refused(vendor) is None
    assert vendor.state()["state"] == "unknown"


@pytest.fixture
def online() -> Iterator[None]:
    registry.copy_provider.cache_clear()
    with override_settings(
        OPENAI_API_KEY="sk-test-key",
        COPY_PROVIDER="generation.providers.openai.copy.OpenAICopyProvider",
    ):
        yield
    registry.copy_provider.cache_clear()


def test_vendors_stand_behind_a_breaker_and_this_machine_does_not(online: None) -> None:
    assert isinstance(registry.copy_provider(), Guarded)
    assert not isinstance(registry.image_provider(), Guarded)
    assert [row["state"] for row in registry.breakers()] == ["closed"]
