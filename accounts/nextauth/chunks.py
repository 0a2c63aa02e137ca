"""Cookies too long for a browser come in parts: `name.0`, `name.1` and so on."""

import re
from collections.abc import Iterable

from accounts.nextauth.keys import V4_COOKIES, V5_COOKIES
from accounts.nextauth.reading import MAX_LENGTH, SessionTokenInvalid

COOKIE_NAMES = (*V5_COOKIES, *V4_COOKIES)
# A chunk holds 3933 characters or more, so that the longest token has nine.
MAX_CHUNKS = 10
_PART = re.compile(r"(?P<name>.+?)(?:\.(?P<number>0|[1-9][0-9]?))?", re.ASCII)


def joined(cookies: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the name of the session cookie among these and its whole value; None without one.

    Raises:
        SessionTokenInvalid: parts are missing, twice there, too many, or of several cookies.
    """
    parts: dict[tuple[str, int | None], str] = {}
    for name, value in cookies:
        place = _place_of(name) if value else None
        if place is None:
            continue
        if place in parts or len(parts) >= MAX_CHUNKS:
            raise SessionTokenInvalid("chunks")
        parts[place] = value
    if not parts:
        return None
    names = {name for name, _number in parts}
    if len(names) > 1 or not _is_whole([number for _name, number in parts]):
        raise SessionTokenInvalid("chunks")
    token = "".join(parts[place] for place in sorted(parts, key=lambda place: place[1] or 0))
    if len(token) > MAX_LENGTH:
        raise SessionTokenInvalid("length")
    return names.pop(), token


def _place_of(name: str) -> tuple[str, int | None] | None:
    """Return the cookie a name is of, and which part it is; None for other cookies."""
    if not name.startswith(COOKIE_NAMES):
        return None
    found = _PART.fullmatch(name)
    if found is None or found["name"] not in COOKIE_NAMES:
        raise SessionTokenInvalid("chunks")
    return found["name"], None if found["number"] is None else int(found["number"])


def _is_whole(numbers: list[int | None]) -> bool:
    """Return whether this is the one cookie that was not parted, or all parts of one."""
    return numbers == [None] or (
        None not in numbers and sorted(number or 0 for number in numbers) == [*range(len(numbers))]
    )
