"""Accounts that programs make, and what is done by links of mails."""

from allauth.account.app_settings import AppSettings
from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import limiting, services
from accounts.api.parts import DONE, NO_STORE, StrangersApi, counted_address, given_by
from accounts.serializers import (
    AskedSerializer,
    EmailSerializer,
    MailedSerializer,
    NewAccountSerializer,
    NewPasswordSerializer,
    VerifySerializer,
)


class RegisterApi(StrangersApi):
    """Make an account."""

    @extend_schema(
        request=NewAccountSerializer, responses={202: AskedSerializer}, tags=["auth"], auth=[]
    )
    def post(self, request: Request) -> Response:
        """Make an account for an e-mail nobody has here.

        The answer is the same when somebody has it: then nothing is made, and they are told by mail.
        """
        given = given_by(NewAccountSerializer, request)
        limiting.count_ask("register", address=counted_address(request), person=given["email"])
        services.register(services.NewPerson(**given), request=request._request)
        if needs_confirmation():
            found = {
                "verification": "sent",
                "detail": _("A mail is on its way. Follow its link, then sign in."),
            }
        else:
            found = {
                "verification": "not_needed",
                "detail": _("Sign in. If that fails, this e-mail had an account before."),
            }
        return _accepted(AskedSerializer(found).data)


class VerifyApi(StrangersApi):
    """Confirm an address."""

    @extend_schema(request=VerifySerializer, responses={204: DONE}, tags=["auth"], auth=[])
    def post(self, request: Request) -> Response:
        """Confirm an address by the key at the end of its mail's link."""
        given = given_by(VerifySerializer, request)
        limiting.count_ask("verify", address=counted_address(request))
        services.confirm_address(given["key"], request=request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class VerifyAgainApi(StrangersApi):
    """Send the mail that confirms an address again."""

    @extend_schema(
        request=EmailSerializer, responses={202: MailedSerializer}, tags=["auth"], auth=[]
    )
    def post(self, request: Request) -> Response:
        """Send the link again; the answer is the same for every e-mail."""
        given = given_by(EmailSerializer, request)
        limiting.count_ask("verify-again", address=counted_address(request), person=given["email"])
        services.send_confirmation_again(given["email"], request=request._request)
        return _mailed()


class PasswordResetApi(StrangersApi):
    """Ask for a link that sets a new password."""

    @extend_schema(
        request=EmailSerializer, responses={202: MailedSerializer}, tags=["auth"], auth=[]
    )
    def post(self, request: Request) -> Response:
        """Send the link; the answer is the same for every e-mail."""
        given = given_by(EmailSerializer, request)
        limiting.count_ask("reset", address=counted_address(request), person=given["email"])
        services.send_reset(given["email"], request=request._request)
        return _mailed()


class NewPasswordApi(StrangersApi):
    """Set a new password by a mail's link."""

    @extend_schema(request=NewPasswordSerializer, responses={204: DONE}, tags=["auth"], auth=[])
    def post(self, request: Request) -> Response:
        """Set a new password; every sign-in of the person ends."""
        given = given_by(NewPasswordSerializer, request)
        limiting.count_ask("new-password", address=counted_address(request))
        services.reset_password(**given, request=request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)


def needs_confirmation() -> bool:
    """Return whether nobody signs in before their address is confirmed."""
    wanted = settings.ACCOUNT_EMAIL_VERIFICATION
    return bool(wanted == AppSettings.EmailVerificationMethod.MANDATORY)


def _mailed() -> Response:
    found = {"detail": _("If the address has an account here, a mail is on its way to it.")}
    return _accepted(MailedSerializer(found).data)


def _accepted(content: object) -> Response:
    return Response(content, status=status.HTTP_202_ACCEPTED, headers=NO_STORE)
