"""What a program's person proves beside the password."""

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator

from accounts import challenges, guessing
from accounts.models import User

# What a program can send: kind → how allauth calls it. Passkeys need a browser.
KINDS = {"totp": Authenticator.Type.TOTP, "recovery_code": Authenticator.Type.RECOVERY_CODES}


class SecondFactorRequired(Exception):
    """The password was right; a code is needed too. kinds: what it may be."""

    def __init__(self, challenge: str, kinds: list[str]) -> None:
        super().__init__("a code is needed")
        self.challenge = challenge
        self.kinds = kinds


class PasskeyOnly(Exception):
    """The person's second factor is a passkey alone, which programs cannot send."""


class SecondFactorMissing(Exception):
    """The person is staff and has no second factor."""


def ask_for_more(user: User) -> None:
    """Let a person whose password was right pass, if that suffices.

    Raises:
        SecondFactorRequired: they have a second factor.
        PasskeyOnly: they have one that no program can ask for.
        SecondFactorMissing: they need one and have none.
    """
    has = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    kinds = [kind for kind, type_ in KINDS.items() if type_ in has]
    if kinds:
        raise SecondFactorRequired(challenges.mint(user), kinds)
    if has:
        raise PasskeyOnly
    if user.is_staff:
        raise SecondFactorMissing


def is_first_use(factor: Authenticator, code: str) -> bool:
    """Take a good code of an app once for as long as it is good.

    The library remembers it for one period, but takes it for one before and one after as well, and
    knows it no more when Redis is away. A recovery code it strikes out by itself.
    """
    if factor.type != Authenticator.Type.TOTP:
        return True
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 2)
    digits = "".join(one for one in code if one.isdigit())
    return guessing.is_first(f"{factor.user_id} {digits}", seconds=seconds)
