"""What no row of the trail and no line of a log may hold, known by its form. Plain Python.

Nothing secret is handed to either; this is for what people and programs put where it does not
belong: a key in a reason, a token in the name of a browser, a link in an address that led here.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# The end of a mail's link is a way in: to a workspace, to a new password, to an address that counts as
# proved, to what somebody is mailed. It may stand in a `next=` as well, written with %2F.
_SLASH = "(?:/|%2F)"
_LINKS = f"join|confirm-email|password{_SLASH}reset{_SLASH}key|notifications{_SLASH}no-more"
TOKEN = re.compile(rf"""(?i)({_SLASH}(?:{_LINKS}){_SLASH})[^?#&"'<>\\\s]+""")
MASK = "…"
LEFT_OUT = rf"\1{MASK}"
# So much of one text of `changes` and `data` is kept, and so many entries of one list.
LONGEST = 300
MOST = 100

_NAMES = (
    r"passw(?:or)?d|passphrase|pwd|secret|token|api[-_ ]?key|access[-_]?key|private[-_]?key"
    r"|authorization|signature|credentials?|session[-_]?(?:id|key)|csrf|cookie|otp|jwt"
)
_SECRET_NAME = re.compile(rf"(?i)(?:{_NAMES})(?:[-_]?(?:value|again|1|2))?$")
# Beginnings and ends are bounded: a text of a megabyte is looked through once. The first of each line
# is what a text without it need not be asked for, in small letters.
_MASKS: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    (("/", "%2f"), TOKEN, LEFT_OUT),
    # Signed and sealed tokens.
    (("eyj",), re.compile(r"\beyJ[\w-]{6,}(?:\.[\w-]*){1,4}"), MASK),
    # Vendors' keys.
    (
        ("k-", "k_", "whsec_", "gh", "akia", "aiza", "xox"),
        re.compile(
            r"\b(?:(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[A-Z])[sr]k[-_][\w-]{16,}|whsec_\w{6,}"
            r"|gh[pousr]_\w{20,}|AKIA[A-Z0-9]{16}|AIza[\w-]{30,}|xox[abprs]-[\w-]{10,})"
        ),
        MASK,
    ),
    (
        ("bearer", "basic"),
        re.compile(r"(?i)\b(bearer|basic)(\s{1,4})[\w+/=.~-]{16,}"),
        rf"\1\2{MASK}",
    ),
    # name=value and "name": "value"; in a sentence only what looks like no word of one.
    (
        ("=", "'", '"'),
        re.compile(
            rf"""(?i)((?:{_NAMES})\w{{0,20}}(?:=|["']\s{{0,4}}[:,]\s{{0,4}}b?["']))[^\s"'&,;<>]{{4,}}"""
        ),
        LEFT_OUT,
    ),
    (
        (":",),
        re.compile(rf"""(?i)((?:{_NAMES}):\s{{0,4}})(?=\S{{0,60}}\d)[^\s"'&,;<>]{{12,}}"""),
        LEFT_OUT,
    ),
    (
        ("://",),
        re.compile(r"(?i)([a-z][a-z0-9+.-]{0,20}://[^/\s:@]{0,99}:)[^/\s@]{1,300}@"),
        rf"\1{MASK}@",
    ),
)


@lru_cache(maxsize=1024)
def is_secret(name: str) -> bool:
    """Return whether what is called this is a secret."""
    return _SECRET_NAME.search(name[-64:]) is not None


def masked(text: str) -> str:
    """Return a text without what looks like a secret."""
    lower = text.lower()
    for hints, form, instead in _MASKS:
        if any(hint in lower for hint in hints):
            text = form.sub(instead, text)
    return text


def kept(value: Any, *, name: str = "") -> Any:
    """Return what of a value may stand in JSON of the trail: bounded, printable, and no secret."""
    match value:
        case _ if name and value is not None and is_secret(name):
            return MASK
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {
                shown(str(key), 64): kept(part, name=str(key))
                for key, part in list(value.items())[:MOST]
            }
        case list() | tuple() | set() | frozenset():
            return [kept(part) for part in list(value)[:MOST]]
        case _:
            return shown(str(value), LONGEST)


def shown(text: str, length: int) -> str:
    """Return a text masked, in one line of printable characters, cut to `length`.

    Only a beginning is looked at: what is cut off costs nothing, however long it is.
    """
    begun = text[: 4 * length + 200]
    if not begun.isprintable():
        begun = "".join(character for character in begun if character.isprintable())
    found = masked(begun)
    return found if len(found) <= length else found[: length - 1] + MASK
