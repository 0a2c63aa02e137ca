"""None of the hostile tokens is taken, none costs time, and none is anybody's error."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from rest_framework.test import APIClient

from accounts.models import ExchangedToken, TokenFamily, User
from accounts.nextauth.keys import CBC, thumbprint
from tests.factories.hostile_tokens import COOKIES, TOKENS, Maker, by_hand

EXCHANGE = "/api/v1/auth/nextauth"
MOST_SECONDS = 0.05


@pytest.fixture
def maker(alice: User, settings: Any) -> Maker:
    settings.ASKS = {**settings.ASKS, "nextauth": {"address": (10_000, 60)}}
    return Maker(str(alice.pk), django_settings.AUTH_SECRETS[0])


def send(body: Any = None, **headers: str) -> Any:
    """Return the answer, with how long it took at best: other work may be in between."""
    client = APIClient(raise_request_exception=False)
    fastest, answer = 1e9, None
    for _ in range(5):
        began = time.perf_counter()
        answer = client.post(EXCHANGE, body, format="json", headers=headers)
        fastest = min(fastest, time.perf_counter() - began)
        if fastest < MOST_SECONDS or answer.status_code == 200:
            break
    return answer, fastest


def complaint(answer: Any, seconds: float) -> str:
    """Return what is wrong with how something hostile was answered; empty when nothing is."""
    if not 400 <= answer.status_code < 500:
        return f"answered {answer.status_code}"
    text = answer.content.decode()
    if "Traceback" in text or answer["Content-Type"] != "application/problem+json":
        return f"answered {text[:200]}"
    return f"took {seconds * 1000:.0f} ms" if seconds >= MOST_SECONDS else ""


def told(found: dict[str, tuple[Any, float]]) -> dict[str, str]:
    return {name: said for name, sent in found.items() if (said := complaint(*sent))}


def test_the_list_is_long() -> None:
    assert len(TOKENS) + len(COOKIES) >= 100


def test_what_they_are_made_of_is_taken(maker: Maker) -> None:
    """Else all would be refused for a reason of another kind."""
    header = {"alg": "dir", "enc": CBC, "kid": thumbprint(maker.raw()), "typ": "JWT", "cty": "x"}
    sealed = by_hand(json.dumps(maker.claims()).encode(), maker.raw(), header)

    for token in (maker.good(), sealed):
        assert send({"token": token})[0].status_code == 200


@pytest.mark.parametrize("where", ["body", "bearer", "cookie"])
def test_no_hostile_token_is_taken(maker: Maker, where: str) -> None:
    ways: dict[str, Callable[[str], Any]] = {
        "body": lambda token: send({"token": token}),
        "bearer": lambda token: send(authorization=f"Bearer {token}"),
        "cookie": lambda token: send(cookie=f"authjs.session-token={token}"),
    }
    names = list(TOKENS)
    if where != "body":
        # What a header cannot carry, or would lose on its way.
        lost = ("other letters", "digits of", "with a line's end", "with a blank")
        names = [name for name in names if not name.startswith(lost)]

    found = {name: ways[where](TOKENS[name](maker)) for name in names}

    assert told(found) == {}
    assert not ExchangedToken.objects.exists()
    assert not TokenFamily.objects.filter(user_id=maker.subject).exists()


def test_no_hostile_cookies_are_taken(maker: Maker) -> None:
    found = {name: send({"cookies": made(maker.good())}) for name, made in COOKIES.items()}

    assert told(found) == {}
    assert not ExchangedToken.objects.exists()


def test_our_own_tokens_are_none_of_a_front_end(
    maker: Maker, alice: User, api_for: Callable[..., APIClient]
) -> None:
    body = send({"token": maker.good()})[0].json()

    for token in (body["access_token"], body["refresh_token"]):
        for answer, _seconds in (send({"token": token}), send(authorization=f"Bearer {token}")):
            assert (answer.status_code, answer.json()["code"]) == (401, "session-token-invalid")


def test_a_front_ends_token_is_none_of_ours(maker: Maker) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {maker.good()}")

    assert client.get("/api/v1/auth/me").status_code == 401
    refreshed = client.post("/api/v1/auth/refresh", {"refresh_token": maker.good()}, format="json")
    assert refreshed.status_code in {400, 401}


@pytest.mark.parametrize(
    "body",
    [
        [], "token", 7, {"token": None}, {"token": ""}, {"token": 7}, {"token": ["a"]},
        {"token": {}}, {"cookies": []}, {"cookies": {"authjs.session-token": 7}},
        {"cookies": {"authjs.session-token": {"a": "b"}}}, {"cookies": None}, {"link": "perhaps"},
        {"link": True},
    ],
)  # fmt: skip
def test_bodies_of_another_shape_are_refused(maker: Maker, body: Any) -> None:
    assert complaint(*send(body)) == ""
