"""Sign-in for programs, under `/api/v1/auth/`."""

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import AppSettings
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import guessing, services, tokens
from accounts.api_authentication import BearerAuthentication
from accounts.client import address_of
from accounts.models import User
from accounts.serializers import KeySetSerializer, SignedInSerializer, SignInSerializer
from accounts.tokens import Claims


class WrongCredentials(exceptions.AuthenticationFailed):
    """E-mail and password do not belong together; which of them is wrong is not said."""

    default_code = "credentials-wrong"
    default_detail = _("The e-mail and the password do not match.")


class TooManyTries(exceptions.Throttled):
    """Guessing is over for a while."""

    default_code = "too-many-tries"
    default_detail = _("Too many tries. Wait, or reset the password.")
    # The header says how long; DRF's own sentence about it would be glued on.
    extra_detail_singular = ""
    extra_detail_plural = ""


class SwitchedOff(exceptions.PermissionDenied):
    """The password was right, but the person may not sign in."""

    default_code = "account-switched-off"
    default_detail = _("This account is switched off. Whoever runs the studio can switch it on.")


class EmailNotConfirmed(exceptions.PermissionDenied):
    """The password was right, but the e-mail has never been confirmed."""

    default_code = "email-not-confirmed"
    default_detail = _("Confirm your e-mail first: the link was sent when the account was made.")


class SignInApi(APIView):
    """Open a session for a program."""

    authentication_classes = [BearerAuthentication]
    permission_classes = [AllowAny]

    def perform_authentication(self, request: Request) -> None:
        """Look at no token: an old one must not stand in the way of a new sign-in."""

    @extend_schema(
        request=SignInSerializer, responses={200: SignedInSerializer}, tags=["auth"], auth=[]
    )
    def post(self, request: Request) -> Response:
        """Exchange e-mail and password for an access token."""
        given = SignInSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = self._prove(request, **given.validated_data)
        signed_in = services.sign_in_program(
            user,
            user_agent=request.headers.get("User-Agent", ""),
            address=address_of(request._request),
            now=timezone.now(),
        )
        return Response(SignedInSerializer(signed_in).data, headers={"Cache-Control": "no-store"})

    def _prove(self, request: Request, *, email: str, password: str) -> User:
        """Return who this is; the limits are those of the sign-in page, and shared with it."""
        inner = request._request
        if not ratelimit.consume(inner, action="login"):
            raise TooManyTries(wait=60)
        try:
            user: User | None = get_adapter().authenticate(inner, email=email, password=password)
        except guessing.TooManyTries as error:
            raise TooManyTries(wait=error.wait) from error
        if user is None:
            raise WrongCredentials
        if not user.is_active:
            raise SwitchedOff
        if not _is_confirmed(user):
            raise EmailNotConfirmed
        return user


class SignOutApi(APIView):
    """End the session the token names."""

    authentication_classes = [BearerAuthentication]

    @extend_schema(
        request=None, responses={204: OpenApiResponse(description="Done.")}, tags=["auth"]
    )
    def post(self, request: Request) -> Response:
        """End this session; its token is refused from now on."""
        claims = cast("Claims", request.auth)
        services.sign_out_program(cast("User", request.user), session_id=claims.session_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class KeysApi(APIView):
    """The public halves of the keys that sign access tokens."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(responses={200: KeySetSerializer}, tags=["auth"])
    def get(self, request: Request) -> Response:
        """Return the JWK set."""
        return Response(
            {"keys": tokens.public_keys()}, headers={"Cache-Control": "public, max-age=300"}
        )


def _is_confirmed(user: User) -> bool:
    if settings.ACCOUNT_EMAIL_VERIFICATION != AppSettings.EmailVerificationMethod.MANDATORY:
        return True
    known = EmailAddress.objects.filter(user=user, email=user.email, verified=True)
    return bool(known.exists())
