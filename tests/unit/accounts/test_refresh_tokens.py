"""Refresh tokens as text: made again at will, and by nobody else."""

import base64
import uuid
from typing import Any

import pytest

from accounts import refresh_tokens
from accounts.refresh_tokens import RefreshTokenInvalid

FAMILY = uuid.UUID("6d7e3c9a-0000-4000-8000-0123456789ab")


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.TOKEN_SIGNING_KEYS = ["newest secret", "older secret"]


def test_a_token_is_always_the_same_and_says_what_it_is() -> None:
    token = refresh_tokens.mint(FAMILY, 7)

    assert refresh_tokens.mint(FAMILY, 7) == token
    assert refresh_tokens.read(token) == (FAMILY, 7)
    assert len(token) == refresh_tokens.LENGTH
    assert len({refresh_tokens.mint(FAMILY, number) for number in range(50)}) == 50


def test_a_token_of_the_older_key_is_still_read(settings: Any) -> None:
    settings.TOKEN_SIGNING_KEYS = ["older secret"]
    old = refresh_tokens.mint(FAMILY, 1)
    settings.TOKEN_SIGNING_KEYS = ["newest secret", "older secret"]

    assert refresh_tokens.read(old) == (FAMILY, 1)
    assert refresh_tokens.mint(FAMILY, 1) != old


def test_a_token_of_a_dropped_key_is_refused(settings: Any) -> None:
    old = refresh_tokens.mint(FAMILY, 1)
    settings.TOKEN_SIGNING_KEYS = ["another secret"]

    with pytest.raises(RefreshTokenInvalid):
        refresh_tokens.read(old)


def raw(token: str) -> bytearray:
    return bytearray(base64.urlsafe_b64decode(token + "=="))


def text(content: bytes | bytearray) -> str:
    return base64.urlsafe_b64encode(bytes(content)).rstrip(b"=").decode()


@pytest.mark.parametrize("at", range(0, 52, 3))
def test_no_byte_can_be_changed(at: int) -> None:
    changed = raw(refresh_tokens.mint(FAMILY, 1))
    changed[at] ^= 1

    with pytest.raises(RefreshTokenInvalid):
        refresh_tokens.read(text(changed))


def test_one_text_alone_is_good_for_the_same_bytes() -> None:
    token = refresh_tokens.mint(FAMILY, 1)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twins = [token[:-1] + one for one in letters if token[:-1] + one != token]
    same = [twin for twin in twins if raw(twin) == raw(token)]

    assert len(same) == 15
    for twin in same:
        with pytest.raises(RefreshTokenInvalid):
            refresh_tokens.read(twin)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "x" * refresh_tokens.LENGTH,
        "é" * refresh_tokens.LENGTH,
        "." * refresh_tokens.LENGTH,
        "+" * refresh_tokens.LENGTH,
        "=" * refresh_tokens.LENGTH,
        "a" * 1_000_000,
        text(b"\0" * 52),
        f" {refresh_tokens.mint(FAMILY, 1)[:-1]}",
    ],
)
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(RefreshTokenInvalid):
        refresh_tokens.read(token)
