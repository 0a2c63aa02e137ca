"""Auth.js and NextAuth themselves mint what we read, and read what is minted as theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts import nextauth
from tests.factories import nextauth as front_end
from tests.interop.node import Node
from tests.interop.orders import (
    BAD,
    GOOD,
    NEWEST,
    OLDER,
    SECRETS,
    SECURE_V4,
    SECURE_V5,
    STRANGERS,
    SUBJECT,
    V4,
    V5,
)

LARGE = {"groups": [f"group-{number:05}" for number in range(760)]}


@pytest.fixture(scope="module")
def minted(node: Node) -> dict[str, dict[str, Any]]:
    return {answer["name"]: answer for answer in node.ask("mint.mjs", [*GOOD, *BAD])}


def test_all_they_mint_for_us_is_read(minted: dict[str, dict[str, Any]]) -> None:
    for order in GOOD:
        cookie, token = nextauth.joined(minted[order["name"]]["cookies"].items()) or ("", "")
        for known in (cookie, None):
            said = nextauth.read(token, secrets=SECRETS, now=datetime.now(UTC), cookie=known)
            assert (cookie, said.subject) == (order["cookie"], SUBJECT), order["name"]


def test_nothing_they_mint_for_others_is_read(minted: dict[str, dict[str, Any]]) -> None:
    for order in BAD:
        cookie, token = nextauth.joined(minted[order["name"]]["cookies"].items()) or ("", "")
        with pytest.raises(nextauth.SessionTokenInvalid):
            nextauth.read(token, secrets=SECRETS, now=datetime.now(UTC), cookie=cookie)


def test_what_is_minted_as_theirs_is_read_by_them(node: Node) -> None:
    orders = list(_readings())

    answers = node.ask("read.mjs", orders)

    assert len(answers) == len(orders) > 20
    for order, answer in zip(orders, answers, strict=True):
        said = (answer["claims"] or {}).get("sub")
        assert said == (SUBJECT if order["good"] else None), order["name"]


def _readings() -> Any:
    """Yield what the packages are to read, and whether they should."""
    now = datetime.now(UTC)
    usual = front_end.claims_of(SUBJECT, now=now)
    large = front_end.claims_of(SUBJECT, now=now, **LARGE)
    expired = front_end.claims_of(SUBJECT, now=now - timedelta(days=31))
    for package in ("@auth/core", "next-auth-5"):
        for cookie in (V5, SECURE_V5):
            for secret in SECRETS:
                token = front_end.v5(usual, secret=secret, cookie=cookie)
                yield from _ways(package, cookie, [*SECRETS], token, good=True)
            parts = front_end.in_parts(front_end.v5(large, secret=NEWEST, cookie=cookie), cookie)
            yield _way(package, cookie, [*SECRETS], cookies=parts)
            for token in (
                front_end.v5(usual, secret=STRANGERS, cookie=cookie),
                front_end.v5(expired, secret=NEWEST, cookie=cookie),
                front_end.v4(usual, secret=NEWEST),
            ):
                yield from _ways(package, cookie, [*SECRETS], token, good=False)
    for cookie in (V4, SECURE_V4):
        yield from _ways(
            "next-auth-4", cookie, NEWEST, front_end.v4(usual, secret=NEWEST), good=True
        )
        parts = front_end.in_parts(front_end.v4(large, secret=NEWEST), cookie, size=3933)
        yield _way("next-auth-4", cookie, NEWEST, cookies=parts)
        for token in (
            front_end.v4(usual, secret=OLDER),
            front_end.v4(expired, secret=NEWEST),
            front_end.v5(usual, secret=NEWEST),
        ):
            yield from _ways("next-auth-4", cookie, NEWEST, token, good=False)


def _ways(package: str, cookie: str, secret: Any, token: str, *, good: bool) -> Any:
    """Yield the three ways in which a package is given a token."""
    salt = cookie if package != "next-auth-4" else ""
    yield _way(package, cookie, secret, how="decode", token=token, salt=salt, good=good)
    yield _way(package, cookie, secret, token=token, good=good)
    yield _way(package, cookie, secret, cookies={cookie: token}, good=good)


def _way(
    package: str, cookie: str, secret: Any, *, how: str = "getToken", good: bool = True, **more: Any
) -> dict[str, Any]:
    name = f"{package} {cookie} {how} {', '.join(more)}"
    return {
        "name": name,
        "package": package,
        "how": how,
        "cookie": cookie,
        "secret": secret,
        "good": good,
        **more,
    }
