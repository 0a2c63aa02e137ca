"""What programs ask about people, under `/api/v1/auth/`."""

from accounts.api.nextauth import ExchangeApi
from accounts.api.own import PasswordApi, SessionApi, SessionsApi
from accounts.api.registering import (
    NewPasswordApi,
    PasswordResetApi,
    RegisterApi,
    VerifyAgainApi,
    VerifyApi,
)
from accounts.api.sign_in import KeysApi, RefreshApi, SignInApi, SignOutApi

__all__ = [
    "ExchangeApi",
    "KeysApi",
    "NewPasswordApi",
    "PasswordApi",
    "PasswordResetApi",
    "RefreshApi",
    "RegisterApi",
    "SessionApi",
    "SessionsApi",
    "SignInApi",
    "SignOutApi",
    "VerifyAgainApi",
    "VerifyApi",
]
