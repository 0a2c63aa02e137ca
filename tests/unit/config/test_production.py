"""Production starts with all it needs to know, or says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NEEDED = {
    "SECRET_KEY": "s" * 50,
    "PUBLIC_URL": "https://studio.test",
    "DATABASE_URL": "postgres://a:b@localhost/c",
    "REDIS_URL": "redis://localhost:6379/0",
    "S3_ENDPOINT_URL": "http://localhost:8333",
    "S3_ACCESS_KEY": "a",
    "S3_SECRET_KEY": "b",
    "TOKEN_SIGNING_KEYS": "t" * 40,
    "AUDIT_SEAL_KEY": "u" * 40,
    "FIELD_KEYS": "f" * 40,
    "EVENTS_KEY": "e" * 40,
}
LEFT_OUT = {"STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", *NEEDED}


def started(**given: str) -> str:
    """Return what reading the settings says; empty when they are whole."""
    inherited = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    child = subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        cwd=ROOT,
        env={**inherited, **NEEDED, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    return child.stderr.strip().rpartition("\n")[2]


def test_with_all_it_needs_it_starts() -> None:
    assert started() == ""


@pytest.mark.parametrize("name", ["FIELD_KEYS", "S3_SECRET_KEY"])
def test_what_is_missing_is_named(name: str) -> None:
    assert f"before starting in production: {name}." in started(**{name: ""})


def test_payments_nobody_would_hear_of_are_refused() -> None:
    assert "STRIPE_WEBHOOK_SECRET" in started(STRIPE_SECRET_KEY="sk_test_1")
    assert started(STRIPE_SECRET_KEY="sk_test_1", STRIPE_WEBHOOK_SECRET="whsec_1") == ""
