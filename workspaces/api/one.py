"""What the APIs about one workspace have in common."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.viewsets import ViewSet

from accounts.client import origin_of
from accounts.models import User
from workspaces.gate import WorkspaceByIdApi

ID = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class OneWorkspaceApi(WorkspaceByIdApi, ViewSet):
    """A viewset about the workspace `pk`."""

    lookup_value_converter = "uuid"

    def checked(self, kind: type[Any], **context: Any) -> Any:
        """Return the body, checked to be of this shape."""
        given = kind(data=self.request.data, context=context)
        given.is_valid(raise_exception=True)
        return given

    @property
    def caller(self) -> User:
        """Who calls: nobody gets here without having signed in."""
        return cast("User", self.request.user)

    @property
    def origin(self) -> str:
        """Scheme and host as the caller wrote them."""
        return origin_of(self.request)

    @property
    def workspace_id(self) -> UUID:
        """The workspace the gate let the caller reach."""
        return self.access.workspace_id
