"""What payment providers told is forgotten once nobody can ask for it any more."""

from datetime import timedelta

import pytest

from billing import services, sql
from billing.models import WebhookEvent
from billing.services import rounds

pytestmark = pytest.mark.django_db


def event(name: str, *, handled: int | None) -> None:
    """Leave an event that was handled so many days ago; None for one that failed."""
    at = None if handled is None else sql.now() - timedelta(days=handled)
    received = sql.now() - timedelta(days=200)
    WebhookEvent.objects.create(
        provider="stripe", event_id=name, kind="paid", handled_at=at, received_at=received
    )


def left() -> set[str]:
    return set(WebhookEvent.objects.values_list("event_id", flat=True))


def test_the_round_drops_what_was_handled_long_ago(
    public: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BATCH", 2)
    for number in range(5):
        event(f"old {number}", handled=91)
    event("lately", handled=89)
    event("failed", handled=None)

    services.sweep()

    assert left() == {"lately", "failed"}
    assert rounds.drop_events() == 0


def test_another_round_at_work_drops_them(public: None, monkeypatch: pytest.MonkeyPatch) -> None:
    event("old", handled=91)
    monkeypatch.setattr(sql, "only_sweeper", lambda: False)

    assert rounds.drop_events() == 0

    assert left() == {"old"}
