"""Session tokens of a front end: the real packages' are read, and nothing else is."""

import json
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import nextauth
from accounts.nextauth.keys import GCM
from tests.factories import nextauth as front_end
from tests.factories.nextauth import LEFT_OUT, SECURE_V4, SECURE_V5, V4, V5
from tests.interop.orders import BAD, GOOD, NEWEST, OLDER, SECRETS, STRANGERS, SUBJECT

VECTORS = json.loads((Path(__file__).parent / "vectors" / "nextauth.json").read_text())
MINTED = datetime.fromtimestamp(VECTORS["minted_at"], UTC)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def names(vectors: list[dict[str, Any]]) -> list[str]:
    return [vector["name"] for vector in vectors]


def read(token: str, *, cookie: str | None = None, now: datetime = NOW) -> nextauth.Claims:
    return nextauth.read(token, secrets=SECRETS, now=now, cookie=cookie)


def claims(**more: Any) -> dict[str, Any]:
    return front_end.claims_of(SUBJECT, now=NOW, **more)


def minted(**more: Any) -> str:
    return front_end.v5(claims(**more), secret=NEWEST)


def test_every_order_of_the_real_packages_has_its_vector() -> None:
    assert names(VECTORS["good"]) == names(GOOD)
    assert names(VECTORS["bad"]) == names(BAD)


@pytest.mark.parametrize("vector", VECTORS["good"], ids=names(VECTORS["good"]))
def test_what_the_real_packages_mint_is_read(vector: dict[str, Any]) -> None:
    found = nextauth.joined(vector["cookies"].items())
    assert found is not None
    cookie, token = found

    said = read(token, cookie=cookie, now=MINTED + timedelta(minutes=1))

    assert (cookie, token) == (vector["cookie"], vector["token"])
    assert said.subject == SUBJECT
    assert said == read(token, now=MINTED + timedelta(minutes=1)), "as a bearer token, too"


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=names(VECTORS["bad"]))
def test_what_is_not_of_our_front_end_is_refused(vector: dict[str, Any]) -> None:
    cookie, token = nextauth.joined(vector["cookies"].items()) or ("", "")

    with pytest.raises(nextauth.SessionTokenInvalid):
        read(token, cookie=cookie, now=MINTED + timedelta(minutes=1))


def test_long_sessions_came_in_parts() -> None:
    parts = {v["name"]: len(v["cookies"]) for v in VECTORS["good"] if "parts" in v["name"]}

    assert set(parts.values()) == {4}


def test_it_is_known_who_vouched() -> None:
    said = read(minted(provider="github", providerAccountId="583231"))

    assert (said.provider, said.account) == ("github", "583231")


@pytest.mark.parametrize(
    "more", [{}, {"provider": "github"}, {"provider": "credentials", "providerAccountId": "7"}]
)
def test_without_provider_and_account_nobody_vouched(more: dict[str, Any]) -> None:
    said = read(minted(**more))

    assert (said.provider, said.account) == ("", "")


@pytest.mark.parametrize("cookie", [V5, SECURE_V5])
def test_the_other_encryption_that_version_5_reads_is_read(cookie: str) -> None:
    token = front_end.v5(claims(), secret=OLDER, cookie=cookie, enc=GCM)

    assert read(token, cookie=cookie).subject == SUBJECT


@pytest.mark.parametrize("secret", SECRETS)
def test_a_token_without_the_name_of_its_key_is_tried_with_each(secret: str) -> None:
    token = front_end.v5(claims(), secret=secret, cookie=SECURE_V5, kid=LEFT_OUT)

    assert read(token).subject == SUBJECT
    assert read(token, cookie=SECURE_V5).subject == SUBJECT
    with pytest.raises(nextauth.SessionTokenInvalid):
        read(token, cookie=V5)


def test_the_name_of_the_key_must_be_its_own() -> None:
    foreign = front_end.v5(claims(), secret=NEWEST, kid="another")

    with pytest.raises(nextauth.SessionTokenInvalid, match="key"):
        read(foreign)


@pytest.mark.parametrize("salt", ["", V4, SECURE_V4])
def test_version_4_with_and_without_a_salt(salt: str) -> None:
    assert read(front_end.v4(claims(), secret=OLDER, salt=salt)).subject == SUBJECT


def test_a_secret_that_is_not_shared_opens_nothing() -> None:
    for token in (
        front_end.v5(claims(), secret=STRANGERS),
        front_end.v5(claims(), secret=STRANGERS, kid=LEFT_OUT),
        front_end.v4(claims(), secret=STRANGERS),
    ):
        with pytest.raises(nextauth.SessionTokenInvalid, match="key"):
            read(token)


def test_without_secrets_nothing_is_read() -> None:
    with pytest.raises(nextauth.SessionTokenInvalid):
        nextauth.read(minted(), secrets=[], now=NOW)


@pytest.mark.parametrize(("seconds", "is_read"), [(14, True), (16, False)])
def test_clocks_may_differ_by_fifteen_seconds(seconds: int, is_read: bool) -> None:
    at = int(NOW.timestamp())
    times = (
        {"exp": at - seconds},
        {"iat": at + seconds},
        {"nbf": at + seconds},
        {"auth_time": at + seconds},
    )

    for time in times:
        if is_read:
            assert read(minted(**time)).subject == SUBJECT
        else:
            with pytest.raises(nextauth.SessionTokenInvalid):
                read(minted(**time))


def test_expired_is_told_from_invalid() -> None:
    with pytest.raises(nextauth.SessionTokenExpired):
        read(minted(exp=int(NOW.timestamp()) - 60))
    with pytest.raises(nextauth.SessionTokenInvalid) as refused:
        read(minted(iat=int(NOW.timestamp()) + 60))
    assert not isinstance(refused.value, nextauth.SessionTokenExpired)


@pytest.mark.parametrize("name", ["sub", "jti", "iat", "exp"])
@pytest.mark.parametrize("value", [LEFT_OUT, None, True, "", [], {}, "a b", "a\x00b", "é", 1e300])
def test_what_a_token_must_say_is_said_properly(name: str, value: Any) -> None:
    with pytest.raises(nextauth.SessionTokenInvalid):
        read(minted(**{name: value}))


@pytest.mark.parametrize(("name", "most"), [("sub", 191), ("jti", 128)])
def test_ids_are_not_longer_than_their_columns(name: str, most: int) -> None:
    assert "x" * most in astuple(read(minted(**{name: "x" * most})))

    with pytest.raises(nextauth.SessionTokenInvalid, match=name):
        read(minted(**{name: "x" * (most + 1)}))


def test_refusals_hold_nothing_of_the_token() -> None:
    token = front_end.v5(claims(), secret=STRANGERS)

    with pytest.raises(nextauth.SessionTokenInvalid) as refused:
        read(token)

    assert str(refused.value) == "key"
