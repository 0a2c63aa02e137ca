"""How passwords are hashed, and how long they may be."""

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, twice, in one lane: above what OWASP asks for at least (19 MiB).

    The framework's own takes 100 MiB in eight lanes: a handful of sign-ins at once would fill a
    small machine. A hash made with other figures is made anew at the next sign-in.
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1


class MaximumLengthValidator:
    """No password is longer than the settings say."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse what is too long."""
        del user
        if len(password) > settings.PASSWORD_MAX_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Say how long one may be."""
        most = settings.PASSWORD_MAX_LENGTH
        text = ngettext(
            "A password has %(most)d character at most.",
            "A password has %(most)d characters at most.",
            most,
        )
        return text % {"most": most}
