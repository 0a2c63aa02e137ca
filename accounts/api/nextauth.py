"""A front end's session for one of ours: `POST /api/v1/auth/nextauth`.

The token is taken from one place: the body's `token` or `cookies`, else the Authorization header,
else the request's own cookies. Nothing is set in a browser, and what is answered can be read by pages
of this site and of CORS_ALLOWED_ORIGINS alone; docs/adr/0014 says why that suffices.
"""

from collections.abc import Iterator
from typing import cast
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import limiting, nextauth, services
from accounts.api.parts import NO_STORE, StrangersApi, counted_address, given_by, signed_in
from accounts.client import address_of, origin_of
from accounts.models import User
from accounts.serializers import ExchangeSerializer, LinkedSerializer, SignedInSerializer
from accounts.services import exchanging
from accounts.tokens import Claims


class OriginNotAllowed(exceptions.PermissionDenied):
    """A page of another site sent this browser's cookies."""

    default_code = "origin-not-allowed"
    default_detail = _("Pages of this address cannot use the session of this browser.")


class ExchangeApi(StrangersApi):
    """Take a session token of Auth.js or NextAuth."""

    # The header may hold a token that is none of ours, and what comes is counted below.
    throttle_classes = []

    @extend_schema(
        request=ExchangeSerializer,
        responses={
            200: SignedInSerializer,
            201: OpenApiResponse(LinkedSerializer, "Linked, with `link`."),
        },
        tags=["auth"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Exchange a front end's session token for a session, once.

        With `link`, sent with an access token of a person: let that front end's tokens with this
        subject sign them in from now on.
        """
        if not settings.AUTH_SECRETS:
            raise exchanging.NextauthOff
        limiting.count_ask("nextauth", address=counted_address(request))
        given = given_by(ExchangeSerializer, request)
        presented = _presented(request, **given)
        if given["link"]:
            user, session_id = self._person(request)
            linked = services.link_identity(
                user, presented, session_id=session_id, now=timezone.now()
            )
            return Response(
                LinkedSerializer(linked).data, status=status.HTTP_201_CREATED, headers=NO_STORE
            )
        return signed_in(
            services.exchange(
                presented,
                user_agent=request.headers.get("User-Agent", ""),
                address=address_of(request._request),
                now=timezone.now(),
            )
        )

    def _person(self, request: Request) -> tuple[User, UUID]:
        """Return who is signed in here, and by which session."""
        APIView.perform_authentication(self, request)
        if not isinstance(request.auth, Claims):
            raise exceptions.NotAuthenticated
        return cast("User", request.user), request.auth.session_id


def _presented(
    request: Request, *, token: str = "", cookies: dict[str, str] | None = None, link: bool = False
) -> exchanging.Presented:
    """Return the token that was sent, from the first place that has one.

    Raises:
        nextauth.SessionTokenInvalid: there is none, or the cookies do not make one.
        OriginNotAllowed: it is in the browser's cookies, which a page of another site had sent.
    """
    if token:
        return exchanging.Presented(token)
    scheme, _space, sent = request.headers.get("Authorization", "").partition(" ")
    if cookies is None and not link and scheme.lower() == "bearer":
        # As both packages do it themselves.
        return exchanging.Presented(unquote(sent.strip()))
    if cookies is None:
        _demand_own_page(request)
    found = nextauth.joined(_sent_cookies(request) if cookies is None else cookies.items())
    if found is None:
        raise nextauth.SessionTokenInvalid("missing")
    name, value = found
    return exchanging.Presented(value, name)


def _demand_own_page(request: Request) -> None:
    """Refuse what a page of another site has sent with this browser's cookies.

    Browsers name the page's origin with every POST; servers that pass cookies on name none.
    """
    origin = request.headers.get("Origin")
    if origin not in {None, origin_of(request._request), *settings.CORS_ALLOWED_ORIGINS}:
        raise OriginNotAllowed


def _sent_cookies(request: Request) -> Iterator[tuple[str, str]]:
    """Yield the request's cookies as they stand there: Django would keep one of two of a name."""
    for part in request.headers.get("Cookie", "").split(";"):
        name, _equals, value = part.strip().partition("=")
        yield name, unquote(value)
