"""How allauth keeps second factors here."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from accounts import sealing, staff_factor


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keys of second factors are encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": staff_factor.LAST_ONE,
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Tell whether a second step may go: staff keep their last one."""
        return staff_factor.can_remove(authenticator)

    def encrypt(self, text: str) -> str:
        """Return what is kept."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was kept."""
        return sealing.unseal(encrypted_text)
