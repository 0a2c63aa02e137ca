"""What the addresses of files and products have in common."""

from typing import Any

from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from accounts.client import origin_of
from billing.api.warned import WarnedApi

UUID_REGEX = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class WorkspaceViewSet(WarnedApi, GenericViewSet[Any]):
    """What the three have in common: ids are UUIDs, addresses are the caller's own origin's."""

    lookup_value_regex = UUID_REGEX
    lookup_value_converter = "uuid"

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "origin": origin_of(self.request)}

    def checked(self, kind: type[Any]) -> Any:
        """Return the body, checked to be of this shape."""
        given = kind(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given

    def shown(self, kind: type[Any], found: Any) -> Any:
        """Return a row in this shape."""
        return kind(found, context=self.get_serializer_context()).data


def schema_name(request: Request) -> str:
    name: str = request.workspace.schema_name  # type: ignore[attr-defined]  # set by the gate
    return name


def person(request: Request) -> Any:
    # The gate let nobody in who is not signed in.
    return request.user
