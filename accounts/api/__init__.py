"""What programs ask about people, under `/api/v1/auth/`."""

from accounts.api.sign_in import KeysApi, RefreshApi, SignInApi, SignOutApi

__all__ = ["KeysApi", "RefreshApi", "SignInApi", "SignOutApi"]
