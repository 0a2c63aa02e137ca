"""One chat completion: asked for as a stream, heard in pieces, whatever the server makes of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openai  # noqa: TID251 - this package is the adapter

from generation.providers.base import CopyRequest, Usage
from generation.providers.openai import wire
from generation.providers.openai.client import JSON_OBJECT, JSON_SCHEMA, Dialect, Vendor
from generation.providers.openai.errors import FAILURES, problem, translated
from generation.providers.prompts import copy as prompts
from generation.providers.prompts import shapes

MAX_ANSWER = 200_000  # characters: far above any text, and small in memory
MAX_BODY = 4 * 2**20
MAX_STREAM = 64 * 2**20  # of whatever a model thinks aloud before it answers
MAX_TOKENS = 8192  # thinking counts, too
UNREADABLE = "copy.unreadable"


@dataclass(slots=True)
class Answer:
    """What came back. ending: the vendor's reason to stop; empty when it gave none."""

    text: str = ""
    refusal: str = ""
    ending: str = ""
    usage: Usage | None = None


async def ask(vendor: Vendor, request: CopyRequest, *, say: Callable[[str], None]) -> Answer:
    """Return the answer; `say` hears each piece of its text as it comes.

    What the server turns out not to understand is given up, and not asked for again.

    Raises:
        ProviderError: there is no answer; the code says why.
    """
    try:
        async with vendor.connect() as client, asyncio.timeout(vendor.patience.whole):
            return await _understood(client, vendor, request, say=say)
    except FAILURES as error:
        raise translated(error, key=vendor.key, unreadable=UNREADABLE) from error


async def _understood(
    client: openai.AsyncOpenAI, vendor: Vendor, request: CopyRequest, *, say: Callable[[str], None]
) -> Answer:
    while True:
        try:
            return await _once(client, vendor, request, say=say)
        except openai.APIStatusError as error:
            if not vendor.dialect().learn(error):
                raise


async def _once(
    client: openai.AsyncOpenAI, vendor: Vendor, request: CopyRequest, *, say: Callable[[str], None]
) -> Answer:
    body = _body(vendor, request, vendor.dialect())
    async with client.chat.completions.with_streaming_response.create(**body) as response:
        if wire.is_stream(response):
            events = wire.events_of(
                response, most=MAX_BODY, whole=MAX_STREAM, unreadable=UNREADABLE
            )
            return await _heard(events, say=say)
        document = await wire.document_of(
            response, most=MAX_BODY, unreadable=UNREADABLE, key=vendor.key
        )
    choice = wire.first_of(document, "choices")
    return await _heard(_one({**document, "choices": [_as_delta(choice)]}), say=say)


def _body(vendor: Vendor, request: CopyRequest, dialect: Dialect) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": vendor.model,
        "messages": prompts.messages(request),
        "stream": True,
    }
    if dialect.counts_usage:
        body["stream_options"] = {"include_usage": True}
    if dialect.token_limits:
        body[dialect.token_limits[0]] = MAX_TOKENS
    if dialect.structure == JSON_SCHEMA:
        named = {"name": request.kind, "strict": True, "schema": shapes.schema(request)}
        body["response_format"] = {"type": JSON_SCHEMA, "json_schema": named}
    elif dialect.structure == JSON_OBJECT:
        body["response_format"] = {"type": JSON_OBJECT}
    return body


async def _heard(chunks: Any, *, say: Callable[[str], None]) -> Answer:
    answer = Answer()
    async for chunk in chunks:
        answer.usage = wire.usage_of(chunk) or answer.usage
        choice = wire.first_of(chunk, "choices")
        delta = wire.part(choice, "delta")
        answer.refusal += wire.text_of(delta, "refusal")
        answer.ending = wire.text_of(choice, "finish_reason") or answer.ending
        piece = wire.text_of(delta, "content")
        if len(answer.text) + len(piece) + len(answer.refusal) > MAX_ANSWER:
            raise problem(UNREADABLE, f"over {MAX_ANSWER} characters")
        if piece:
            answer.text += piece
            say(piece)
    return answer


def _as_delta(choice: Any) -> dict[str, Any]:
    ending = wire.part(choice, "finish_reason")
    return {"delta": wire.part(choice, "message"), "finish_reason": ending}


async def _one(document: dict[str, Any]) -> Any:
    yield document
