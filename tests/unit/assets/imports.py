"""What tests of imports ask for."""

import pytest

from accounts.models import User
from tests.factories.sheets import Desk
from workspaces.models import Workspace


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, in_acme: Workspace, alice: User) -> Desk:
    """Imports in acme, by Alice."""
    return Desk(monkeypatch, alice)
