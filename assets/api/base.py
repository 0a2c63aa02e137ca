"""What the addresses of files and products have in common."""

from typing import Any

from django.http import HttpResponseRedirect
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.client import origin_of
from assets.serializers.files import DownloadSerializer
from billing.api.warned import WarnedApi

UUID_REGEX = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

# How an address that hands a file out is described.
saves_a_file = extend_schema(
    parameters=[
        OpenApiParameter(
            "redirect", bool, description="`false` answers the address instead of going there."
        )
    ],
    responses={
        200: DownloadSerializer,
        307: OpenApiResponse(description="The file's address."),
    },
)


class WorkspaceViewSet(WarnedApi, GenericViewSet[Any]):
    """What the three have in common: ids are UUIDs, addresses are the caller's own origin's."""

    lookup_value_regex = UUID_REGEX
    lookup_value_converter = "uuid"

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "origin": origin_of(self.request)}

    def checked(self, kind: type[Any], **context: Any) -> Any:
        """Return the body, checked to be of this shape."""
        known = {**self.get_serializer_context(), **context}
        given = kind(data=self.request.data, context=known)
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


def saved_from(request: Request, url: str) -> Response | HttpResponseRedirect:
    """Go to where a file is saved from, or answer the address to who asked with `redirect=false`."""
    if request.query_params.get("redirect", "").lower() in {"false", "0", "no"}:
        return Response({"url": url})
    return HttpResponseRedirect(url, status=status.HTTP_307_TEMPORARY_REDIRECT)
