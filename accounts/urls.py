"""The API's addresses of accounts, under `/api/v1/auth/`."""

from django.urls import path

from accounts.api import (
    ExchangeApi,
    KeysApi,
    NewPasswordApi,
    PasswordApi,
    PasswordResetApi,
    RefreshApi,
    RegisterApi,
    SessionApi,
    SessionsApi,
    SignInApi,
    SignOutApi,
    VerifyAgainApi,
    VerifyApi,
)

urlpatterns = [
    path("register", RegisterApi.as_view(), name="auth_register"),
    path("verify", VerifyApi.as_view(), name="auth_verify"),
    path("verify/resend", VerifyAgainApi.as_view(), name="auth_verify_again"),
    path("login", SignInApi.as_view(), name="auth_login"),
    path("refresh", RefreshApi.as_view(), name="auth_refresh"),
    path("logout", SignOutApi.as_view(), name="auth_logout"),
    path("nextauth", ExchangeApi.as_view(), name="auth_nextauth"),
    path("sessions", SessionsApi.as_view(), name="auth_sessions"),
    path("sessions/<uuid:session_id>", SessionApi.as_view(), name="auth_session"),
    path("password/reset", PasswordResetApi.as_view(), name="auth_password_reset"),
    path("password/reset/confirm", NewPasswordApi.as_view(), name="auth_password_new"),
    path("password/change", PasswordApi.as_view(), name="auth_password_change"),
    path("jwks", KeysApi.as_view(), name="auth_jwks"),
]
