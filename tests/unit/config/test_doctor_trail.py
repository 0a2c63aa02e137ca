"""What the doctor says of the audit trail: proven or not, sealed in time or not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from audit import proofs
from audit.models import SealKept
from audit.sealing.lag import Lag
from config.stack import doctor_trail
from config.stack.findings import State
from tests.unit.config import trail
from tests.unit.config.test_staff_trail import broken


def test_a_trail_that_is_sealed_and_was_found_whole_is_well(public: None) -> None:
    trail.seal(1, to_xid=2**40)
    SealKept.objects.create(n=1)
    assert doctor_trail.trail().detail == "sealed; not proven yet"
    broken(state="whole", finding="")

    found = doctor_trail.trail()

    assert found.state is State.OK
    assert "found whole on" in found.detail


def test_a_trail_that_is_not_whole_comes_before_all_else(public: None) -> None:
    broken()

    found = doctor_trail.trail()

    assert found.state is State.MISSING
    assert "Row 77 was changed after it was sealed" in found.detail
    assert "docs/audit.md" in found.help


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (Lag(timedelta(minutes=6), None), "a row has waited 360 s for its seal"),
        (Lag(None, timedelta(minutes=11)), "a seal has waited 660 s for its copy in the bucket"),
    ],
)
def test_what_is_late_is_a_warning(
    public: None, monkeypatch: pytest.MonkeyPatch, now: Lag, said: str
) -> None:
    monkeypatch.setattr(doctor_trail, "lag", lambda: now)

    found = doctor_trail.trail()

    assert found.state is State.WARNING
    assert found.detail == said
    assert found.help


def test_what_is_not_late_is_none(public: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor_trail, "lag", lambda: Lag(timedelta(minutes=5), timedelta(minutes=10))
    )

    assert doctor_trail.trail().state is State.OK


def test_without_a_database_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any) -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(proofs, "last_ended", away)

    found = doctor_trail.trail()

    assert found.state is State.MISSING
    assert "connection refused" in found.detail


def test_a_proof_that_ended_early_is_told_and_alarms_nobody(public: None) -> None:
    trail.seal(1, to_xid=2**40, at=timezone.now())
    broken(state="failed", finding='{"kind": "not-proven", "why": "OSError: away"}')

    found = doctor_trail.trail()

    assert found.state is State.OK
    assert "The proof ended early: OSError: away" in found.detail
