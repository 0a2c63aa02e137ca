"""Auth.js carries our tokens as docs/nextjs.md shows: nobody is signed out by refreshing."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from accounts.models import TokenFamily, User
from tests.factories import people
from tests.factories.people import PASSWORD
from tests.interop.node import HERE, Node
from tests.servers.stage import RunningProduct
from workspaces import tenancy

FRONT_END = "http://front.example"
DOC = HERE.parents[1] / "docs" / "nextjs.md"
# Longer than an access token is good for: each fetch of the session is due for a refresh.
ALWAYS_DUE = "3600"


@pytest.fixture
def open_database(product: RunningProduct, django_db_blocker: Any) -> Iterator[None]:
    """What is written here the running product sees."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield


def front_end(node: Node, product: RunningProduct, *accounts: Any, rounds: int) -> dict[str, Any]:
    """Return what browsers met with that signed in to Auth.js, fetched, and signed out."""
    order = json.dumps({"accounts": accounts, "rounds": rounds})
    more = {"STUDIO_URL": product.address, "STUDIO_REFRESH_AHEAD": ALWAYS_DUE}
    told: dict[str, Any] = json.loads(node.run("flow.mjs", standing=order, more=more, seconds=200))
    return told


def account_of(user: User, **more: str) -> dict[str, str]:
    return {"email": user.email, "password": PASSWORD, **more}


def lived(node: Node, product: RunningProduct, *, persons: int, rounds: int) -> dict[str, Any]:
    """Have people live through some rounds of refreshes, and see that none was signed out."""
    users = [people.person("Robin") for _ in range(persons)]
    told = front_end(node, product, *map(account_of, users), rounds=rounds)
    for person in told["people"]:
        assert person["location"] == FRONT_END, "signed in"
        assert (person["lost"], person["errors"]) == (0, [])
        assert person["after"] is None, "signed out of the front end"
        bearer = {"Authorization": f"Bearer {person['accessToken']}"}
        me = httpx.get(f"{product.address}/api/v1/auth/me", headers=bearer)
        assert (me.status_code, me.json()["code"]) == (401, "session-ended"), "and of the studio"
    families = TokenFamily.objects.filter(user__in=users)
    assert {(one.revoked_reason, "Firefox" in one.user_agent) for one in families} == {
        ("signed_out", True)
    }
    assert len(families) == persons
    return told


def test_a_session_outlives_three_expiries_ten_fetches_at_once(
    node: Node, product: RunningProduct, open_database: None
) -> None:
    told = lived(node, product, persons=2, rounds=3)

    assert told["refused"] == 0
    # One for each expiry, and one for the signing out.
    assert told["successors"] == 2 * (3 + 1)
    assert told["refreshes"] <= 2 * (2 * 3 + 1), "each process asks once"


def test_the_second_step_is_asked_for_and_taken(
    node: Node, product: RunningProduct, open_database: None
) -> None:
    user = people.person("Robin")
    code = people.code(people.factor(user))

    told = front_end(node, product, account_of(user), account_of(user, password="wrong"), rounds=0)
    refused = [parse_qs(urlsplit(one["location"]).query) for one in told["people"]]
    assert [said["code"] for said in refused] == [["second-factor-required"], ["credentials-wrong"]]

    (person,) = front_end(node, product, account_of(user, code=code), rounds=1)["people"]
    assert (person["location"], person["lost"]) == (FRONT_END, 0)
    assert TokenFamily.objects.get(user=user).proof == "second_factor"


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_three_hundred_refreshes_sign_nobody_out(
    node: Node, product: RunningProduct, open_database: None
) -> None:
    told = lived(node, product, persons=6, rounds=50)

    assert (told["refused"], told["successors"]) == (0, 6 * (50 + 1))


def test_the_page_shows_what_is_tested() -> None:
    code = (HERE / "studio.mjs").read_text(encoding="utf-8")

    assert f"```js\n{code}```" in DOC.read_text(encoding="utf-8")
