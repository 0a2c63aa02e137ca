"""A session cookie in parts is put together as it was cut, or not at all."""

import pytest

from accounts import nextauth
from tests.factories.nextauth import SECURE_V4, SECURE_V5, V4, V5, in_parts

TOKEN = "".join(chr(97 + n % 26) for n in range(9000))


@pytest.mark.parametrize("name", [V5, SECURE_V5, V4, SECURE_V4])
def test_parts_are_joined_by_their_numbers(name: str) -> None:
    parts = list(in_parts(TOKEN, name, size=900).items())

    assert nextauth.joined(parts[::-1]) == (name, TOKEN)


def test_a_cookie_that_was_not_parted_is_itself() -> None:
    assert nextauth.joined([("theme", "dark"), (V5, TOKEN)]) == (V5, TOKEN)


def test_without_a_session_cookie_there_is_none() -> None:
    assert nextauth.joined([]) is None
    assert nextauth.joined([("theme", "dark"), ("authjs.csrf-token", "x")]) is None


def test_emptied_cookies_do_not_count() -> None:
    """A session that became shorter leaves its parts behind, empty, until the browser drops them."""
    assert nextauth.joined([(V5, TOKEN), (f"{V5}.0", ""), (f"{V5}.1", "")]) == (V5, TOKEN)


@pytest.mark.parametrize(
    "cookies",
    [
        [(f"{V5}.1", "b")],
        [(f"{V5}.0", "a"), (f"{V5}.2", "c")],
        [(f"{V5}.1", "a"), (f"{V5}.2", "c")],
        [(f"{V5}.0", "a"), (f"{V5}.0", "b")],
        [(V5, "a"), (V5, "b")],
        [(V5, "a"), (f"{V5}.0", "b")],
        [(V5, "a"), (SECURE_V5, "b")],
        [(V5, "a"), (V4, "b")],
        [(f"{V5}.0", "a"), (f"{SECURE_V5}.1", "b")],
        [(f"{V5}.00", "a")],
        [(f"{V5}.01", "a")],
        [(f"{V5}.-1", "a")],
        [(f"{V5}.+0", "a")],
        [(f"{V5}. 0", "a")],
        [(f"{V5}.", "a")],
        [(f"{V5}.0.0", "a")],
        [(f"{V5}.0\n", "a")],
        [(f"{V5}.٠", "a")],
        [(f"{V5}.０", "a")],
        [(f"{V5}.²", "a")],
        [(f"{V5}.x", "a")],
        [(f"{V5}x", "a")],
        [(f"{V5}.{number}", "a") for number in range(11)],
        [(f"{V5}.{number}", "a") for number in range(10_000)],
        [(V5, "a" * (nextauth.MAX_LENGTH + 1))],
        [(f"{V5}.{number}", "a" * 4000) for number in range(9)],
    ],
)
def test_anything_else_is_refused(cookies: list[tuple[str, str]]) -> None:
    with pytest.raises(nextauth.SessionTokenInvalid):
        nextauth.joined(cookies)


def test_the_longest_token_fits_into_the_parts_allowed() -> None:
    token = "a" * nextauth.MAX_LENGTH

    assert nextauth.joined(in_parts(token, V4, size=3933).items()) == (V4, token)
