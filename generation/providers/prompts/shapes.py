"""The JSON a text is asked in, by kind; the parts that people read stand first, so they stream."""

import json
from typing import Any

from generation.pipelines.video import LONGEST_SCENE, MOTIONS, SHORTEST_SCENE
from generation.providers.base import CopyRequest

_TEXT = {"type": "string"}


def schema(request: CopyRequest) -> dict[str, Any]:
    """Return the JSON schema of a text in the subset that structured output allows.

    Every object closes itself and requires all it has; bounds are said in words, as vendors
    disagree about which of them a schema may hold.
    """
    fields = _script(request) if request.kind == "script" else _FIELDS[request.kind]
    return _object(fields | {"facts": _listed(_attribute(request))})


def example(request: CopyRequest) -> str:
    """Return the shape as a line of JSON, for vendors that know no schemas."""
    return json.dumps(_example(schema(request)), ensure_ascii=False)


def _script(request: CopyRequest) -> dict[str, Any]:
    last = max(request.pictures - 1, 0)
    scene = {
        "narration": _TEXT,
        "on_screen": _TEXT,
        "picture": {"type": "integer", "description": f"0 to {last}"},
        "seconds": {
            "type": "number",
            "description": f"{SHORTEST_SCENE:g} to {LONGEST_SCENE:g}",
        },
        "motion": {"type": "string", "enum": list(MOTIONS)},
    }
    return {"scenes": _listed(_object(scene))}


def _attribute(request: CopyRequest) -> dict[str, Any]:
    names = list(dict.fromkeys(fact.attribute for fact in request.subject.facts))
    return {"type": "string", "enum": names} if names else _TEXT


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _listed(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _example(part: dict[str, Any]) -> Any:
    match part["type"]:
        case "object":
            return {name: _example(field) for name, field in part["properties"].items()}
        case "array":
            return [_example(part["items"])]
        case "string":
            return "|".join(part.get("enum", ())) or "…"
        case _:
            return 0


_FIELDS: dict[str, dict[str, Any]] = {
    "title": {"title": _TEXT},
    "description": {"paragraphs": _listed(_TEXT)},
    "selling_points": {"points": _listed(_object({"head": _TEXT, "text": _TEXT}))},
    "faq": {"entries": _listed(_object({"question": _TEXT, "answer": _TEXT}))},
    "post": {"title": _TEXT, "body": _TEXT, "tags": _listed(_TEXT)},
}
