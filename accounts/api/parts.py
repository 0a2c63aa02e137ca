"""What the addresses under `/api/v1/auth/` have in common."""

from typing import Any, cast

from drf_spectacular.utils import OpenApiResponse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_authentication import BearerAuthentication
from accounts.client import address_of, network_of
from accounts.models import User
from accounts.serializers import SignedInSerializer
from accounts.services import SignedIn

# Whoever keeps answers must not keep these.
NO_STORE = {"Cache-Control": "no-store"}
DONE = OpenApiResponse(description="Done.")


class StrangersApi(APIView):
    """A view for who has no session, or wants another.

    counts_asks: it is refused to who asks too often (the OpenAPI document says so).
    """

    counts_asks = True

    authentication_classes = [BearerAuthentication]
    permission_classes = [AllowAny]

    def perform_authentication(self, request: Request) -> None:
        """Look at no token: an old one must not stand in the way of a new sign-in."""


def counted_address(request: Request) -> str:
    """Return the client's address as limits count it."""
    return network_of(address_of(request._request))


def caller(request: Request) -> User:
    """Return who calls: nobody gets here without having signed in."""
    return cast("User", request.user)


def given_by(serializer: type[Any], request: Request) -> dict[str, Any]:
    """Return what was sent. Raises ValidationError."""
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return cast("dict[str, Any]", given.validated_data)


def signed_in(found: SignedIn) -> Response:
    """Answer with a program's session."""
    return Response(SignedInSerializer(found).data, headers=NO_STORE)
