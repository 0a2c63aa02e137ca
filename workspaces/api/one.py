"""What the APIs about one workspace have in common."""

from typing import Any, ClassVar, cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from accounts.client import origin_of
from accounts.models import User
from workspaces import access
from workspaces.gate import WorkspaceByIdApi
from workspaces.models import Workspace

ID = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class OneWorkspaceApi(WorkspaceByIdApi, ViewSet):
    """A viewset about the workspace `pk`.

    while_deleting: the actions there still are for one that is on its way out.
    """

    lookup_value_converter = "uuid"
    while_deleting: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Pass the gate; a workspace that is being deleted is closed to nearly everything."""
        super().initial(request, *args, **kwargs)
        is_leaving = self.access.status == Workspace.Status.DELETING
        if is_leaving and self.action not in self.while_deleting:
            raise access.BeingDeleted(self.access.name)

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
