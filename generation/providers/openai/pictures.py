"""One picture asked of a vendor: the photo edited, or else an empty scene; streamed, or whole."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openai  # noqa: TID251 - this package is the adapter

from generation.providers.base import ImageRequest, ProviderError, Usage
from generation.providers.openai import rasters, wire
from generation.providers.openai.client import BASE64_ASKED, BASE64_LEFT_OUT, Dialect, Vendor
from generation.providers.openai.errors import (
    FAILURES,
    names_no_model,
    problem,
    said_by,
    translated,
)
from generation.providers.prompts import pictures as prompts

# The sizes that every model of the family makes, with their width to height.
SIZES = {"1024x1024": 1.0, "1536x1024": 1.5, "1024x1536": 1 / 1.5}
PARTIAL_PICTURES = 2
MAX_BODY = rasters.MAX_BYTES * 3 // 2
MAX_STREAM = (1 + PARTIAL_PICTURES) * MAX_BODY
_KINDS = ((b"\x89PNG", "png"), (b"RIFF", "webp"))
_NO_EDITS = re.compile(
    r"(edit|image input|multipart).{0,80}(not support|unsupported|not available|not allowed)"
    r"|(not support|unsupported|cannot).{0,80}(edit|image input|multipart)",
    re.IGNORECASE | re.DOTALL,
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What came back. is_scene: the vendor saw no photo; the product is still to be placed."""

    content: bytes
    usage: Usage | None
    is_scene: bool


async def ask(vendor: Vendor, request: ImageRequest, *, say: Say) -> Made:
    """Return the vendor's picture; `say` hears half-finished ones in base64.

    Raises:
        ProviderError: there is none; the code says why.
    """
    try:
        async with vendor.connect() as client, asyncio.timeout(vendor.patience.whole):
            return await _understood(client, vendor, request, say=say)
    except FAILURES as error:
        raise translated(error, key=vendor.key, unreadable=rasters.UNREADABLE) from error


async def _understood(
    client: openai.AsyncOpenAI, vendor: Vendor, request: ImageRequest, *, say: Say
) -> Made:
    dialect = vendor.dialect()
    while True:
        try:
            return await _once(client, vendor, request, say=say)
        except openai.APIStatusError as error:
            if dialect.edits_pictures and _has_no_edits(error):
                dialect.edits_pictures = False
            elif not dialect.learn_picture(error):
                raise


async def _once(
    client: openai.AsyncOpenAI, vendor: Vendor, request: ImageRequest, *, say: Say
) -> Made:
    dialect = vendor.dialect()
    edits = dialect.edits_pictures
    body = _body(vendor, request, dialect)
    if edits:
        kind = next((name for sign, name in _KINDS if request.photo.startswith(sign)), "jpeg")
        body["image"] = (f"product.{kind}", request.photo, f"image/{kind}")
        body["prompt"] = prompts.edit_prompt(request.style)
    images = client.images.with_streaming_response
    call = images.edit if edits else images.generate
    async with call(**body) as response:
        if wire.is_stream(response):
            events = wire.events_of(
                response, most=MAX_BODY, whole=MAX_STREAM, unreadable=rasters.UNREADABLE
            )
            text, usage = await _heard(events, say=say)
        else:
            document = await wire.document_of(
                response, most=MAX_BODY, unreadable=rasters.UNREADABLE, key=vendor.key
            )
            text, usage = _whole(document, dialect), wire.usage_of(document)
    return Made(rasters.from_base64(text), usage, is_scene=not edits)


def _body(vendor: Vendor, request: ImageRequest, dialect: Dialect) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": vendor.model,
        "prompt": prompts.scene_prompt(request.style),
        "n": 1,
    }
    if dialect.sizes_pictures:
        ratio = request.width_px / request.height_px
        body["size"] = min(SIZES, key=lambda size: max(SIZES[size] / ratio, ratio / SIZES[size]))
    if dialect.streams_pictures:
        body |= {"stream": True, "partial_images": PARTIAL_PICTURES}
    if dialect.base64 == BASE64_ASKED:
        body["response_format"] = "b64_json"
    return body


def _has_no_edits(error: openai.APIStatusError) -> bool:
    """Return whether the server has no edits at all, or none with this model."""
    if error.status_code in (404, 405, 501):
        return not names_no_model(error)
    if error.status_code == 415:
        return True  # it takes no forms, so no files
    is_about_model = error.param == "model" and not names_no_model(error)
    return error.status_code == 400 and (is_about_model or bool(_NO_EDITS.search(said_by(error))))


async def _heard(events: Any, *, say: Say) -> tuple[str, Usage | None]:
    async for event in events:
        kind, text = wire.text_of(event, "type"), wire.text_of(event, "b64_json")
        if kind.endswith("partial_image") and text:
            say(text)
        elif kind.endswith("completed"):
            return text, wire.usage_of(event)
    raise problem(rasters.UNREADABLE, "the stream ended without a picture")


def _whole(document: dict[str, Any], dialect: Dialect) -> str:
    picture = wire.first_of(document, "data")
    text, url = wire.text_of(picture, "b64_json"), wire.text_of(picture, "url")
    if text:
        return text
    if url.startswith("data:image/") and ";base64," in url:
        return url.split(";base64,", 1)[1]
    if url:
        raise _only_address(dialect)
    raise problem(rasters.UNREADABLE, "the answer holds no picture")


def _only_address(dialect: Dialect) -> ProviderError:
    """Return the refusal of an answer that is only an address.

    It is never fetched: a vendor, or whoever answers in its place, could name an address inside
    this network and have its content shown.
    """
    could_be_asked = dialect.base64 == BASE64_LEFT_OUT
    if could_be_asked:
        dialect.base64 = BASE64_ASKED
    detail = "the answer is an address, not a picture; addresses are not fetched"
    return problem(rasters.UNREADABLE, detail, retryable=could_be_asked)
