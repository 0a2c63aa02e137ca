"""What the product itself offers no way to, and how the accounts are parted."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import NewPerson, create_person
from audit import ownership, sealing
from audit.models import AuditEvent, DroppedMonth, Seal, SealKept
from billing.models import LedgerEntry
from tests.integration.audit.attacked import everything, ledger_row
from tests.integration.audit.conftest import Owner
from tests.integration.audit.events import write
from workspaces.models import Workspace


@pytest.fixture
def rows(owner: Owner, _empty_trail: None) -> Iterator[None]:
    """A row of every kind."""
    write(2)
    if not sealing.seal():
        # In a test's own transaction nothing is decided.
        blank = {name: bytes(32) for name in ("root", "previous", "digest")}
        Seal.objects.create(
            n=1, month=date(2027, 1, 1), from_xid=1, to_xid=2, count=1, key_name="",
            signature=bytes(64), at=datetime.now(UTC), **blank,
        )  # fmt: skip
    SealKept.objects.create(n=1)
    owner.execute("INSERT INTO audit_dropped VALUES ('2020-01-01', 1, 1)")
    with ledger_row(owner):
        yield


@pytest.mark.parametrize("model", [AuditEvent, Seal, SealKept, DroppedMonth, LedgerEntry])
def test_the_orm_changes_nothing(owner: Owner, rows: None, model: type[Model]) -> None:
    found = model._default_manager.all()
    row = found.first()
    assert row is not None
    names = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    name = "reason" if "reason" in names else names[0]
    before = everything(owner)

    for change in (
        lambda: found.filter(pk=row.pk).update(**{name: getattr(row, name)}),
        lambda: found.filter(pk=row.pk).delete(),
        lambda: found.bulk_update([row], [name]),
        lambda: row.save(force_update=True),
        lambda: row.delete(),
        lambda: list(found.select_for_update()),
        lambda: list(found.raw(f"DELETE FROM {model._meta.db_table} RETURNING *")),  # noqa: S608
    ):
        with pytest.raises((DatabaseError, FieldError, ValueError)), transaction.atomic():
            change()

    assert everything(owner) == before


def test_the_orm_cannot_date_a_row_back(rows: None) -> None:
    known = AuditEvent.objects.earliest("id")
    values = {one.name: getattr(known, one.name) for one in AuditEvent._meta.concrete_fields}

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.bulk_create([AuditEvent(**values)])
    again = AuditEvent.objects.create(**{**values, "id": None})

    assert AuditEvent.objects.get(pk=again.pk).at == again.at > known.at


@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"],
    ids=["update", "delete", "truncate"],
)
def test_triggers_refuse_even_the_owner(owner: Owner, rows: None, statement: str) -> None:
    before = everything(owner)

    for table, column in (
        ("audit_event", "reason"),
        ("audit_seal", "count"),
        ("audit_seal_rows", "n"),
        ("audit_seal_kept", "n"),
        ("audit_dropped", "rows"),
        ("billing_ledgerentry", "reason"),
    ):
        with pytest.raises(psycopg.Error, match="append-only"):
            owner.execute(statement.format(table, column, column))

    assert everything(owner) == before


# --- pages and programs ---------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("model", [AuditEvent, Seal, DroppedMonth, LedgerEntry])
def test_staff_have_no_page_that_changes_a_row(
    client_for: Callable[[User], Client], rows: None, model: type[Model]
) -> None:
    new = NewPerson(email="rights@example.com", name="Rae", password="a long one", is_staff=True)
    staff = client_for(create_person(new))
    row, name = model._default_manager.first(), f"admin:{model._meta.db_table}"
    assert row is not None
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    change, delete = (reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "delete"))

    answers = {
        staff.post(change, {"reason": "changed"}).status_code,
        staff.get(delete).status_code,
        staff.post(delete, {"post": "yes"}).status_code,
        staff.get(reverse(f"{name}_add")).status_code,
        staff.post(reverse(f"{name}_add"), {}).status_code,
    }
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    staff.post(reverse(f"{name}_changelist"), chosen)

    assert answers == {403}
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_programs_have_no_way_to_change_a_row(
    api_for: Callable[..., APIClient], alice: User, acme: Workspace, method: str
) -> None:
    program = api_for(alice, acme)

    for path in ("/api/v1/audit/events", "/api/v1/audit/events/1"):
        assert getattr(program, method)(path).status_code in {404, 405}


# --- accounts -------------------------------------------------------------------------------------
def test_handing_over_again_changes_nothing(owner: Owner, rows: None) -> None:
    before = everything(owner)

    with ownership.as_owner():
        ownership.hand_over(also=("billing_ledgerentry",))

    assert everything(owner) == before


def test_who_may_not_migrate_is_told_who_may(settings: Any) -> None:
    settings.DATABASE_OWNER = None

    with pytest.raises(CommandError, match=f"belong to {ownership.keeper()}.*DATABASE_OWNER_URL"):
        call_command("migrate", shared_only=True, verbosity=0)


def test_an_owner_is_not_taken_for_the_application(settings: Any) -> None:
    known, before = settings.DATABASE_OWNER, dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({name: known[name] for name in ("USER", "PASSWORD")})
    try:
        with pytest.raises(CommandError, match="is the owner's own"):
            call_command("migrate", shared_only=True, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict.update(before)
