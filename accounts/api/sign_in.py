"""Sign-in and sign-out of programs."""

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import AppSettings
from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import challenges, guessing, limiting, services, tokens
from accounts.api.parts import DONE, StrangersApi, counted_address, given_by, signed_in
from accounts.api.refusals import (
    ChallengeOver,
    EmailNotConfirmed,
    SwitchedOff,
    TooManyTries,
    WrongCode,
    WrongCredentials,
)
from accounts.api_authentication import BearerAuthentication
from accounts.client import address_of
from accounts.models import User
from accounts.serializers import (
    KeySetSerializer,
    RefreshSerializer,
    SecondFactorSerializer,
    SignedInSerializer,
    SignInSerializer,
)
from accounts.tokens import Claims

EITHER = PolymorphicProxySerializer(
    component_name="SignInStep",
    serializers=[SignInSerializer, SecondFactorSerializer],
    resource_type_field_name=None,
)


class SignInApi(StrangersApi):
    """Open a session for a program."""

    @extend_schema(request=EITHER, responses={200: SignedInSerializer}, tags=["auth"], auth=[])
    def post(self, request: Request) -> Response:
        """Exchange e-mail and password for an access token and a refresh token.

        Who has a second factor is answered `401 second-factor-required` with a `challenge`; send it
        here with a `code`.
        """
        is_second = isinstance(request.data, dict) and "challenge" in request.data
        user = self._by_code(request) if is_second else self._by_password(request)
        try:
            opened = services.sign_in_program(
                user,
                user_agent=request.headers.get("User-Agent", ""),
                address=address_of(request._request),
                now=timezone.now(),
                proof="second_factor" if is_second else "password",
            )
        except services.ProofOutdated as error:
            raise ChallengeOver from error
        return signed_in(opened)

    def _by_password(self, request: Request) -> User:
        given = given_by(SignInSerializer, request)
        where = counted_address(request)
        # Counted by person and address together: a stranger holds up nobody else.
        limiting.count_ask("sign-in", address=where, person=f"{given['email'].lower()} {where}")
        user = self._prove(request, **given)
        services.ask_for_more(user)
        return user

    def _by_code(self, request: Request) -> User:
        given = given_by(SecondFactorSerializer, request)
        limiting.count_ask("sign-in", address=counted_address(request))
        try:
            challenge = challenges.read(given["challenge"])
            self._prove_again(request, challenge.user, code=given["code"])
            challenges.spend(challenge)
        except challenges.ChallengeInvalid as error:
            raise ChallengeOver from error
        return challenge.user

    def _prove(self, request: Request, *, email: str, password: str) -> User:
        """Return who this is by their password."""
        inner = request._request
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

    def _prove_again(self, request: Request, user: User, *, code: str) -> None:
        """Let the person pass by a code of their second factor."""
        if not user.is_active:
            raise SwitchedOff
        try:
            factor = services.prove_code(request._request, user=user, code=code)
        except guessing.Paused as error:
            raise TooManyTries(wait=error.wait) from error
        if factor is None:
            raise WrongCode


class RefreshApi(StrangersApi):
    """Go on after the access token's ten minutes."""

    @extend_schema(
        request=RefreshSerializer, responses={200: SignedInSerializer}, tags=["auth"], auth=[]
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for its successor and a new access token.

        The same token sent again within ten seconds is answered with the same successor; one that
        is older ends the sign-in.
        """
        given = given_by(RefreshSerializer, request)
        limiting.count_ask("refresh", address=counted_address(request))
        return signed_in(services.refresh_program(given["refresh_token"], now=timezone.now()))


class SignOutApi(APIView):
    """End the session the token names."""

    authentication_classes = [BearerAuthentication]

    @extend_schema(request=None, responses={204: DONE}, tags=["auth"])
    def post(self, request: Request) -> Response:
        """End this session; its tokens are refused from now on."""
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
