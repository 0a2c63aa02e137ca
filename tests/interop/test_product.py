"""The running product takes what Auth.js and NextAuth mint for its people."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from accounts.models import ExchangedToken, TokenFamily, User
from tests.factories import people
from tests.interop.node import Node
from tests.interop.orders import SECURE_V4, SECURE_V5, V4, V5, order
from tests.servers.stage import RunningProduct
from workspaces import tenancy

EXCHANGE = "/api/v1/auth/nextauth"
AT_ONCE = 64


@pytest.fixture
def robin(product: RunningProduct, django_db_blocker: Any) -> Iterator[User]:
    """Somebody whom the running product sees."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield people.person("Robin")


@pytest.fixture
def http(product: RunningProduct) -> Iterator[httpx.Client]:
    limits = httpx.Limits(max_connections=AT_ONCE)
    with httpx.Client(base_url=product.address, limits=limits, timeout=60) as client:
        yield client


def minted(node: Node, user: User) -> dict[str, dict[str, Any]]:
    """Return sessions of a person in each of the four cookies, and a long one."""
    claims = {"sub": str(user.pk), "name": "Robin"}
    long = {**claims, "groups": [f"group-{number:05}" for number in range(760)]}
    newest, older = settings.AUTH_SECRETS
    wanted = [
        order(V5, "next-auth-5", salt=V5, cookie=V5, claims=claims, secret=newest),
        order(
            SECURE_V5, "@auth/core", salt=SECURE_V5, cookie=SECURE_V5, claims=claims, secret=older
        ),
        order(V4, "next-auth-4", cookie=V4, claims=claims, secret=newest),
        order(SECURE_V4, "next-auth-4", cookie=SECURE_V4, claims=claims, secret=older),
        order("long", "@auth/core", salt=V5, cookie=V5, claims=long, secret=newest),
        order("bearer", "next-auth-5", salt=V5, claims=claims, secret=newest),
        order("once", "@auth/core", salt=V5, claims=claims, secret=newest),
    ]
    return {answer["name"]: answer for answer in node.ask("mint.mjs", wanted)}


def test_the_real_packages_sessions_are_exchanged(
    node: Node, robin: User, http: httpx.Client
) -> None:
    found = minted(node, robin)

    for name in (V5, SECURE_V5, V4, SECURE_V4, "long"):
        answer = http.post(EXCHANGE, headers={"Cookie": cookies_of(found[name])})
        assert answer.status_code == 200, f"{name}: {answer.text}"
        assert "set-cookie" not in answer.headers
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        me = http.get("/api/v1/auth/me", headers=bearer)
        assert me.json()["user"]["id"] == str(robin.pk), name
    sent = {"Authorization": f"Bearer {found['bearer']['token']}"}
    assert http.post(EXCHANGE, headers=sent).status_code == 200
    assert ExchangedToken.objects.filter(user=robin).count() == 6


def test_who_signed_in_with_google_is_known_by_what_a_front_end_vouches_for(
    node: Node, robin: User, http: httpx.Client
) -> None:
    uid = uuid4().hex
    SocialAccount.objects.create(user=robin, provider="google", uid=uid)
    claims = {"sub": str(uuid4()), "provider": "google", "providerAccountId": uid}
    wanted = order(
        "vouched", "next-auth-5", salt=V5, claims=claims, secret=settings.AUTH_SECRETS[0]
    )
    (answer,) = node.ask("mint.mjs", [{**wanted, "seconds": 60}])

    signed_in = http.post(EXCHANGE, json={"token": answer["token"]})

    assert signed_in.json()["user"]["id"] == str(robin.pk)


def test_of_many_who_send_one_token_at_once_one_is_signed_in(
    node: Node, robin: User, http: httpx.Client
) -> None:
    body = {"token": minted(node, robin)["once"]["token"]}

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: http.post(EXCHANGE, json=body), range(AT_ONCE)))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: AT_ONCE - 1}
    assert {answer.json().get("code") for answer in answers} == {None, "token-used"}
    assert TokenFamily.objects.filter(user=robin).count() == 1


def cookies_of(answer: dict[str, Any]) -> str:
    return "; ".join(f"{name}={value}" for name, value in answer["cookies"].items())
