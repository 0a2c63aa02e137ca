"""How the OpenAPI document is written: what every operation can answer, said once."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

PROBLEM = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(),
        "detail": serializers.CharField(),
        "request_id": serializers.CharField(),
    },
)
WORKSPACE_HEADER = OpenApiParameter(
    "X-Workspace",
    str,
    OpenApiParameter.HEADER,
    description="The workspace's address; may be left out by a person in only one.",
)


class ProblemAutoSchema(AutoSchema):
    """Adds the problem answer and, behind the gate, the workspace header."""

    def get_override_parameters(self) -> list[Any]:
        return [WORKSPACE_HEADER] if hasattr(self.view, "permissions_by_action") else []

    def get_response_serializers(self) -> Any:
        found = super().get_response_serializers()
        problem = OpenApiResponse(PROBLEM, description="A problem (RFC 9457).")
        if isinstance(found, dict):
            return {**found, "default": problem}
        code = {"POST": "201", "DELETE": "204"}.get(self.method, "200")
        return {code: found or OpenApiResponse(description="Done."), "default": problem}
