"""How allauth keeps second factors here."""

from allauth.mfa.adapter import DefaultMFAAdapter

from accounts import sealing


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keys of second factors are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Return what is kept."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was kept."""
        return sealing.unseal(encrypted_text)
