"""Auth.js carries our tokens as docs/nextjs.md shows: nobody is signed out by refreshing."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from accounts.models import TokenFamily
from tests.factories import people
from tests.factories.people import PASSWORD
from tests.interop.node import HERE, Node
from tests.servers.stage import RunningProduct
from workspaces import tenancy

DOC = HERE.parents[1] / "docs" / "nextjs.md"
# Longer than an access token is good for: each fetch of the session is due for a refresh.
ALWAYS_DUE = "3600"


@pytest.fixture
def open_database(product: RunningProduct, django_db_blocker: Any) -> Iterator[None]:
    """What is written here the running product sees."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield


def lived(node: Node, product: RunningProduct, *, persons: int, rounds: int) -> dict[str, Any]:
    """Return what people met with who sign in, fetch ten at once for some rounds, and sign out."""
    users = [people.person("Robin") for _ in range(persons)]
    order = {
        "accounts": [{"email": user.email, "password": PASSWORD} for user in users],
        "rounds": rounds,
    }
    more = {"STUDIO_URL": product.address, "STUDIO_REFRESH_AHEAD": ALWAYS_DUE}
    said = node.run("flow.mjs", standing=json.dumps(order), more=more, seconds=200)
    told: dict[str, Any] = json.loads(said)
    for person in told["people"]:
        assert person["location"] == "http://front.example", "signed in"
        assert (person["lost"], person["errors"]) == (0, [])
        assert person["after"] is None, "signed out of the front end"
        bearer = {"Authorization": f"Bearer {person['accessToken']}"}
        me = httpx.get(f"{product.address}/api/v1/auth/me", headers=bearer)
        assert (me.status_code, me.json()["code"]) == (401, "session-ended"), "and of the studio"
    families = TokenFamily.objects.filter(user__in=users)
    assert {family.revoked_reason for family in families} == {"signed_out"}
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
