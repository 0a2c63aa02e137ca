"""The API's addresses of accounts, under `/api/v1/auth/`."""

from django.urls import path

from accounts.api import KeysApi, RefreshApi, SignInApi, SignOutApi

urlpatterns = [
    path("login", SignInApi.as_view(), name="auth_login"),
    path("refresh", RefreshApi.as_view(), name="auth_refresh"),
    path("logout", SignOutApi.as_view(), name="auth_logout"),
    path("jwks", KeysApi.as_view(), name="auth_jwks"),
]
