"""The adapters against a server that speaks OpenAI's API and that nobody here wrote: llmock.

What it makes up from a schema is no good text, but has the right shape; what it is told to say
takes the whole path: pieces, growing text, usage. Its faults are its own idea of how vendors fail.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from generation.pipelines.copy import KINDS, check, plain
from generation.providers.base import ImageRequest, ProviderError
from generation.providers.openai import client
from generation.providers.openai.check import check_connection
from generation.providers.openai.client import Patience
from generation.providers.openai.copy import OpenAICopyProvider
from generation.providers.openai.image import OpenAIImageProvider
from tests.factories import files
from tests.factories.listeners import Reader, StopAsked, Told, wanted

pytestmark = pytest.mark.contract
START_SECONDS = 20.0
PAUSE_MS = 15  # between two pieces of an answer
SERVE = "from llmock.cli import app; app()"
ANSWER = {
    "paragraphs": ["A red lamp, 32 cm high.", "It takes an E27 bulb."],
    "facts": ["colour", "height", "socket"],
}


class Foreign:
    """The running server, and its own way of being told what to do next."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.url = f"{self.root}/v1"

    def will(self, *behaviours: dict) -> None:
        answer = httpx.post(f"{self.root}/_llmock/scenario", json={"behaviors": behaviours})
        assert answer.status_code == 201, answer.text

    def requests(self) -> list[dict]:
        return list(httpx.get(f"{self.root}/_llmock/requests").json()["requests"])

    def is_up(self) -> bool:
        try:
            return httpx.get(f"{self.root}/health").status_code == 200
        except httpx.TransportError:
            return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[Foreign]:
    port = free_port()
    pause = f"--stream-chunk-delay-ms={PAUSE_MS}"
    command = [sys.executable, "-c", SERVE, "serve", f"--port={port}", pause, "--log-level=error"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    foreign = Foreign(port)
    try:
        until = time.monotonic() + START_SECONDS
        while not foreign.is_up():
            assert process.poll() is None, "llmock ended at its start"
            assert time.monotonic() < until, "llmock did not start"
            time.sleep(0.05)
        yield foreign
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def foreign(server: Foreign) -> Foreign:
    client.forget_all()
    httpx.post(f"{server.root}/_llmock/reset")
    return server


def writer(foreign: Foreign, **patience: float) -> OpenAICopyProvider:
    return OpenAICopyProvider(
        key="any", base_url=foreign.url, model="gpt-4o", patience=Patience(**patience)
    )


def failure(foreign: Foreign, **patience: float) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        writer(foreign, **patience).write(wanted(), report=Told(), on_text=Reader())
    return raised.value


def test_a_check_finds_its_models(foreign: Foreign) -> None:
    check_ = check_connection("any", foreign.url, models={"copy": "gpt-4o", "image": "gpt-image-1"})

    assert check_.ok
    assert check_.found == ("copy", "image")


@pytest.mark.parametrize("kind", [*KINDS, "script"])
def test_what_it_makes_of_our_schema_is_a_text_of_that_kind(foreign: Foreign, kind: str) -> None:
    reader = Reader()

    result = writer(foreign).write(wanted(kind), report=Told(), on_text=reader)

    check(kind, result.content)
    assert reader.text == plain(kind, result.content)
    assert "mock" in reader.text
    assert result.facts == ("colour",)  # the first of the schema's names
    assert result.usage is not None
    assert result.usage.input_tokens > 0
    assert result.usage.output_tokens > 0


def test_what_it_is_told_to_say_arrives_in_pieces_and_whole(foreign: Foreign) -> None:
    foreign.will({"type": "reply", "text": json.dumps(ANSWER)})
    reader = Reader()

    result = writer(foreign).write(wanted(), report=Told(), on_text=reader)

    assert reader.text == "A red lamp, 32 cm high.\n\nIt takes an E27 bulb."
    assert len(reader.shown) > 1
    assert result.facts == ("colour", "height", "socket")
    assert result.usage is not None


def test_prose_is_asked_for_anew_with_less_structure(foreign: Foreign) -> None:
    foreign.will(
        {"type": "reply", "text": "Here is a lovely lamp."},
        {"type": "reply", "text": f"```json\n{json.dumps(ANSWER)}\n```"},
    )

    result = writer(foreign).write(wanted(), report=Told(), on_text=Reader())

    assert result.content["paragraphs"] == ANSWER["paragraphs"]
    formats = [sent["body"]["response_format"]["type"] for sent in foreign.requests()]
    assert formats == ["json_schema", "json_object"]


@pytest.mark.parametrize(
    ("behaviour", "code", "retryable"),
    [
        ({"type": "fail", "status": 401}, "provider.key_refused", False),
        ({"type": "fail", "status": 403}, "provider.key_refused", False),
        ({"type": "fail", "status": 429, "retry_after": 2}, "provider.rate_limited", True),
        ({"type": "fail", "status": 500}, "provider.unavailable", True),
        ({"type": "fail", "status": 503}, "provider.unavailable", True),
        ({"type": "stream_fault", "kind": "disconnect"}, "provider.unknown_outcome", False),
        ({"type": "stream_fault", "kind": "truncate"}, "copy.cut_off", True),
        ({"type": "stream_fault", "kind": "malformed"}, "copy.unreadable", True),
        ({"type": "reply", "text": '{"paragr', "finish_reason": "length"}, "copy.cut_off", True),
        (
            {"type": "reply", "text": "No.", "finish_reason": "content_filter"},
            "provider.refused",
            False,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_its_faults_have_our_codes(
    foreign: Foreign, behaviour: dict, code: str, retryable: bool
) -> None:
    after = {"after_chunks": 3} if behaviour["type"] == "stream_fault" else {}
    foreign.will(behaviour | after)

    error = failure(foreign)

    assert (error.code, error.retryable) == (code, retryable)
    assert error.retry_after == behaviour.get("retry_after", error.retry_after)
    assert len(foreign.requests()) == 1


@pytest.mark.slow
def test_a_stream_that_stalls_is_left(foreign: Foreign) -> None:
    stall = {"type": "stream_fault", "kind": "stall", "after_chunks": 3, "stall_seconds": 5}
    foreign.will(stall)
    began = time.monotonic()

    assert failure(foreign, silence=0.5).code == "provider.unknown_outcome"
    assert time.monotonic() - began < 4


def test_a_stop_ends_the_request_it_serves(foreign: Foreign) -> None:
    foreign.will({"type": "stream_fault", "kind": "stall", "after_chunks": 3, "stall_seconds": 8})
    began = time.monotonic()

    with pytest.raises(StopAsked):
        writer(foreign).write(wanted(), report=Told(stop_after=0.3), on_text=Reader())

    assert time.monotonic() - began < 4


def test_its_verdict_is_that_a_rate_limit_is_left_to_others_and_nothing_worse(
    foreign: Foreign,
) -> None:
    foreign.will({"type": "fail", "status": 429, "retry_after": 1})
    failure(foreign)

    verdict = httpx.get(f"{foreign.root}/_llmock/verdict").json()

    # The job engine tries again, after the wait that the error carries.
    found = [(finding["severity"], finding["code"]) for finding in verdict["findings"]]
    assert found == [("warning", "gave_up")]
    assert verdict["passed"]


def test_its_pictures_are_drawings_and_are_refused_as_unreadable(foreign: Foreign) -> None:
    provider = OpenAIImageProvider(key="any", base_url=foreign.url, model="gpt-image-1")
    request = ImageRequest(files.photo(), "kitchen", 512, 512)

    with pytest.raises(ProviderError) as refusal:
        provider.generate(request, report=Told())

    # It has no edits, so the scene is asked for; what comes is SVG, which is never read.
    assert (refusal.value.code, refusal.value.retryable) == ("image.unreadable", True)
    paths = [sent["path"] for sent in foreign.requests()]
    assert paths == ["/v1/images/edits", "/v1/images/generations"]
