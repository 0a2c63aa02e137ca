"""What stands between a password that was right and a second factor: a text for five minutes.

It says whose password was right, and nothing else is done with it. A changed password ends it, and
so does the sign-in it was used for.
"""

import uuid
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

SECONDS = 300
MAX_LENGTH = 400
_SALT = "accounts.challenges"


class ChallengeInvalid(Exception):
    """The text is no challenge of this studio, is over, or was used."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge that was read. id: by which it is used once."""

    user: User
    id: str


def mint(user: User) -> str:
    """Return a challenge for a person whose password was right."""
    content = {"user": user.pk.hex, "id": uuid.uuid4().hex, "password": _mark(user)}
    return signing.dumps(content, salt=_SALT)


def read(text: str) -> Challenge:
    """Return whose challenge this is.

    Raises:
        ChallengeInvalid: it is none, its time is over, or the password has been changed.
    """
    if len(text) > MAX_LENGTH:
        raise ChallengeInvalid("form")
    try:
        content = signing.loads(text, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature as error:
        raise ChallengeInvalid("signature") from error
    user = User.objects.filter(pk=UUID(content["user"])).first()
    if user is None or not constant_time_compare(content["password"], _mark(user)):
        raise ChallengeInvalid("person")
    return Challenge(user, content["id"])


def spend(challenge: Challenge) -> None:
    """Use a challenge up. Raises ChallengeInvalid when it was used before."""
    if not cache.add(f"challenge:{challenge.id}", 1, timeout=SECONDS):
        raise ChallengeInvalid("used")


def _mark(user: User) -> str:
    """Return what changes with the password, and tells nothing of it."""
    return salted_hmac(_SALT, user.password, algorithm="sha256").hexdigest()[:16]
