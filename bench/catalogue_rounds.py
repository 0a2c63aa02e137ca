"""What `bench.catalogue` measures, among the servers it has started."""

import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import openpyxl

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
django.setup()

from django.db import connection  # noqa: E402, TID251  after django.setup(); it is measured

from accounts.models import User  # noqa: E402
from accounts.services import NewPerson, create_person  # noqa: E402
from assets import services as assets  # noqa: E402
from assets import storage  # noqa: E402
from assets.models import Asset, AssetVersion, CatalogueImport, Fact, Product  # noqa: E402
from assets.services import import_running  # noqa: E402
from bench.servers import load  # noqa: E402
from workspaces import services, tenancy  # noqa: E402
from workspaces.models import Workspace  # noqa: E402

LIMIT_SECONDS = 30.0
# However many columns there are.
LIMIT_QUERIES = 25
FACTS = 14
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def main() -> int:
    """Print the seconds of every step; return 1 when a limit is not kept."""
    rows = int(sys.argv[1])
    email = f"bench-{uuid.uuid4().hex}@example.com"
    owner = create_person(NewPerson(email, "Bench", uuid.uuid4().hex))
    place = services.create(name="Bench", owner=owner)
    with tenancy.inside(place.schema_name), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        _write(path, rows, edition=1)
        first = _import(place, owner, path)
        _write(path, rows, edition=2)
        second = _import(place, owner, path)
        assert Product.objects.count() == rows
        assert Fact.objects.count() == rows * FACTS
    kept = True
    for name, told in (("new", first), ("changed", second)):
        seconds = told["check"] + told["run"]
        verdict = "within" if seconds <= LIMIT_SECONDS else "OVER"
        print(
            f"{rows} {name} SKUs of {FACTS + 6} columns: read {told['read']:.1f} s, dry run"
            f" {told['check']:.1f} s, run {told['run']:.1f} s; both {seconds:.1f} s, {verdict}"
            f" {LIMIT_SECONDS:.0f} s; {told['queries']:.0f} questions a batch,"
            f" {'within' if told['queries'] <= LIMIT_QUERIES else 'OVER'} {LIMIT_QUERIES}"
            f" ({load()})"
        )
        kept = kept and seconds <= LIMIT_SECONDS and told["queries"] <= LIMIT_QUERIES
    return 0 if kept else 1


def _import(place: Workspace, owner: User, path: Path) -> dict[str, float]:
    run = assets.begin_import(
        _sheet(place, path).pk,
        schema_name=place.schema_name,
        actor=owner,
        options={"currency": "USD"},
    )
    told: dict[str, float] = {"read": _timed(lambda: _step(place, run))}
    assets.check_import(run.pk, schema_name=place.schema_name, actor=owner)
    told["check"] = _timed(lambda: _step(place, run))
    assets.confirm_import(run.pk, schema_name=place.schema_name, actor=owner)
    asked = 0

    def count(ask: Callable[..., Any], *said: Any) -> Any:
        nonlocal asked
        asked += 1
        return ask(*said)

    # Counted only: to keep what was asked would cost more than to ask it.
    with connection.execute_wrapper(count):
        told["run"] = _timed(lambda: _step(place, run))
    batches = -(-run.total // import_running.AT_ONCE)
    told["queries"] = asked / batches
    run.refresh_from_db()
    assert run.counts == {"imported": run.total}, (run.counts, run.problem)
    return told


def _step(place: Workspace, run: CatalogueImport) -> None:
    assets.import_step(run.pk, schema_name=place.schema_name)
    run.refresh_from_db()


def _sheet(place: Workspace, path: Path) -> Asset:
    key = storage.new_key(place.schema_name, storage.CLEAN, "xlsx")
    with path.open("rb") as file:
        storage.put(key, file, XLSX)
    row = Asset.objects.create(
        kind=Asset.Kind.SHEET, source=Asset.Source.UPLOAD, name=f"Sheet {uuid.uuid4().hex[:6]}"
    )
    row.current = AssetVersion.objects.create(
        asset=row, key=key, sha256="0" * 64, content_type=XLSX, filename="sheet.xlsx",
        size_bytes=path.stat().st_size, width_px=0, height_px=0, charged_as=str(row.pk),
    )  # fmt: skip
    row.save(update_fields=["current"])
    return row


def _write(path: Path, rows: int, *, edition: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Products")
    page.append(
        ["SKU", "Name", "商品名称", "Brand", "Price", "Currency"]
        + [f"Attribute {at} (mm)" for at in range(FACTS)]
    )
    for at in range(rows):
        page.append(
            [f"SKU-{at:05}", f"Speckled mug {at}", f"斑点马克杯 {at}", "Northbay",
             20 + edition, "USD", *(f"{at}.{fact}.{edition}" for fact in range(FACTS))]
        )  # fmt: skip
    book.save(path)


def _timed(work: Callable[[], None]) -> float:
    """Return how long it took; say how much of it the two processors worked for it."""
    began, busy, asked = time.perf_counter(), time.process_time(), _busy_database()
    work()
    took = time.perf_counter() - began
    busy, asked = time.process_time() - busy, _busy_database() - asked
    sys.stderr.write(
        f"{took:.1f} s; worked {busy:.1f} s here, {asked:.1f} s in PostgreSQL ({load()})\n"
    )
    return took


def _busy_database() -> float:
    """Return the seconds of processor time that this connection's PostgreSQL process has had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    # Behind the name, which may hold spaces: user and system time are the 12th and 13th.
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
