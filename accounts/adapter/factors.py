"""How allauth keeps second factors here."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import sealing, staff_factor
from accounts.models import User


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keys of second factors are encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": staff_factor.LAST_ONE,
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
        "incorrect_code": _("That did not match. Try again."),
        "unverified_email": _("Confirm your email first, then set up the second step."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Tell whether a second step may go: staff keep their last one."""
        return staff_factor.can_remove(authenticator)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  allauth's
        """Return what a new passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        if number == 1:
            return gettext("Passkey")
        return gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return how the browser names this site while it asks for a key."""
        return {**super().get_public_key_credential_rp_entity(), "name": "E_Business"}

    def encrypt(self, text: str) -> str:
        """Return what is kept."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was kept."""
        return sealing.unseal(encrypted_text)
