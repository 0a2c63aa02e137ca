"""The table's rows of front ends whose session tokens are exchanged for ours."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _t

from accounts import nextauth
from accounts.services import exchanging
from config.problem_forms import Problem, fixed

NEXTAUTH: dict[type[Exception], Callable[[Any], Problem]] = {
    exchanging.NextauthOff: fixed(
        404,
        "nextauth-off",
        _t("No front end is connected"),
        _t("Whoever runs the studio can connect one with the setting AUTH_SECRET."),
    ),
    nextauth.SessionTokenExpired: fixed(
        401,
        "session-token-expired",
        _t("The front end's session has expired"),
        _t("Sign in to the front end again, and send its new token."),
        WWW_Authenticate='Bearer realm="nextauth", error="invalid_token"',
    ),
    nextauth.SessionTokenInvalid: fixed(
        401,
        "session-token-invalid",
        _t("This is no session of the front end"),
        _t("Send the whole session cookie of Auth.js or NextAuth, made with the shared secret."),
        WWW_Authenticate='Bearer realm="nextauth", error="invalid_token"',
    ),
    exchanging.TokenUsed: fixed(
        409,
        "token-used",
        _t("The token has been exchanged already"),
        _t("Each works once. Read the front end's session again for a new one."),
    ),
    exchanging.TokenOutdated: fixed(
        401,
        "session-token-outdated",
        _t("The front end's session is older than the last sign-out everywhere"),
        _t("Sign in to the front end again, and send its new token."),
        WWW_Authenticate='Bearer realm="nextauth", error="invalid_token"',
    ),
    exchanging.SubjectUnknown: fixed(
        403,
        "subject-unknown",
        _t("The front end's person is not known here"),
        _t(
            "Sign in here with e-mail and password, then send the token once more with "
            "“link” and your access token."
        ),
    ),
    exchanging.SubjectTaken: fixed(
        409,
        "subject-taken",
        _t("This sign-in belongs to somebody else"),
        _t("The front end's person is connected to another account. Nothing was changed."),
    ),
    exchanging.PersonSwitchedOff: fixed(
        403,
        "account-switched-off",
        _t("This account is switched off"),
        _t("This account is switched off. Whoever runs the studio can switch it on."),
    ),
    exchanging.ProofTooOld: fixed(
        403,
        "sign-in-again",
        _t("Sign in again first"),
        _t("A new way to sign in is connected within 15 minutes of signing in with a password."),
    ),
}
