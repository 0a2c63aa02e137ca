"""What every test can ask for: the cast, clients, and a place to stand.

The two workspaces are made once a session; a test's own rows are rolled back. Tests that need
committed rows use `committed` and make their own person and workspace.
"""

import copy
import hashlib
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import limiting, sessions
from accounts.models import User
from accounts.services import sign_in_program
from audit.services import labels
from billing import services as billing
from billing.services import standing
from tests.factories import files, people
from workspaces import access, tenancy
from workspaces.models import Workspace
from workspaces.roles import Role

SAMPLE_SEED = 20266
SAMPLE_SHARE = 0.07
# Of a test with many variants the first is always there, and so is this share of the others.
VARIANTS_SHARE = 0.07
MANY_VARIANTS = ("unit", "contract")
# Of the suites with thousands of quick tests this share: together they take as long as all slow ones.
SHARES = {"unit": 0.6, "contract": 0.6, "integration": 0.75}
TIMEOUTS = {
    "unit": 20,
    "guards": 60,
    "contract": 60,
    "integration": 90,
    "performance": 120,
    "journeys": 240,
    "faults": 180,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--sample",
        action="store_true",
        help="Leave out tests marked long, and a seeded share of slow ones, many variants and all others.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each test its suite's time limit, and with --sample only a share of the slow ones."""
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    met: set[str] = set()
    for item in sorted(items, key=lambda item: item.nodeid):
        suite = item.path.relative_to(config.rootpath / "tests").parts[0]
        if item.get_closest_marker("timeout") is None:
            # Servers and databases that a whole session shares are not one test's time.
            item.add_marker(pytest.mark.timeout(TIMEOUTS.get(suite, 60), func_only=True))
        leave = config.getoption("--sample") and _chance(item) > _share(item, suite, met)
        (left_out if leave else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        dropped = set(left_out)
        items[:] = [item for item in items if item not in dropped]


def _share(item: pytest.Item, suite: str, met: set[str]) -> float:
    """Return how much of tests like this one the sample holds. met: tests seen with a variant."""
    if item.get_closest_marker("long") is not None:
        return 0.0
    if item.get_closest_marker("slow") is not None:
        return SAMPLE_SHARE
    name = item.nodeid.partition("[")[0]
    is_first = name not in met
    met.add(name)
    is_variant = suite in MANY_VARIANTS and "[" in item.nodeid
    return VARIANTS_SHARE if is_variant and not is_first else SHARES.get(suite, 1.0)


def _chance(item: pytest.Item) -> float:
    """Return a test's own number of 0 to 1: it stays the same when others come and go."""
    drawn = hashlib.sha256(f"{SAMPLE_SEED} {item.nodeid}".encode()).digest()
    return int.from_bytes(drawn[:4]) / 2**32


class Cast:
    """Who is who in the tests. Tests get copies: what one sets on them the next does not see."""

    def __init__(self) -> None:
        self.alice = people.person("Alice")
        self.bob = people.person("Bob")
        self.carol = people.person("Carol")
        self.mallory = people.person("Mallory")
        self.acme = people.workspace("Acme", self.alice)
        self.beta = people.workspace("Beta", self.mallory)
        people.join(self.bob, self.acme, Role.EDITOR)
        people.join(self.carol, self.acme, Role.VIEWER)


@pytest.fixture(scope="session")
def cast(django_db_setup: None, django_db_blocker: Any) -> Cast:
    with django_db_blocker.unblock():
        return Cast()


@pytest.fixture(autouse=True)
def _clean_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing kept in this process by one test is seen by the next."""
    access.forget_all()
    billing.forget_all()
    sessions.forget_all()
    labels.forget_all()
    monkeypatch.setattr(labels, "_once_committed", _at_once(labels._once_committed))
    # However slow the machine is, a page asks for the same each time.
    monkeypatch.setattr(standing, "KEEP_SECONDS", 60.0)
    # The cast is the same in all tests: what it does in one is not counted in another.
    monkeypatch.setattr(limiting, "SPACE", f"limits-{uuid.uuid4().hex}")
    monkeypatch.setattr(limiting, "_rests_until", 0.0)


def _at_once(once_committed: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return what names people at once where a test's transaction is never committed."""

    def do(work: Callable[[], None]) -> None:
        if not any(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            once_committed(work)
            return
        work()
        # It is rolled back with the test, or before.
        labels.forget_all()

    return do


@pytest.fixture
def public(db: None) -> Iterator[None]:
    """Begin and end in the public schema."""
    tenancy.leave()
    yield
    tenancy.leave()


@pytest.fixture
def alice(cast: Cast, public: None) -> User:
    return copy.copy(cast.alice)


@pytest.fixture
def bob(cast: Cast, public: None) -> User:
    return copy.copy(cast.bob)


@pytest.fixture
def carol(cast: Cast, public: None) -> User:
    return copy.copy(cast.carol)


@pytest.fixture
def mallory(cast: Cast, public: None) -> User:
    return copy.copy(cast.mallory)


@pytest.fixture
def acme(cast: Cast, public: None) -> Workspace:
    return copy.copy(cast.acme)


@pytest.fixture
def beta(cast: Cast, public: None) -> Workspace:
    return copy.copy(cast.beta)


@pytest.fixture
def in_acme(acme: Workspace) -> Iterator[Workspace]:
    """Stand in acme's schema."""
    with tenancy.inside(acme.schema_name):
        yield acme


@pytest.fixture
def client_for(public: None) -> Callable[[User], Client]:
    """Return a browser in which this person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        people.sign_in(client, user)
        return client

    return signed_in


@pytest.fixture
def api_for(public: None) -> Callable[..., APIClient]:
    """Return a program that has signed in as this person, for this workspace."""

    def signed_in(user: User, workspace: Workspace | None = None) -> APIClient:
        session = sign_in_program(user, user_agent="tests", address=None, now=timezone.now())
        client = APIClient()
        headers = {"HTTP_AUTHORIZATION": f"Bearer {session.access_token}"}
        if workspace is not None:
            headers["HTTP_X_WORKSPACE"] = workspace.slug
        client.credentials(**headers)
        return client

    return signed_in


@pytest.fixture
def photo_bytes() -> bytes:
    """A small product photo on a light ground (JPEG)."""
    return files.photo()


@pytest.fixture
def clean_cache(public: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
