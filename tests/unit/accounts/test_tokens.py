"""Access tokens: what is minted is read, and nothing else is."""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from accounts import tokens

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
USER, SESSION = uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> Any:
    settings.TOKEN_SIGNING_KEYS = ["newest secret", "older secret"]
    tokens._keys.cache_clear()
    yield
    tokens._keys.cache_clear()


def mint() -> str:
    return tokens.mint(user_id=USER, session_id=SESSION, now=NOW)


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def header_of(token: str) -> dict[str, Any]:
    first = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))


def signed(header: dict[str, Any], claims: dict[str, Any], key: Any = None) -> str:
    key = key or next(iter(tokens._keys().values()))
    how: dict[str, Any] = {"algorithms": [header["alg"]]}
    if header["alg"] == tokens.ALGORITHM:
        how = {"registry": tokens._REGISTRY}
    return jwt.encode(header, claims, key, **how, default_type=None)


def good_claims() -> dict[str, Any]:
    key = next(iter(tokens._keys().values()))
    return jwt.decode(mint(), key, registry=tokens._REGISTRY).claims


def test_what_is_minted_is_read() -> None:
    claims = tokens.read(mint(), now=NOW)

    assert (claims.user_id, claims.session_id) == (USER, SESSION)
    assert claims.expires_at == int(NOW.timestamp()) + 600


def test_every_token_has_its_own_id() -> None:
    assert tokens.read(mint(), now=NOW).token_id != tokens.read(mint(), now=NOW).token_id


def test_the_form_is_that_of_rfc_9068() -> None:
    header, claims = header_of(mint()), good_claims()

    assert (header["typ"], header["alg"]) == ("at+jwt", "EdDSA")
    assert set(claims) == {"iss", "aud", "sub", "sid", "jti", "iat", "exp"}


def test_a_token_of_the_older_key_is_still_read(settings: Any) -> None:
    settings.TOKEN_SIGNING_KEYS = ["older secret"]
    tokens._keys.cache_clear()
    old = mint()

    settings.TOKEN_SIGNING_KEYS = ["newest secret", "older secret"]
    tokens._keys.cache_clear()

    assert tokens.read(old, now=NOW).user_id == USER
    assert header_of(mint())["kid"] != header_of(old)["kid"]


def test_a_token_of_a_dropped_key_is_refused(settings: Any) -> None:
    token = mint()
    settings.TOKEN_SIGNING_KEYS = ["another secret"]
    tokens._keys.cache_clear()

    with pytest.raises(tokens.TokenInvalid):
        tokens.read(token, now=NOW)


def test_a_token_is_good_for_ten_minutes_and_a_little() -> None:
    token = mint()

    tokens.read(token, now=NOW + timedelta(seconds=610))
    with pytest.raises(tokens.TokenExpired):
        tokens.read(token, now=NOW + timedelta(seconds=616))


def test_a_token_from_the_future_is_refused() -> None:
    with pytest.raises(tokens.TokenInvalid):
        tokens.read(mint(), now=NOW - timedelta(seconds=60))


def test_public_keys_hold_no_secret() -> None:
    keys = tokens.public_keys()

    assert [key["kid"] for key in keys] == list(tokens._keys())
    assert all("d" not in key and key["crv"] == "Ed25519" for key in keys)


def mutants() -> dict[str, Any]:
    """Return a name and a maker for each hostile token."""
    ours = lambda: {"alg": "EdDSA", "typ": "at+jwt", "kid": next(iter(tokens._keys()))}  # noqa: E731
    stranger = OKPKey.generate_key("Ed25519")
    return {
        "empty": lambda: "",
        "not three parts": lambda: "a.b",
        "five parts": lambda: "a.b.c.d.e",
        "no base64": lambda: "$$.$$.$$",
        "header is a list": lambda: f"{part([])}.{part({})}.x",
        "header is deep": lambda: (
            base64.urlsafe_b64encode(b"[" * 900).decode() + "." + part({}) + ".x"
        ),
        "a megabyte": lambda: "a" * 1_000_000,
        "alg none": lambda: f"{part({**ours(), 'alg': 'none'})}.{part(good_claims())}.",
        "alg missing": lambda: f"{part({'typ': 'at+jwt', 'kid': 'x'})}.{part({})}.x",
        "hmac by the public key": lambda: signed(
            {**ours(), "alg": "HS256"},
            good_claims(),
            OctKey.import_key(tokens.public_keys()[0]["x"]),
        ),
        "typ JWT": lambda: signed({**ours(), "typ": "JWT"}, good_claims()),
        "typ missing": lambda: signed(
            {k: v for k, v in ours().items() if k != "typ"}, good_claims()
        ),
        "kid unknown": lambda: signed({**ours(), "kid": "other"}, good_claims()),
        "kid is a path": lambda: signed({**ours(), "kid": "../../dev/null"}, good_claims()),
        "kid is no text": lambda: f"{part({**ours(), 'kid': {'a': 1}})}.{part(good_claims())}.x",
        "jku": lambda: f"{part({**ours(), 'jku': 'https://evil'})}.{part(good_claims())}.x",
        "jwk": lambda: f"{part({**ours(), 'jwk': {}})}.{part(good_claims())}.x",
        "crit": lambda: f"{part({**ours(), 'crit': ['x']})}.{part(good_claims())}.x",
        "zip": lambda: f"{part({**ours(), 'zip': 'DEF'})}.{part(good_claims())}.x",
        "signed by a stranger": lambda: signed(ours(), good_claims(), stranger),
        "signature cut": lambda: mint()[:-4],
        "signature empty": lambda: mint().rsplit(".", 1)[0] + ".",
        "claims changed": lambda: ".".join(
            [
                mint().split(".")[0],
                part({**good_claims(), "sub": str(uuid.uuid4())}),
                mint().split(".")[2],
            ]
        ),
        "claims are a list": lambda: ".".join([mint().split(".")[0], part([]), "x"]),
        "other issuer": lambda: signed(ours(), {**good_claims(), "iss": "https://evil"}),
        "other audience": lambda: signed(ours(), {**good_claims(), "aud": "other"}),
        "sub no uuid": lambda: signed(ours(), {**good_claims(), "sub": "1 OR 1=1"}),
        "sub a number": lambda: signed(ours(), {**good_claims(), "sub": 7}),
        "exp a word": lambda: signed(ours(), {**good_claims(), "exp": "soon"}),
        **{
            f"no {name}": lambda name=name: signed(
                ours(), {key: value for key, value in good_claims().items() if key != name}
            )
            for name in ("iss", "aud", "sub", "sid", "jti", "iat", "exp")
        },
    }


@pytest.mark.parametrize("name", list(mutants()))
def test_a_hostile_token_is_refused(name: str) -> None:
    token = mutants()[name]()

    with pytest.raises(tokens.TokenInvalid):
        tokens.read(token, now=NOW)
