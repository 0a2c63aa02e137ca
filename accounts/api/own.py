"""What signed-in people do about their own sign-ins and password."""

from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import guessing, limiting, services, sessions
from accounts.actors import actor_of
from accounts.api.parts import DONE, NO_STORE, caller, counted_address, given_by
from accounts.api.refusals import TooManyTries
from accounts.serializers import (
    ChangePasswordSerializer,
    EndedSerializer,
    SignInPlacesSerializer,
)

PASSWORD_WRONG = _("This is not your password.")
KEEP = OpenApiParameter(
    "keep_current", bool, description="true: the session that asks goes on. Else it ends, too."
)


class SessionsApi(APIView):
    """Where the caller is signed in."""

    @extend_schema(responses=SignInPlacesSerializer, tags=["auth"])
    def get(self, request: Request) -> Response:
        """Return browsers and programs in one list: this one first, then the last seen."""
        found = services.sessions_of(caller(request), current=sessions.reference(request))
        return Response(SignInPlacesSerializer({"results": found}).data, headers=NO_STORE)

    @extend_schema(
        operation_id="auth_sessions_end_all",
        parameters=[KEEP],
        responses=EndedSerializer,
        tags=["auth"],
    )
    def delete(self, request: Request) -> Response:
        """Sign out everywhere, here too unless `keep_current=true`."""
        keeps = serializers.BooleanField().run_validation(
            request.query_params.get("keep_current", "false")
        )
        user = caller(request)
        keep = sessions.reference(request) if keeps else ""
        ended = services.end_all_sessions(user, actor=actor_of(user), keep=keep)
        return Response(EndedSerializer({"ended": ended}).data)


class SessionApi(APIView):
    """One place where the caller is signed in."""

    @extend_schema(responses={204: DONE}, tags=["auth"])
    def delete(self, request: Request, session_id: UUID) -> Response:
        """Sign out there."""
        user = caller(request)
        if not services.end_session(user, session_id, actor=actor_of(user)):
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordApi(APIView):
    """The caller's password."""

    counts_asks = True

    @extend_schema(request=ChangePasswordSerializer, responses={204: DONE}, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Set a new password by who knows the present one; every other sign-in ends."""
        given = given_by(ChangePasswordSerializer, request)
        user = caller(request)
        where = counted_address(request)
        limiting.count_ask("new-password", address=where, person=str(user.pk))
        self._prove(request, password=given["current_password"])
        services.check_new_password(given["password"], user=user)
        services.change_password(user, password=given["password"], keep=sessions.reference(request))
        if request.auth is None:
            # A browser: its session was tied to the old password.
            update_session_auth_hash(request._request, user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _prove(self, request: Request, *, password: str) -> None:
        """Let the person pass who knows their password; wrong ones count as guesses do."""
        user = caller(request)
        try:
            counted = guessing.take_password(request._request, email=user.email)
        except guessing.Paused as error:
            raise TooManyTries(wait=error.wait) from error
        if not user.check_password(password):
            services.note_sign_in_failed(user.email)
            if not counted.left:
                services.note_locked_out(user.email)
            raise ValidationError({"current_password": [PASSWORD_WRONG]})
        guessing.give_back(counted)
