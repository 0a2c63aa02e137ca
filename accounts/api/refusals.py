"""What sign-in refuses by exceptions of the framework's; the rest stands in the table of problems."""

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions


class WrongCredentials(exceptions.AuthenticationFailed):
    """E-mail and password do not belong together; which of them is wrong is not said."""

    default_code = "credentials-wrong"
    default_detail = _("The e-mail and the password do not match.")


class WrongCode(exceptions.AuthenticationFailed):
    """The code is not one of this person's, or was used."""

    default_code = "code-wrong"
    default_detail = _("This code is not right, or has been used. Wait for the next one.")


class ChallengeOver(exceptions.AuthenticationFailed):
    """The first step was too long ago, or its challenge was used."""

    default_code = "challenge-invalid"
    default_detail = _("This took too long, or was done already. Send e-mail and password again.")


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
