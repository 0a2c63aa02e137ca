"""The table's rows of people and how they sign in."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from accounts import services as accounts
from accounts.services import Refusal
from config.problem_forms import Problem, Text, fixed

NOT_SIGNED_IN = _t("You are not signed in")
# RFC 6750: how one signs in, and that a token was the trouble.
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="api"'}
TOKEN_IS_BAD = {"WWW-Authenticate": 'Bearer realm="api", error="invalid_token"'}
REFUSALS: dict[Refusal, Text] = {
    Refusal.INVALID: _t(
        "The refresh token is not one of this studio. Send the one you were given last."
    ),
    Refusal.EXPIRED: _t(
        "This sign-in has not been used for too long, or is too old. Sign in again."
    ),
    Refusal.ENDED: _t("This sign-in has ended. Sign in again."),
    Refusal.REUSED: _t(
        "The refresh token was used before. Somebody may have copied it, so the sign-in was ended. "
        "Sign in again."
    ),
    Refusal.SWITCHED_OFF: _t(
        "This account is switched off. Whoever runs the studio can switch it on."
    ),
}


def _refresh_refused(error: accounts.RefreshRefused) -> Problem:
    detail = str(REFUSALS[error.refusal])
    return Problem(401, error.refusal.value, str(NOT_SIGNED_IN), detail, headers=dict(TOKEN_IS_BAD))


def _second_factor(error: accounts.SecondFactorRequired) -> Problem:
    return Problem(
        401,
        "second-factor-required",
        _("A code is needed, too"),
        _("Send this challenge with a code of your app, or with a recovery code."),
        {"challenge": error.challenge, "kinds": error.kinds},
        {**CHALLENGE, "Cache-Control": "no-store"},
    )


ACCOUNTS: dict[type[Exception], Callable[[Any], Problem]] = {
    accounts.KeyInvalid: fixed(
        400,
        "key-invalid",
        _t("This link does not work"),
        _t("It may be cut off, used or too old. Ask for another mail."),
    ),
    accounts.RefreshRefused: _refresh_refused,
    accounts.SecondFactorRequired: _second_factor,
    accounts.PasskeyOnly: fixed(
        403,
        "second-factor-passkey-only",
        _t("Your second step is a passkey"),
        _t(
            "Programs cannot ask for a passkey. Add an authenticator app on the page of your "
            "account, and sign in with its code."
        ),
    ),
    accounts.SecondFactorMissing: fixed(
        403,
        "second-factor-missing",
        _t("Staff need a second step"),
        _t(
            "Sign in once in a browser and add an authenticator app there. Then sign in here with "
            "its code."
        ),
    ),
}
