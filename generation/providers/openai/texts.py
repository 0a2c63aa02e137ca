"""From a model's JSON, whole or still arriving, to content of its kind. Plain data in and out.

Content that is arriving shows only what the finished content will begin with: a part is left out
until nothing that may still come can change how it reads.
"""

import math
from collections.abc import Iterable
from typing import Any

from generation.pipelines.copy import MAX_PARTS
from generation.pipelines.video import LONGEST_SCENE, MOTIONS, SHORTEST_SCENE
from generation.providers.base import CopyRequest
from generation.providers.openai.partial import Open, Reading

_KEYS = {
    "title": "title",
    "description": "paragraphs",
    "selling_points": "points",
    "faq": "entries",
    "post": "body",
    "script": "scenes",
}
_PAIRS = {"selling_points": ("head", "text"), "faq": ("question", "answer")}
_TENTH = 10  # scenes are timed in tenths of a second


def shaped(request: CopyRequest, reading: Reading) -> dict[str, Any]:
    """Return the content that was read so far: trimmed, odd and empty parts dropped."""
    value, is_whole = _unwrapped(reading.value or {}, _KEYS[request.kind]), reading.is_whole
    match request.kind:
        case "title":
            return {"title": _text(value.get("title"))}
        case "description":
            return {"paragraphs": _texts(value.get("paragraphs"))}
        case "selling_points" | "faq":
            key = _KEYS[request.kind]
            return {key: _pairs(value.get(key), *_PAIRS[request.kind])}
        case "post":
            return _post(value, is_whole=is_whole)
        case _:
            return {"scenes": _scenes(value.get("scenes"), request)}


def used_facts(request: CopyRequest, reading: Reading) -> tuple[str, ...]:
    """Return the attributes the model says it used that the product has, each once."""
    value = _unwrapped(reading.value or {}, _KEYS[request.kind])
    real = {fact.attribute for fact in request.subject.facts}
    return tuple(dict.fromkeys(name for name in _items(value.get("facts"), str) if name in real))


def has_shape(request: CopyRequest, reading: Reading) -> bool:
    """Return whether the answer at least tries to have the shape that was asked for."""
    key = _KEYS[request.kind]
    return key in _unwrapped(reading.value or {}, key)


def timed(weights: list[float], *, total: float) -> list[float]:
    """Share `total` seconds by weight among scenes: tenths, each within its bounds.

    The sum is `total` where the bounds allow it; 0 leaves the weights as they are, but bounded.
    """
    low, high = round(SHORTEST_SCENE * _TENTH), round(LONGEST_SCENE * _TENTH)
    if not weights:
        return []
    target = round((total or sum(weights)) * _TENTH)
    target = min(max(target, low * len(weights)), high * len(weights))
    scale = target / sum(weights)
    shares = [min(max(round(weight * scale), low), high) for weight in weights]
    while (missing := target - sum(shares)) != 0:
        step = 1 if missing > 0 else -1
        bound = high if step > 0 else low
        free = [at for at, share in enumerate(shares) if share != bound]
        # The longest can best lose a tenth, or take one, unheard.
        for at in sorted(free, key=lambda at: -shares[at])[: abs(missing)]:
            shares[at] += step
    return [share / _TENTH for share in shares]


def _unwrapped(value: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the object that holds the content; some models wrap it once more."""
    inner = next(iter(value.values()), None)
    return inner if key not in value and isinstance(inner, dict) else value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    text = value.strip()
    return Open(text) if isinstance(value, Open) else text


def _items(value: Any, kind: type[Any]) -> list[Any]:
    return [item for item in value if isinstance(item, kind)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [text for text in map(_text, _items(value, str)) if text][:MAX_PARTS]


def _pairs(value: Any, head: str, text: str) -> list[dict[str, str]]:
    """Return the pairs that have both halves; the second shows once the first is finished."""
    found = []
    for item in _items(value, dict):
        pair = {name: _text(item.get(name)) for name in (head, text)}
        if isinstance(pair[head], Open):
            break
        if pair[head] and pair[text]:
            found.append(pair)
    return found[:MAX_PARTS]


def _post(value: dict[str, Any], *, is_whole: bool) -> dict[str, Any]:
    title, body = _text(value.get("title")), _text(value.get("body"))
    if not is_whole and "title" not in value:
        # It may still come, and it is read first.
        return {"title": "", "body": "", "tags": []}
    if isinstance(title, Open):
        return {"title": title, "body": "", "tags": []}
    if (isinstance(body, Open) or not body) and not is_whole:
        return {"title": title, "body": body, "tags": []}
    return {"title": title, "body": body, "tags": _tags(value.get("tags"))}


def _tags(value: Any) -> list[str]:
    # A tag that is still arriving may turn out to be one that stands there already.
    closed = (tag for tag in _items(value, str) if not isinstance(tag, Open))
    bare = ("".join(tag.split()).strip("#＃") for tag in closed)
    return list(dict.fromkeys(tag for tag in bare if tag))[:MAX_PARTS]


def _scenes(value: Any, request: CopyRequest) -> list[dict[str, Any]]:
    said = [item for item in _items(value, dict) if _text(item.get("narration"))]
    room = MAX_PARTS
    if request.seconds:
        room = min(room, max(1, math.floor(request.seconds / SHORTEST_SCENE)))
    said = said[:room]
    seconds = timed([_weight(item) for item in said], total=request.seconds)
    return [
        {
            "narration": _text(item.get("narration")),
            "on_screen": _text(item.get("on_screen")),
            "picture": _picture(item.get("picture"), at=at, count=request.pictures),
            "seconds": length,
            "motion": _motion(item.get("motion"), at=at),
        }
        for at, (item, length) in enumerate(zip(said, seconds, strict=True))
    ]


def _weight(scene: dict[str, Any]) -> float:
    seconds = scene.get("seconds")
    if isinstance(seconds, int | float) and 0 < seconds < 1e6:
        return float(seconds)
    # Speech takes its time by length.
    return max(len(str(scene.get("narration"))) / 12, SHORTEST_SCENE)


def _picture(value: Any, *, at: int, count: int) -> int:
    if count <= 0:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return at % count
    return min(max(int(value), 0), count - 1)


def _motion(value: Any, *, at: int) -> str:
    """Return the motion meant: models write `Pan left` or `zoom in` for what is asked."""
    named = str(value).strip().lower().replace(" ", "_").replace("-", "_")
    named = _same(named, (("zoom_in", "push_in"), ("zoom_out", "pull_out"), ("static", "hold")))
    return named if named in MOTIONS else MOTIONS[at % len(MOTIONS)]


def _same(name: str, others: Iterable[tuple[str, str]]) -> str:
    return dict(others).get(name, name)
