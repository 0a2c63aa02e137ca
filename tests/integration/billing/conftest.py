"""A workspace of its own with committed rows, for units that many ask for at once."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.billing.units import Place
from workspaces import tenancy


@pytest.fixture
def place(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """A new workspace with ten images left; what happens here is committed and stays."""
    with django_db_blocker.unblock():
        tenancy.leave()
        yield Place(limit=10)
