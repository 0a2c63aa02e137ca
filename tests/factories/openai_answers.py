"""What the stand-in for an OpenAI-compatible vendor answers, from the public API description."""

import base64
import io
import json
import math
import re
import struct
import time
import wave
from typing import Any

from PIL import Image

MODELS = ("writer-1", "painter-1", "speaker-1")


def models() -> dict[str, Any]:
    data = [
        {"id": name, "object": "model", "created": 1_760_000_000, "owned_by": "stand-in"}
        for name in MODELS
    ]
    return {"object": "list", "data": data}


def error(message: str, *, kind: str, code: str | None = None, param: str | None = None) -> Any:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def text_for(body: dict[str, Any]) -> str:
    """Return JSON of the shape that is asked for, its texts made of the product's facts."""
    words = "\n".join(str(message["content"]) for message in body["messages"])
    found = re.search(r"<product>\n(.*?)\n</product>", words, re.DOTALL)
    product = json.loads(found.group(1)) if found else {"name": "Thing", "facts": []}
    wanted = body.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        shape = wanted["json_schema"]["schema"]
        return json.dumps(_filled(shape, product, name=""), ensure_ascii=False)
    shape = json.loads(words.split("nothing else:\n", 1)[1].split("\n", 1)[0])
    return json.dumps(_like(shape, product, name=""), ensure_ascii=False)


def completion(body: dict[str, Any], text: str, *, ending: str = "stop") -> dict[str, Any]:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, "refusal": None},
        "logprobs": None,
        "finish_reason": ending,
    }
    return _frame(body, "chat.completion") | {"choices": [choice], "usage": usage(body, text)}


def chunks(body: dict[str, Any], text: str, *, ending: str = "stop") -> list[dict[str, Any]]:
    """Return the pieces of a streamed completion: role, text, ending, then usage if asked for."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": text[at : at + 7]} for at in range(0, len(text), 7)]
    sent = [_chunk(body, delta, None) for delta in deltas]
    sent.append(_chunk(body, {}, ending))
    if (body.get("stream_options") or {}).get("include_usage"):
        frame = _frame(body, "chat.completion.chunk")
        sent.append(frame | {"choices": [], "usage": usage(body, text)})
    return sent


def refused_chunks(body: dict[str, Any]) -> list[dict[str, Any]]:
    deltas = [{"role": "assistant", "refusal": "I cannot "}, {"refusal": "help with that."}]
    return [_chunk(body, delta, None) for delta in deltas] + [_chunk(body, {}, "stop")]


def usage(body: dict[str, Any], text: str) -> dict[str, int]:
    taken, made = len(json.dumps(body["messages"])) // 4, max(1, len(text) // 4)
    return {"prompt_tokens": taken, "completion_tokens": made, "total_tokens": taken + made}


def picture(size: str, *, colour: tuple[int, int, int] = (90, 120, 150), kind: str = "PNG") -> str:
    width, height = map(int, size.split("x")) if "x" in size else (1024, 1024)
    out = io.BytesIO()
    # A corner of another colour shows whether a picture was turned or cut.
    made = Image.new("RGB", (width, height), colour)
    made.paste((200, 40, 40), (0, 0, width // 2, height // 2))
    made.save(out, kind)
    return base64.b64encode(out.getvalue()).decode()


def image_events(kind: str, size: str, *, partial: int) -> list[tuple[str, dict[str, Any]]]:
    said = {"size": size, "quality": "high", "background": "opaque", "output_format": "png"}
    frame = {"created_at": int(time.time()), **said}
    sent = []
    for at in range(partial):
        event = f"{kind}.partial_image"
        half = picture("64x64", colour=(60 * at, 60, 60))
        sent.append((event, frame | {"type": event, "b64_json": half, "partial_image_index": at}))
    event = f"{kind}.completed"
    counted = {"input_tokens": 200, "output_tokens": 1000, "total_tokens": 1200}
    done = {"type": event, "b64_json": picture(size), "usage": counted}
    return [*sent, (event, frame | done)]


def images(size: str) -> dict[str, Any]:
    return {
        "created": int(time.time()),
        "data": [{"b64_json": picture(size)}],
        "usage": {"input_tokens": 200, "output_tokens": 1000, "total_tokens": 1200},
    }


def speech(text: str, *, rate: int = 24_000) -> bytes:
    """Return a WAV of a hum as long as the text takes, with silence at both ends."""
    out = io.BytesIO()
    count = int(rate * max(0.2, len(text) * 0.06))
    hum = [int(9000 * math.sin(at * 2 * math.pi * 220 / rate)) for at in range(count)]
    still = [0] * (rate // 4)
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{count + 2 * len(still)}h", *still, *hum, *still))
    return out.getvalue()


def _frame(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-standin",
        "object": kind,
        "created": int(time.time()),
        "model": body["model"],
        "system_fingerprint": "fp_standin",
    }


def _chunk(body: dict[str, Any], delta: dict[str, Any], ending: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": ending}
    return _frame(body, "chat.completion.chunk") | {"choices": [choice]}


def _filled(shape: dict[str, Any], product: dict[str, Any], *, name: str) -> Any:
    match shape["type"]:
        case "object":
            return {
                key: _filled(part, product, name=key) for key, part in shape["properties"].items()
            }
        case "array":
            return _list(product, name, lambda: _filled(shape["items"], product, name=name))
        case "integer" | "number":
            return 0 if name == "picture" else 4.0
        case _:
            return shape["enum"][0] if shape.get("enum") else _sentence(product, name)


def _like(shape: Any, product: dict[str, Any], *, name: str) -> Any:
    """Return something like an example of the shape, for who knows no schemas."""
    match shape:
        case dict():
            return {key: _like(part, product, name=key) for key, part in shape.items()}
        case list():
            return _list(product, name, lambda: _like(shape[0], product, name=name))
        case str():
            return shape.split("|")[0] if "|" in shape else _sentence(product, name)
        case _:
            return 0


def _list(product: dict[str, Any], name: str, one: Any) -> list[Any]:
    if name == "facts":
        return [fact["attribute"] for fact in product["facts"]]
    return [one() for _ in range(3)]


def _sentence(product: dict[str, Any], name: str) -> str:
    if name == "tags":
        return "#home"
    facts = ", ".join(f"{fact['attribute']} {fact['value']}" for fact in product["facts"])
    return f"{product['name']}: {facts}." if facts else f"{product['name']}."
