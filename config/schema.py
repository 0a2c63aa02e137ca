"""How the OpenAPI document is written: what every operation can answer, said once."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from accounts.api_idempotency import HEADER, IdempotentApi
from config.problems import CONTENT_TYPE

PROBLEM = {
    "type": "object",
    "description": "What was refused, why, and what to do (RFC 9457). Some codes add fields.",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "example": "/problems/not-found"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable: for programs to decide by."},
        "detail": {"type": "string", "description": "For people, in their language."},
        "request_id": {"type": "string", "description": "Quote it when you report a problem."},
    },
}
ANSWER = {
    "description": "A problem.",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
WORKSPACE_HEADER = OpenApiParameter(
    "X-Workspace",
    str,
    OpenApiParameter.HEADER,
    description="The workspace's address; may be left out by a person in only one.",
)
KEY_HEADER = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="1 to 255 visible ASCII characters of your own, good for 7 days: the same request "
    "sent again with them has no second effect, and is answered as the first "
    "(`Idempotent-Replayed: true`).",
)


class GatedAutoSchema(AutoSchema):
    """Adds the workspace header behind the gate, and the key that what creates can be repeated with."""

    def get_override_parameters(self) -> list[Any]:
        found = []
        if getattr(self.view, "gate", "") == WORKSPACE_HEADER.name:
            found.append(WORKSPACE_HEADER)
        if isinstance(self.view, IdempotentApi) and self.view.takes_keys(
            self.method, getattr(self.view, "action", None)
        ):
            found.append(KEY_HEADER)
        return found


def add_problems(result: dict[str, Any], **_generation: Any) -> dict[str, Any]:
    """Let every operation answer a problem (a spectacular POSTPROCESSING_HOOK)."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for verbs in result["paths"].values():
        for operation in verbs.values():
            operation["responses"]["default"] = ANSWER
    return result
