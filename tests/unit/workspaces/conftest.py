"""What the tests of workspaces share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from tests.factories import migrations
from tests.factories.migrations import Later


class Program:
    """A program of one person. What waits for the commit is done after each request."""

    def __init__(self, client: Any, commits: Any) -> None:
        self.client = client
        self.commits = commits

    def ask(self, method: str, address: str, body: object = None, **headers: str) -> Any:
        """Return the answer of an address under /api/v1."""
        with self.commits(execute=True):
            return self.client.generic(
                method.upper(),
                f"/api/v1{address}",
                data=_json(body),
                content_type="application/json",
                headers=headers,
            )

    def get(self, address: str, **headers: str) -> Any:
        return self.ask("get", address, **headers)

    def post(self, address: str, body: object = None, **headers: str) -> Any:
        return self.ask("post", address, body, **headers)

    def patch(self, address: str, body: object = None) -> Any:
        return self.ask("patch", address, body)

    def delete(self, address: str) -> Any:
        return self.ask("delete", address)


def _json(body: object) -> str:
    return "" if body is None else json.dumps(body)


@pytest.fixture
def program(api_for: Any, django_capture_on_commit_callbacks: Any) -> Callable[[User], Program]:
    """Return a function that gives a person a program that has signed in."""
    return lambda user: Program(api_for(user), django_capture_on_commit_callbacks)


@pytest.fixture
def later(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Later:
    """One more migration: every workspace there is is behind."""
    return migrations.bring(settings, monkeypatch, tmp_path)
