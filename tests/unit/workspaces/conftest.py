"""What the tests of workspaces share."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories import migrations
from tests.factories.migrations import Later


@pytest.fixture
def later(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Later:
    """One more migration: every workspace there is is behind."""
    return migrations.bring(settings, monkeypatch, tmp_path)
