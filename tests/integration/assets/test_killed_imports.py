"""A process that imports products is killed outright: another one goes on where it stopped."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from assets import queue, services
from assets.models import Asset, CatalogueImport, Fact, Product
from assets.services import import_running
from assets.services.import_writing import Batch
from audit.actions import Action
from audit.models import AuditEvent
from tests.factories import people
from tests.factories.sheets import Desk
from tests.integration.assets.killing import halt, killed_half_way
from workspaces import tenancy
from workspaces.models import Workspace

AT_ONCE, ROWS = 10, 60
# A batch is half written when the process dies: none of it may stay.
WHOLE_BATCHES = 3
SHEET = [
    ["SKU", "Name", "Price", "Material"],
    *([f"MUG-{at:03}", f"Mug {at}", "24.50", "Stoneware"] for at in range(ROWS)),
]


class CommittedDesk(Desk):
    """Its sheets are committed, as those a person uploads are."""

    def sheet(self, *given: Any, **named: Any) -> Asset:
        with transaction.atomic():
            return super().sheet(*given, **named)


@pytest.fixture
def place(
    django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Workspace, User]]:
    """A new workspace whose rows another process sees, and its owner."""
    monkeypatch.setattr(queue, "do", lambda *_given: None)
    monkeypatch.setattr(import_running, "AT_ONCE", AT_ONCE)
    with django_db_blocker.unblock():
        tenancy.leave()
        owner = people.person("Ines")
        yield people.workspace("Imported", owner), owner
        tenancy.leave()


def import_half(place: Workspace, run: CatalogueImport, *, mark: Path) -> None:
    """Import half of the rows and halt (in a process of its own)."""
    write, seen = Batch.write, iter(range(ROWS))

    def halting(batch: Batch) -> None:
        write(batch)
        if next(seen) == WHOLE_BATCHES:
            halt(mark)

    Batch.write = halting  # type: ignore[assignment, method-assign]
    with tenancy.inside(place.schema_name):
        services.import_step(run.pk, schema_name=place.schema_name)


@pytest.mark.timeout(180)
def test_every_product_is_there_once_when_a_process_was_killed_half_way(
    place: tuple[Workspace, User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, owner = place
    with tenancy.inside(workspace.schema_name):
        desk = CommittedDesk(monkeypatch, owner)
        run = desk.checked(SHEET)
        services.confirm_import(run.pk, schema_name=workspace.schema_name, actor=owner)

    mark = tmp_path / "mark"
    killed_half_way(lambda: import_half(workspace, run, mark=mark), mark=mark)

    with tenancy.inside(workspace.schema_name):
        assert Product.objects.count() == WHOLE_BATCHES * AT_ONCE
        # The row still says that somebody is at it.
        desk.step(run)
        assert (run.state, run.done) == ("running", WHOLE_BATCHES * AT_ONCE)

        CatalogueImport.objects.update(since=Now() - timedelta(seconds=61))
        desk.step(run)

        assert (run.stage, run.state, run.attempts) == ("done", "ready", 2)
        assert (run.done, run.total, run.counts) == (ROWS, ROWS, {"imported": ROWS})
        assert sorted(Product.objects.values_list("sku", flat=True)) == [
            row[0] for row in SHEET[1:]
        ]
        assert set(Product.objects.values_list("version", flat=True)) == {1}
        assert Fact.objects.count() == Fact.objects.values("product").distinct().count() == ROWS
        assert set(run.rows.values_list("state", flat=True)) == {"imported"}
    assert created_in(workspace) == ROWS


def created_in(place: Workspace) -> int:
    """Return how many products the trail says were created."""
    return AuditEvent.objects.filter(workspace_id=place.pk, action=Action.PRODUCT_CREATED).count()
