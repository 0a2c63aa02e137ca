"""One text: facts + kind + language + provider → structured content. Plain Python.

A text is kept in the shape of its kind, and read as plain text:

    title           {"title": str}
    description     {"paragraphs": [str, …]}
    selling_points  {"points": [{"head": str, "text": str}, …]}
    faq             {"entries": [{"question": str, "answer": str}, …]}
    post            {"title": str, "body": str, "tags": [str, …]}      title may be empty
    script          {"scenes": [{"narration": str, "on_screen": str, "picture": int,
                     "seconds": float, "motion": str}, …]}              picture counts from 0
"""

from collections.abc import Callable
from typing import Any

from generation.pipelines.video import LONGEST_SCENE, MOTIONS, SHORTEST_SCENE
from generation.providers.base import CopyProvider, CopyRequest, CopyResult, ProviderError, Report

KINDS = ("title", "description", "selling_points", "faq", "post")
SCRIPT = "script"
LANGUAGES = ("en", "zh-hans")
TONES = ("plain", "warm", "lively")
LENGTHS = ("short", "medium", "long")
# Where a listing text goes; a post goes to a network.
CHANNELS = ("general",)
NETWORKS = ("xiaohongshu", "instagram", "x")
MAX_TEXT = 8000  # characters of one text: above every channel's own limit (Facebook aside)
MAX_PARTS = 40


class ContentInvalid(Exception):
    """The content has not the shape of its kind; the text names the place."""


def write(
    request: CopyRequest, *, provider: CopyProvider, report: Report, on_text: Callable[[str], None]
) -> CopyResult:
    """Return the finished text. Raises ProviderError when there is none or it is rubbish."""
    report("start", 1)
    result = provider.write(request, report=report, on_text=on_text)
    try:
        check(request.kind, result.content)
    except ContentInvalid as error:
        raise ProviderError("copy.unreadable", retryable=True, detail=str(error)) from error
    report("store", 96)
    return result


def plain(kind: str, content: dict[str, Any]) -> str:
    """Return the text as it is read and copied; content that is not finished yet may lack parts."""
    match kind:
        case "title":
            return str(content.get("title", ""))
        case "description":
            return "\n\n".join(content.get("paragraphs", []))
        case "selling_points":
            return "\n".join(_joined(part, "head", "text") for part in content.get("points", []))
        case "faq":
            entries = content.get("entries", [])
            return "\n\n".join(_stacked(part, "question", "answer") for part in entries)
        case "post":
            tags = " ".join(f"#{tag}" for tag in content.get("tags", []))
            parts = (content.get("title", ""), content.get("body", ""), tags)
            return "\n\n".join(part for part in parts if part)
        case _:
            scenes = content.get("scenes", [])
            return "\n".join(str(scene.get("narration", "")) for scene in scenes)


def check(kind: str, content: Any) -> None:
    """Refuse content that has not the shape of its kind or more than it, is empty, or too long.

    Raises:
        ContentInvalid: the text names the place.
    """
    if not isinstance(content, dict):
        raise ContentInvalid("content: not an object")
    if kind not in _CHECKS:
        raise ContentInvalid(f"kind: {kind}")
    _CHECKS[kind](content)
    if len(plain(kind, content)) > MAX_TEXT:
        raise ContentInvalid(f"content: over {MAX_TEXT} characters")


def _title(content: dict[str, Any]) -> None:
    _only(content, "content", "title")
    _is_text(content.get("title"), "title")


def _description(content: dict[str, Any]) -> None:
    _only(content, "content", "paragraphs")
    for number, paragraph in enumerate(_list(content, "paragraphs")):
        _is_text(paragraph, f"paragraphs[{number}]")


def _post(content: dict[str, Any]) -> None:
    _only(content, "content", "title", "body", "tags")
    if not isinstance(content.get("title", ""), str):
        raise ContentInvalid("title: not a text")
    _is_text(content.get("body"), "body")
    tags = content.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag for tag in tags):
        raise ContentInvalid("tags: not a list of texts")


def _script(content: dict[str, Any]) -> None:
    _only(content, "content", "scenes")
    for number, scene in enumerate(_list(content, "scenes")):
        place = f"scenes[{number}]"
        if not isinstance(scene, dict):
            raise ContentInvalid(f"{place}: not an object")
        _is_text(scene.get("narration"), f"{place}.narration")
        seconds, picture = scene.get("seconds"), scene.get("picture")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise ContentInvalid(f"{place}.seconds: not a number")
        if not SHORTEST_SCENE <= seconds <= LONGEST_SCENE:
            raise ContentInvalid(f"{place}.seconds: {seconds}")
        if isinstance(picture, bool) or not isinstance(picture, int) or picture < 0:
            raise ContentInvalid(f"{place}.picture: {picture}")
        if scene.get("motion") not in MOTIONS:
            raise ContentInvalid(f"{place}.motion: {scene.get('motion')}")
        if not isinstance(scene.get("on_screen", ""), str):
            raise ContentInvalid(f"{place}.on_screen: not a text")


def _parts(content: dict[str, Any], name: str, fields: tuple[str, str]) -> None:
    _only(content, "content", name)
    for number, part in enumerate(_list(content, name)):
        place = f"{name}[{number}]"
        if not isinstance(part, dict):
            raise ContentInvalid(f"{place}: not an object")
        _only(part, place, *fields)
        for field in fields:
            _is_text(part.get(field), f"{place}.{field}")


def _list(content: dict[str, Any], name: str) -> list[Any]:
    found = content.get(name)
    if not isinstance(found, list) or not found:
        raise ContentInvalid(f"{name}: not a list, or empty")
    if len(found) > MAX_PARTS:
        raise ContentInvalid(f"{name}: over {MAX_PARTS}")
    return found


def _only(content: dict[str, Any], place: str, *names: str) -> None:
    for name in content:
        if name not in names:
            raise ContentInvalid(f"{place}: no part of it is called {name[:40]!r}")


def _is_text(value: Any, place: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ContentInvalid(f"{place}: not a text, or empty")


def _joined(part: dict[str, str], head: str, text: str) -> str:
    both = [part.get(head, ""), part.get(text, "")]
    is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in both[0])
    return ("：" if is_chinese else ": ").join(piece for piece in both if piece)


def _stacked(part: dict[str, str], first: str, second: str) -> str:
    return "\n".join(piece for piece in (part.get(first, ""), part.get(second, "")) if piece)


_CHECKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "title": _title,
    "description": _description,
    "selling_points": lambda content: _parts(content, "points", ("head", "text")),
    "faq": lambda content: _parts(content, "entries", ("question", "answer")),
    "post": _post,
    "script": _script,
}
