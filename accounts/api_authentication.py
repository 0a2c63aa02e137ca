"""Who calls the API: a program with a bearer token, or a person with the site's session."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts import sessions, staff_factor, tokens
from accounts.models import User
from accounts.tokens import Claims
from audit import services as audit


class TokenExpired(AuthenticationFailed):
    """The token's ten minutes are over."""

    default_code = "token-expired"
    default_detail = _("The access token has expired. Sign in again for a new one.")


class TokenInvalid(AuthenticationFailed):
    """The header holds no token of this studio."""

    default_code = "token-invalid"
    default_detail = _("The access token is not one of this studio. Send the one you were given.")


class SessionEnded(AuthenticationFailed):
    """The token is good, but what it names has ended."""

    default_code = "session-ended"
    default_detail = _("This session has ended. Sign in again.")


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`; `request.auth` is then the token's claims."""

    keyword = "bearer"

    def authenticate(self, request: Request) -> tuple[User, Claims] | None:
        """Return the person and the claims; None when no bearer token was sent."""
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.keyword:
            return None
        try:
            claims = tokens.read(token.strip(), now=timezone.now())
        except tokens.TokenExpired as error:
            raise TokenExpired from error
        except tokens.TokenInvalid as error:
            raise TokenInvalid from error
        user = sessions.person_of(claims.session_id)
        if user is None or user.pk != claims.user_id:
            raise SessionEnded
        audit.set_origin(session_id=str(claims.session_id))
        return user, claims

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a refusal is 401 and says how to sign in."""
        del request
        return 'Bearer realm="api"'


class SecondStepNeeded(PermissionDenied):
    """Staff have not shown their second step in this session."""

    default_code = "second-factor-needed"
    default_detail = _("Staff need a second step. Open the site and show it, or set one up.")


class SiteSessionAuthentication(SessionAuthentication):
    """The site's own session; every write needs the CSRF token, and staff their second step."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Return who is signed in; None when nobody is.

        Raises:
            SecondStepNeeded: it is staff without one.
        """
        found: tuple[Any, None] | None = super().authenticate(request)
        if found is not None and staff_factor.is_held_up(request._request):
            raise SecondStepNeeded
        return found

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a write without the token, by a code of its own."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(
                _("Send the CSRF token in the X-CSRFToken header, or a bearer token instead."),
                code="csrf-failed",
            ) from error


class SiteSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the site's session stands in the OpenAPI document."""

    target_class = SiteSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        del auto_schema
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the bearer token stands in the OpenAPI document."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        del auto_schema
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
