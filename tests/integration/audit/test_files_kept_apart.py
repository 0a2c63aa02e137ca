"""Files of staff beside those of workspaces; and that what was typed for a file is forgotten with it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from assets import storage
from audit import exports, queue, services
from audit.actions import Action
from audit.models import ActorLabel, AuditEvent, TrailExport
from audit.search import Filters
from audit.services import labels
from tests.integration.audit.events import PLACE

BY, STAFF = services.Actor("user", "lena", "Lena"), services.Actor("staff", "sam", "Sam")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_is_left(
    _empty_trail: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    storage.setup_bucket()
    settings.AUDIT_EXPORT_HOOKS = []
    monkeypatch.setattr(queue, "send_export", lambda _id: None)
    for model in (TrailExport, ActorLabel):
        model.objects.all().delete()
    labels.forget_all()
    yield
    for model in (TrailExport, ActorLabel):
        model.objects.all().delete()


def written(**values: Any) -> AuditEvent:
    row = {
        "workspace_id": PLACE, "actor_type": "user", "actor_id": "lena", "outcome": "ok",
        "action": Action.ASSET_CHANGED, "target_type": "asset", "target_id": "a1", **values,
    }  # fmt: skip
    return AuditEvent.objects.create(**row)


def content(export: TrailExport) -> str:
    export.refresh_from_db()
    return storage.read(export.key).decode()


def kept(state: str, *, ago: timedelta = timedelta(0), **narrowed: Any) -> TrailExport:
    """Return a file that ended so long ago."""
    ended = timezone.now() - ago
    return TrailExport.objects.create(
        workspace_id=PLACE, asked_by="lena", format="csv", state=state, finished_at=ended,
        expires_at=None if state == "failed" else ended + exports.KEPT,
        filters=Filters(PLACE, **narrowed).to_json(),
    )  # fmt: skip


# --- staff's -------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_from_where_staff_work_stands_in_files_of_staff_alone(form: str) -> None:
    written(actor_type="staff", address="198.51.100.77", user_agent="Staff browser")
    written(address="203.0.113.24", user_agent="Own browser")
    mine = exports.ask(Filters(PLACE), format=form, by=BY)
    theirs = exports.ask(Filters(PLACE), format=form, by=STAFF, is_staff=True)
    for export in (mine, theirs):
        assert exports.write(export.pk)

    for word, is_mine in (("198.51.100.77", False), ("Staff browser", False), ("Own brow", True)):
        assert (word in content(mine)) is is_mine
        assert word in content(theirs)
    assert theirs.key.startswith("exports/audit/staff/")


# --- forgotten -----------------------------------------------------------------------------------
def test_what_was_typed_goes_with_the_file_and_its_row_a_month_later() -> None:
    fresh = kept("failed", ago=6 * DAY, text="Rosamunde")
    old = [kept(state, ago=8 * DAY, text="Rosamunde") for state in ("done", "failed")]
    older = [kept("expired", ago=ago) for ago in (36 * DAY, 38 * DAY)]

    exports.round_of_exports()

    for export in old:
        export.refresh_from_db()
        assert (export.state, export.filters) == ("expired", {})
    left = set(TrailExport.objects.values_list("pk", flat=True))
    assert left == {fresh.pk, older[0].pk, *(one.pk for one in old)}
    fresh.refresh_from_db()
    assert fresh.filters["text"] == "Rosamunde"


@pytest.mark.parametrize(
    ("narrowed", "is_theirs"),
    [
        ({"text": "rosam"}, True),
        ({"text": "mug quill"}, True),
        ({"text": "quill@example.com"}, True),
        ({"actor_id": "rosa"}, True),
        ({"target_id": "rosa"}, True),
        ({"text": "munde"}, False),
        ({"text": "mug"}, False),
        ({"actor_id": "lena"}, False),
    ],
)
def test_who_is_erased_stands_in_nothing_that_was_asked_for(
    narrowed: dict[str, str], is_theirs: bool
) -> None:
    rosa = services.Actor("user", "rosa", "Rosamunde Quill")
    with transaction.atomic():
        services.record(Action.ACCOUNT_CHANGED, actor=rosa)
    ready, failed = kept("done", **narrowed), kept("failed", **narrowed)
    waiting = exports.ask(Filters(PLACE, **narrowed), format="csv", by=BY)

    with transaction.atomic():
        services.erase_person("rosa", addresses=["quill@example.com"], subjects=[])

    for export in (ready, failed, waiting):
        export.refresh_from_db()
        assert (export.filters == {}) is is_theirs
    states = ["done", "expired", "expired"] if is_theirs else ["done", "failed", "waiting"]
    assert [ready.state, failed.state, waiting.state] == states, (
        "none is made of more than was asked"
    )
