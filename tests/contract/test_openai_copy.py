"""Texts written by a vendor of OpenAI's API: what its description promises, and its variations."""

import json
import time
from collections.abc import Iterator

import pytest

from generation.pipelines.copy import KINDS, check, plain, write
from generation.providers.base import CopyResult, Usage
from generation.providers.openai import client
from generation.providers.openai.client import Patience
from generation.providers.openai.copy import OpenAICopyProvider
from tests.factories import openai_answers as answers
from tests.factories import openai_server as server
from tests.factories.listeners import Reader, StopAsked, Told, wanted
from tests.factories.openai_exchange import Exchange
from tests.factories.openai_server import StandIn

pytestmark = pytest.mark.contract
ANSWER = {"paragraphs": ["Red.", "32 cm high."], "facts": ["colour", "height"]}
TEXT = "Red.\n\n32 cm high."


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    client.forget_all()
    with server.running() as running:
        yield running


def provider(stand_in: StandIn, **patience: float) -> OpenAICopyProvider:
    return OpenAICopyProvider(
        key=server.KEY, base_url=stand_in.url, model="writer-1", patience=Patience(**patience)
    )


def written(stand_in: StandIn, kind: str = "description") -> CopyResult:
    return provider(stand_in).write(wanted(kind), report=Told(), on_text=Reader())


@pytest.mark.parametrize("kind", [*KINDS, "script"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_text_of_every_kind_arrives_in_its_shape(
    stand_in: StandIn, kind: str, language: str
) -> None:
    told, reader = Told(), Reader()

    result = write(
        wanted(kind, language=language), provider=provider(stand_in), report=told, on_text=reader
    )

    check(kind, result.content)
    assert reader.text == plain(kind, result.content)
    assert "E27" in reader.text
    assert (result.provider, result.model, result.made_offline) == ("openai", "writer-1", False)
    assert result.facts == ("colour", "height", "socket")
    assert result.usage is not None
    assert result.usage.input_tokens > result.usage.output_tokens > 0
    if kind == "script":
        assert sum(scene["seconds"] for scene in result.content["scenes"]) == pytest.approx(15)


def test_the_request_is_what_the_api_describes(stand_in: StandIn) -> None:
    written(stand_in)

    (asked,) = stand_in.asked
    assert asked.headers["authorization"] == f"Bearer {server.KEY}"
    assert asked.body["model"] == "writer-1"
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user"]
    assert asked.body["stream"] is True
    assert asked.body["stream_options"] == {"include_usage": True}
    assert asked.body["max_tokens"] > 1000
    named = asked.body["response_format"]["json_schema"]
    assert (named["name"], named["strict"]) == ("description", True)
    assert named["schema"]["required"] == ["paragraphs", "facts"]


def test_the_text_grows_while_it_arrives(stand_in: StandIn) -> None:
    stand_in.script = [server.slowly(1.2)]
    reader = Reader()

    provider(stand_in).write(wanted(), report=Told(), on_text=reader)

    assert len(reader.shown) >= 5


@pytest.mark.slow
def test_progress_is_told_while_nothing_arrives_yet(stand_in: StandIn) -> None:
    def late(exchange: Exchange) -> None:
        time.sleep(1.7)
        exchange.well()

    stand_in.script = [late]
    told = Told()

    provider(stand_in).write(wanted(), report=told, on_text=Reader())

    assert len(told.heard) >= 4
    assert told.longest_silence < 1.0
    assert {stage for stage, _percent in told.heard} == {"write"}


@pytest.mark.parametrize(
    "step", [server.hangs, server.slowly(20), server.breaks_off(6, how="hang")]
)
def test_what_a_report_raises_ends_the_request_at_once(
    stand_in: StandIn, step: server.Step
) -> None:
    stand_in.script = [step]
    began = time.monotonic()

    with pytest.raises(StopAsked):
        provider(stand_in).write(wanted(), report=Told(stop_after=0.3), on_text=Reader())

    assert time.monotonic() - began < 3


@pytest.mark.slow
def test_what_a_reader_raises_ends_the_request_too(stand_in: StandIn) -> None:
    def gone(_text: str) -> None:
        raise StopAsked

    stand_in.script = [server.slowly(20)]

    with pytest.raises(StopAsked):
        provider(stand_in).write(wanted(), report=Told(), on_text=gone)


def refusing(*names: str) -> server.Step:
    """Refuse requests that hold one of these parameters, as strict servers do."""

    def step(exchange: Exchange) -> None:
        body = exchange.asked.body
        for name in names:
            if name in body or (body.get("response_format") or {}).get("type") == name:
                message = f"Unsupported parameter: '{name}' is not supported with this model."
                server.fails(400, message, code="unsupported_parameter", param=name)(exchange)
                return
        exchange.well()

    return step


@pytest.mark.parametrize(
    ("names", "structure"),
    [
        (("json_schema",), "json_object"),
        (("response_format",), None),
        (("response_format", "stream_options", "max_tokens"), None),
        (("max_tokens", "max_completion_tokens"), "json_schema"),
    ],
)
def test_what_a_server_refuses_is_given_up_and_remembered(
    stand_in: StandIn, names: tuple[str, ...], structure: str | None
) -> None:
    stand_in.script = [refusing(*names)] * 20

    first = written(stand_in)
    tries = len(stand_in.asked)
    second = written(stand_in)

    assert first.content == second.content
    assert tries > 1
    assert len(stand_in.asked) == tries + 1
    last = stand_in.asked[-1].body
    assert (last.get("response_format") or {}).get("type") == structure
    assert not set(names) & set(last)


def test_a_server_that_ignores_the_schema_is_asked_once_more_with_less(stand_in: StandIn) -> None:
    stand_in.script = [
        server.writes("Our red lamp is 32 cm high."),
        server.writes(json.dumps(ANSWER)),
    ]

    result = written(stand_in)

    assert result.content == {"paragraphs": ["Red.", "32 cm high."]}
    formats = [body["response_format"]["type"] for body in stand_in.bodies()]
    assert formats == ["json_schema", "json_object"]
    assert result.usage is not None
    assert result.usage.output_tokens > len(json.dumps(ANSWER)) // 4, "both were paid for"


@pytest.mark.parametrize(
    "words",
    [
        f"```json\n{json.dumps(ANSWER, indent=2)}\n```",
        f"Here you are:\n\n{json.dumps(ANSWER)}\n\nShall I go on?",
        f'<think>The form is {{"paragraphs": …}}. Fine.</think>\n{json.dumps(ANSWER)}',
        json.dumps({"description": ANSWER}),
        json.dumps(ANSWER)[:-1] + ",}",
    ],
)
def test_json_is_found_where_local_models_hide_it(stand_in: StandIn, words: str) -> None:
    stand_in.script = [server.writes(words)]
    reader = Reader()

    result = provider(stand_in).write(wanted(), report=Told(), on_text=reader)

    assert reader.text == TEXT
    assert result.facts == ("colour", "height")
    assert len(stand_in.asked) == 1


def test_thoughts_sent_beside_the_text_are_not_the_text(stand_in: StandIn) -> None:
    def thinks(exchange: Exchange) -> None:
        body = exchange.asked.body
        sent = answers.chunks(body, json.dumps(ANSWER))
        thought = answers.chunks(body, "")[0]
        thought["choices"][0]["delta"] = {
            "reasoning_content": '{"paragraphs": ["no"]}',
            "content": None,
        }
        server.stream_chat(exchange, [thought, *sent])

    stand_in.script = [thinks]

    assert plain("description", written(stand_in).content) == TEXT


def test_a_server_that_cannot_stream_may_answer_whole(stand_in: StandIn) -> None:
    stand_in.script = [server.answers_whole]

    result = written(stand_in)

    check("description", result.content)
    assert result.usage is not None


def test_usage_that_is_not_told_is_not_made_up(stand_in: StandIn) -> None:
    stand_in.script = [refusing("stream_options")] * 2

    assert written(stand_in).usage is None


def test_the_last_usage_counts_where_it_is_told_with_every_piece(stand_in: StandIn) -> None:
    def counts(exchange: Exchange) -> None:
        sent = answers.chunks(exchange.asked.body, json.dumps(ANSWER))
        for number, chunk in enumerate(sent, start=1):
            chunk["usage"] = {"prompt_tokens": 5, "completion_tokens": number, "total_tokens": 6}
        server.stream_chat(exchange, sent[:-1])

    stand_in.script = [counts]

    usage = written(stand_in).usage
    assert usage is not None
    assert usage.input_tokens == 5
    assert usage.output_tokens > 10
    assert isinstance(usage, Usage)


def test_comments_and_empty_choices_in_a_stream_are_no_trouble(stand_in: StandIn) -> None:
    def chatty(exchange: Exchange) -> None:
        exchange.begin_stream()
        exchange.event(
            {"id": "", "object": "", "model": "", "choices": [], "prompt_filter_results": []}
        )
        for chunk in answers.chunks(exchange.asked.body, json.dumps(ANSWER)):
            exchange.line(": keep-alive")
            exchange.event(chunk)
        exchange.event("[DONE]")
        exchange.end_stream()

    stand_in.script = [chatty]

    assert plain("description", written(stand_in).content) == TEXT


def test_a_key_is_not_needed_where_none_is_asked_for(stand_in: StandIn) -> None:
    local = OpenAICopyProvider(key="", base_url=stand_in.url, model="writer-1")

    assert local.write(wanted("title"), report=Told(), on_text=Reader()).content["title"]
