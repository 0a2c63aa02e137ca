"""Texts that a vendor of OpenAI's API does not deliver: every way has a code of its own."""

import json
import time
from collections.abc import Iterator

import pytest

from generation.providers.base import ProviderError
from generation.providers.openai import chat, client
from generation.providers.openai.client import Patience
from generation.providers.openai.copy import OpenAICopyProvider
from tests.factories import openai_server as server
from tests.factories.listeners import Reader, Told, wanted
from tests.factories.openai_server import StandIn

pytestmark = pytest.mark.contract
DOCUMENT = json.dumps({"paragraphs": ["A red lamp that is 32 cm high."], "facts": []})


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    client.forget_all()
    with server.running() as running:
        yield running


def failure(url: str, *, reader: Reader | None = None, **patience: float) -> ProviderError:
    provider = OpenAICopyProvider(
        key=server.KEY, base_url=url, model="writer-1", patience=Patience(**patience)
    )
    with pytest.raises(ProviderError) as raised:
        provider.write(wanted(), report=Told(), on_text=reader or Reader())
    assert server.KEY not in str(raised.value)
    return raised.value


@pytest.mark.parametrize(
    ("step", "code", "retryable"),
    [
        (
            server.fails(401, f"Incorrect API key provided: {server.KEY}"),
            "provider.key_refused",
            False,
        ),
        (server.fails(403), "provider.key_refused", False),
        (server.fails(404, code="model_not_found"), "provider.model_unknown", False),
        (server.says("<h1>nginx</h1>", status=404), "provider.endpoint_missing", False),
        (server.fails(429), "provider.rate_limited", True),
        (server.fails(429, code="insufficient_quota"), "provider.out_of_credit", False),
        (server.fails(500, kind="server_error"), "provider.unavailable", True),
        (server.says("<h1>Bad gateway</h1>", status=502), "provider.unavailable", True),
        (server.fails(400, code="content_policy_violation"), "provider.refused", False),
        (server.fails(400, "Your request is too long"), "provider.request_refused", False),
        (server.refuses, "provider.refused", False),
        (server.writes("{", ending="content_filter"), "provider.refused", False),
        (server.writes(DOCUMENT[:40], ending="length"), "copy.cut_off", True),
        (server.writes("<think>Hm", ending="length"), "copy.cut_off", True),
        (server.writes(DOCUMENT[:40]), "copy.unreadable", True),
        (server.breaks_off(6, how="cut"), "provider.unknown_outcome", False),
        (server.breaks_off(6, how="end"), "copy.cut_off", True),
        (server.breaks_off(6, how="error"), "provider.unavailable", True),
        (server.breaks_off(6, how="rubbish"), "copy.unreadable", True),
        (lambda exchange: exchange.cut(), "provider.unknown_outcome", False),
        (server.says("{nonsense", kind="application/json"), "copy.unreadable", True),
        (server.says("[1]", kind="application/json"), "copy.unreadable", True),
        (
            server.says('{"error": {"message": "rate limit"}}', kind="application/json"),
            "provider.rate_limited",
            True,
        ),
    ],
)
def test_what_goes_wrong_has_a_code(
    stand_in: StandIn, step: server.Step, code: str, retryable: bool
) -> None:
    stand_in.script = [step]

    error = failure(stand_in.url)

    assert (error.code, error.retryable) == (code, retryable)
    assert error.detail
    assert len(stand_in.asked) == 1  # trying again is the job engine's to decide


@pytest.mark.parametrize(
    "step",
    [
        server.says("<html><body>Welcome!</body></html>"),
        server.says("", kind="text/event-stream"),
        server.says("{}", kind="application/json"),
        server.says(b'data: 5\n\ndata: "x"\n\ndata: {"choices": 3}\n\n', kind="text/event-stream"),
        server.says(b"\x89PNG\xff\xfe\n\n", kind="text/event-stream"),
        server.says(b"data: null\n\ndata: [1]\n\n", kind="text/event-stream"),
        server.writes("I would rather tell you about lamps."),
        server.writes(json.dumps({"answer": 42})),
        server.writes('{"paragraphs": [oops]}'),
    ],
)
def test_rubbish_is_asked_for_with_less_structure_and_then_called_unreadable(
    stand_in: StandIn, step: server.Step
) -> None:
    stand_in.script = [step] * 5

    error = failure(stand_in.url)

    assert (error.code, error.retryable) == ("copy.unreadable", True)
    assert len(stand_in.asked) <= 3


def test_content_that_is_empty_after_mending_is_unreadable(stand_in: StandIn) -> None:
    stand_in.script = [server.writes('{"paragraphs": [" ", ""], "facts": []}')]

    assert failure(stand_in.url).code == "copy.unreadable"


def test_an_answer_without_end_is_left(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "MAX_ANSWER", 500)
    stand_in.script = [server.writes('{"paragraphs": ["' + "x" * 1000)]

    error = failure(stand_in.url)

    assert error.code == "copy.unreadable"
    assert "over 500" in error.detail


@pytest.mark.slow
def test_a_shown_text_is_not_replaced_by_another_try(stand_in: StandIn) -> None:
    stand_in.script = [
        server.writes('{"paragraphs": ["Shown already", oops]', seconds=0.8),
        server.well,
    ]
    reader = Reader()

    error = failure(stand_in.url, reader=reader)

    assert error.code == "copy.unreadable"
    assert len(stand_in.asked) == 1
    assert reader.text == "Shown already"


def test_the_vendors_wait_is_passed_on(stand_in: StandIn) -> None:
    stand_in.script = [server.fails(429, headers={"Retry_After": "7"})]

    assert failure(stand_in.url).retry_after == 7.0


def test_a_vendor_that_accepts_and_says_nothing_has_an_unknown_outcome(stand_in: StandIn) -> None:
    stand_in.script = [server.hangs]
    began = time.monotonic()

    error = failure(stand_in.url, silence=0.4)

    assert (error.code, error.retryable) == ("provider.unknown_outcome", False)
    assert "may have counted" in error.detail
    assert time.monotonic() - began < 3


@pytest.mark.slow
def test_a_vendor_that_never_finishes_is_left_in_the_end(stand_in: StandIn) -> None:
    stand_in.script = [server.slowly(30)]

    assert failure(stand_in.url, whole=0.8).code == "provider.unknown_outcome"


def test_a_vendor_that_is_not_there_is_unavailable(stand_in: StandIn) -> None:
    url = stand_in.url
    stand_in.stop()

    error = failure(url)

    assert (error.code, error.retryable) == ("provider.unavailable", True)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/v1", "127.0.0.1:1234/v1", "http://[oops/v1"])
def test_an_address_that_is_none_is_said_to_be(url: str) -> None:
    error = failure(url)

    assert (error.code, error.retryable) == ("provider.url_invalid", False)
