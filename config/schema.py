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
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
PLAN_LIMIT_PROBLEM = {
    "description": "The plan's units of a meter are used up; each number is in the meter's own unit.",
    "allOf": [
        {"$ref": "#/components/schemas/Problem"},
        {
            "type": "object",
            "properties": {
                "meter": TEXT,
                **dict.fromkeys(("limit", "used", "reserved", "requested", "remaining"), NUMBER),
                "period_end": {"type": "string", "format": "date-time"},
                "plan": TEXT,
                "upgrade_url": {
                    "type": "string",
                    "nullable": True,
                    "format": "uri",
                    "description": "Where a larger plan is to be had.",
                },
                "can_upgrade": {
                    "type": "array",
                    "items": TEXT,
                    "description": "The names of those who can choose one.",
                },
            },
        },
    ],
}
FEATURE_PROBLEM = {
    "description": "The plan lets nobody in the workspace do this, whatever their role.",
    "allOf": [
        {"$ref": "#/components/schemas/Problem"},
        {
            "type": "object",
            "properties": {
                "feature": TEXT,
                "plan": TEXT,
                "upgrade_url": {"type": "string", "nullable": True, "format": "uri"},
                "can_upgrade": {"type": "array", "items": TEXT},
            },
        },
    ],
}
TOO_FAST_PROBLEM = {
    "description": "Requests came faster than a policy allows.",
    "allOf": [
        {"$ref": "#/components/schemas/Problem"},
        {
            "type": "object",
            "properties": {"violated-policies": {"type": "array", "items": TEXT}},
        },
    ],
}
SAYS = {
    "RateLimit-Policy": "How much a policy, or a meter of the plan, allows (`q`) in how many seconds (`w`).",
    "RateLimit": "How much of it is left (`r`), and in how many seconds that grows (`t`).",
    "Retry-After": "Seconds after which asking again makes sense.",
}

WARNS = 'A meter that is near its limit, and the level it has reached: `meter="images";level=80`.'


def _refused(said: str, *headers: str, schema: str = "Problem") -> dict[str, Any]:
    return {
        "description": said,
        "headers": {name: {"description": SAYS[name], "schema": TEXT} for name in headers},
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


ANSWER = {
    "description": "A problem.",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
# What everything that takes units may be answered.
UNITS_REFUSED = {
    "402": _refused(
        "The plan's units are used up. `Retry-After` is there where the period ends within a day "
        "and that helps.",
        *SAYS,
        schema="PlanLimitProblem",
    ),
    "403": _refused(
        "The plan has no API (`feature-not-in-plan`), or the role does not allow it.",
        schema="FeatureProblem",
    ),
    "409": _refused("The first request with this key is still being worked on.", "Retry-After"),
    "422": _refused("It cannot be made as asked, or the key stands for another request."),
    "429": _refused("Too fast.", *SAYS, schema="TooFastProblem"),
    "503": _refused("A server, or the vendor that makes it, is away or busy.", "Retry-After"),
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

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        takes_units = getattr(self.view, "takes_units", None)
        holds_units = getattr(self.view, "holds_units", None)
        if operation and holds_units and holds_units(self.method, getattr(self.view, "action", "")):
            _may_warn(operation)
        if operation and takes_units and takes_units(self.method, getattr(self.view, "action", "")):
            operation["responses"].update(UNITS_REFUSED)
        if operation and getattr(self.view, "counts_asks", False):
            operation["responses"]["429"] = UNITS_REFUSED["429"]
        return operation


def _may_warn(operation: dict[str, Any]) -> None:
    """Let the answers of what was held say that a limit is near."""
    answers = operation["responses"]
    done = next(status for status in ("201", "202", "200") if status in answers)
    headers = answers[done].setdefault("headers", {})
    headers["Quota-Warning"] = {"description": WARNS, "schema": TEXT}


def add_problems(result: dict[str, Any], **_generation: Any) -> dict[str, Any]:
    """Let every operation answer a problem (a spectacular POSTPROCESSING_HOOK)."""
    result["components"].setdefault("schemas", {}).update(
        Problem=PROBLEM,
        PlanLimitProblem=PLAN_LIMIT_PROBLEM,
        FeatureProblem=FEATURE_PROBLEM,
        TooFastProblem=TOO_FAST_PROBLEM,
    )
    for verbs in result["paths"].values():
        for operation in verbs.values():
            operation["responses"]["default"] = ANSWER
    return result
