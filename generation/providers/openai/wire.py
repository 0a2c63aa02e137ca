"""What is shared in reading answers: nothing in them is taken to be as it should."""

import json
from collections.abc import AsyncIterator
from typing import Any

from generation.providers.base import Usage
from generation.providers.openai.errors import of_words, problem

MAX_TOKENS_COUNTED = 2**31 - 1  # what the usage columns hold
EVENT_COST = 1024  # bytes that the reading of an event is counted as, however short it is


def part(thing: Any, name: str) -> Any:
    """Return a field of a JSON object or of the SDK's model of one; None where there is none."""
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def text_of(thing: Any, name: str) -> str:
    """Return a field if it is a string, else an empty one."""
    value = part(thing, name)
    return value if isinstance(value, str) else ""


def first_of(thing: Any, name: str) -> Any:
    """Return the first entry of a list field, or None."""
    value = part(thing, name)
    return value[0] if isinstance(value, list) and value else None


def usage_of(thing: Any) -> Usage | None:
    """Return what was counted; chats and pictures name it differently."""
    usage = part(thing, "usage")
    if usage is None:
        return None
    taken = _count(usage, "prompt_tokens") or _count(usage, "input_tokens")
    made = _count(usage, "completion_tokens") or _count(usage, "output_tokens")
    return Usage(input_tokens=taken, output_tokens=made) if taken or made else None


def _count(usage: Any, name: str) -> int:
    value = part(usage, name)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return min(max(value, 0), MAX_TOKENS_COUNTED) if is_number else 0


def is_stream(response: Any) -> bool:
    """Return whether the server streams; one that cannot answers whole, as JSON."""
    return "json" not in response.headers.get("content-type", "").lower()


async def body_of(response: Any, *, most: int, unreadable: str) -> bytes:
    """Return the body, but refuse one without end.

    Raises:
        ProviderError: it is longer than `most` bytes.
    """
    body = bytearray()
    async for piece in response.iter_bytes():
        body += piece
        if len(body) > most:
            raise problem(unreadable, f"over {most} bytes")
    return bytes(body)


async def events_of(response: Any, *, most: int, whole: int, unreadable: str) -> AsyncIterator[Any]:
    """Yield the events of a stream, but refuse one without end.

    The SDK keeps an event until it has ended, however long that is: it is counted before.

    Raises:
        ProviderError: an event is longer than `most` bytes, or all of them than `whole`.
    """
    heard = response.http_response
    pieces = heard.aiter_bytes
    of_event = of_all = 0

    async def counted(*sizes: int) -> AsyncIterator[bytes]:
        nonlocal of_event
        async for piece in pieces(*sizes):
            of_event += len(piece)
            if of_event > most:
                raise problem(unreadable, f"an event of over {most} bytes")
            yield piece

    heard.aiter_bytes = counted
    async for event in await response.parse():
        of_all += max(of_event, EVENT_COST)
        of_event = 0
        if of_all > whole:
            raise problem(unreadable, f"events of over {whole} bytes")
        yield event


async def document_of(response: Any, *, most: int, unreadable: str, key: str) -> dict[str, Any]:
    """Return the JSON object of a whole answer.

    Raises:
        ProviderError: it is too long, no object, or an error said with status 200.
        ValueError: it is no JSON.
    """
    document = json.loads(await body_of(response, most=most, unreadable=unreadable))
    if not isinstance(document, dict):
        raise problem(unreadable, f"a {type(document).__name__}")
    if document.get("error"):
        raise of_words(str(document["error"]), key=key)
    return document
