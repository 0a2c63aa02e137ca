"""What is true of a workspace's name, address, settings and brand, however they arrive.

Each function returns the value as it is kept, or raises Django's ValidationError with a stable
`code`: forms show its message, the API names the field.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.zones import TIME_ZONES, clean_time_zone
from workspaces.currencies import CURRENCIES

__all__ = [
    "CURRENCIES",
    "GONE",
    "MAX_COLOURS",
    "MAX_EMAIL",
    "MAX_NAME",
    "MAX_SLUG",
    "MAX_TONE",
    "MAX_WORD",
    "MAX_WORDS",
    "RESERVED_SLUGS",
    "TIME_ZONES",
    "check_words",
    "clean_colours",
    "clean_currency",
    "clean_email",
    "clean_language",
    "clean_line",
    "clean_lines",
    "clean_name",
    "clean_slug",
    "clean_time_zone",
    "clean_tone",
    "clean_words",
    "folded",
    "is_reserved",
]

MAX_NAME = 80
MAX_SLUG = 48
MAX_COLOURS = 6
MAX_EMAIL = 254
MAX_TONE = 500
MAX_WORD = 40
MAX_WORDS = 50

RESERVED_SLUGS = frozenset({"new", "api", "admin", "staff", "static", "events", "w"})
# What stands in the row of a deleted workspace: nobody may sit there before it does.
GONE = re.compile(r"gone-[0-9a-f]{32}", re.ASCII)

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
# Control characters, line ends, halves of characters, and what turns the direction of writing.
_UNSEEN = {"Cc", "Zl", "Zp", "Cs"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# The joiner and the non-joiner: some scripts are not written, and some pictures not drawn, without.
_JOINERS = "\u200c\u200d"


def clean_name(text: str) -> str:
    """Return a workspace's name: one line as it is read, of at most 80 characters.

    Browsers show several spaces as one, and nothing of what only tells how to show the rest.
    """
    name = " ".join(_line(text).split())
    if not any(unicodedata.category(char)[0] not in "CZ" for char in name):
        raise ValidationError(_("Give the workspace a name."), code="required")
    if any(_is_hidden(name, at) for at in range(len(name))):
        raise _unseen()
    return _not_longer(name, MAX_NAME)


def folded(name: str) -> str:
    """Return a name as it is read, so that what looks the same is the same."""
    seen = (char for char in name if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def clean_email(text: str) -> str:
    """Return an e-mail in lower case: one that can be, of at most 254 characters."""
    email = text.strip().lower()
    validate_email(email)
    return _not_longer(email, MAX_EMAIL)


def clean_slug(text: str) -> str:
    """Return an address, in lower case. That nobody else has it is the service's to say."""
    slug = _not_longer(text.strip().lower(), MAX_SLUG)
    if not _SLUG.fullmatch(slug):
        raise ValidationError(
            _("Use letters a to z, digits and hyphens, and begin and end with a letter or digit."),
            code="invalid",
        )
    if slug.isdigit():
        raise ValidationError(_("An address needs a letter, not digits alone."), code="number")
    if is_reserved(slug):
        raise ValidationError(
            _("This word is kept for the studio itself. Choose another."), code="reserved"
        )
    return slug


def is_reserved(slug: str) -> bool:
    """Return whether an address stands for something else."""
    return slug in RESERVED_SLUGS or GONE.fullmatch(slug) is not None


def clean_language(text: str) -> str:
    """Return the code of a language the product speaks."""
    if text not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose one of the languages on offer."), code="unknown")
    return text


def clean_currency(text: str) -> str:
    """Return a currency's code."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise ValidationError(
            _("This currency is not known. Use a code like USD, EUR or CNY."), code="unknown"
        )
    return code


def clean_colours(colours: Iterable[str]) -> list[str]:
    """Return colours as `#rrggbb`, in the order given: at most six, none twice."""
    cleaned = [text.strip().lower() for text in colours]
    if len(cleaned) > MAX_COLOURS:
        raise ValidationError(
            _("Give at most %(most)d colours.") % {"most": MAX_COLOURS}, code="too_many"
        )
    for colour in cleaned:
        if not _COLOUR.fullmatch(colour):
            raise ValidationError(
                _("“%(colour)s” is no colour. Write it like #1a2b3c.") % {"colour": colour[:20]},
                code="invalid",
            )
    _not_twice(cleaned)
    return cleaned


def clean_tone(text: str) -> str:
    """Return how the brand speaks, of at most 500 characters; it may have several lines."""
    return clean_lines(text, most=MAX_TONE)


def clean_lines(text: str, *, most: int) -> str:
    """Return text of several lines, each without space around it, and of at most `most` characters."""
    lines = text.strip().splitlines()
    return _not_longer("\n".join(_line(line) for line in lines), most)


def clean_line(text: str, *, most: int) -> str:
    """Return one line of at most `most` characters, its spaces as browsers show them."""
    return _not_longer(" ".join(_line(text).split()), most)


def clean_words(words: Iterable[str]) -> list[str]:
    """Return words and phrases, in the order given: at most fifty, none twice in any case."""
    cleaned = [_line(word) for word in words]
    if len(cleaned) > MAX_WORDS:
        raise ValidationError(
            _("Give at most %(most)d words.") % {"most": MAX_WORDS}, code="too_many"
        )
    if "" in cleaned:
        raise ValidationError(_("A word cannot be empty."), code="required")
    for word in cleaned:
        _not_longer(word, MAX_WORD)
    _not_twice(cleaned)
    return cleaned


def check_words(to_use: Iterable[str], to_avoid: Iterable[str]) -> None:
    """Refuse a word that is both to be used and to be avoided."""
    avoided = {word.casefold() for word in to_avoid}
    for word in to_use:
        if word.casefold() in avoided:
            raise ValidationError(
                _("“%(word)s” cannot be both used and avoided.") % {"word": word}, code="both"
            )


def _line(text: str) -> str:
    """Return one line of text without space around it."""
    line = text.strip()
    if any(unicodedata.category(char) in _UNSEEN or char in _TURNING for char in line):
        raise _unseen()
    return line


def _is_hidden(text: str, at: int) -> bool:
    """Return whether a character is not shown; a joiner belongs to what it stands between."""
    if unicodedata.category(text[at]) != "Cf":
        return False
    before, after = (
        unicodedata.category(char)[:1] if char else ""
        for char in (text[at - 1 : at], text[at + 1 : at + 2])
    )
    return text[at] not in _JOINERS or before not in {"L", "M", "S"} or after not in {"L", "S"}


def _unseen() -> ValidationError:
    return ValidationError(
        _("Leave out line breaks and characters that cannot be seen."), code="unseen"
    )


def _not_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise ValidationError(
            _("Use at most %(most)d characters.") % {"most": most}, code="too_long"
        )
    return text


def _not_twice(values: list[str]) -> None:
    counted = Counter(value.casefold() for value in values)
    for value in values:
        if counted[value.casefold()] > 1:
            raise ValidationError(
                _("“%(value)s” is there twice.") % {"value": value}, code="repeated"
            )
