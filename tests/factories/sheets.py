"""Sheets of products, and imports of them, without a bucket and without a child."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from accounts.models import User
from assets import child, storage
from assets import services as assets
from assets.catalogue.opening import Wanted, read_table
from assets.models import Asset, AssetVersion, CatalogueImport, ImportRow
from assets.reading.refused import Refused
from assets.services import import_reading
from tests.factories import stock
from workspaces import tenancy

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MUGS = [
    ["SKU", "Name", "Brand", "Price", "Currency", "Capacity (ml)", "Material"],
    ["MUG-1", "Speckled mug", "Northbay", "24.50", "USD", "350", "Stoneware"],
    ["MUG-2", "Tall mug", "Northbay", "29.00", "USD", "420", "Stoneware"],
    ["MUG-3", "Small mug", "Northbay", "19.00", "USD", "200", "Porcelain"],
]


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows: Iterable[Sequence[object]], **more: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook; more: further sheets by name."""
    book = openpyxl.Workbook()
    for name, found in {"Sheet": rows, **more}.items():
        page = book.active if name == "Sheet" else book.create_sheet(name)
        assert page is not None
        for row in found:
            page.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class Desk:
    """Imports in the workspace one stands in: begins them and does their steps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, actor: User) -> None:
        self.actor = actor
        self.contents: dict[str, bytes] = {}
        monkeypatch.setattr(storage, "fetch", self._fetch)
        monkeypatch.setattr(import_reading.child, "run", _in_here)

    def sheet(self, rows: bytes | Iterable[Sequence[object]], *, name: str = "mugs.csv") -> Asset:
        """Return a sheet of the library."""
        is_csv = name.endswith(".csv")
        content = rows if isinstance(rows, bytes) else (as_csv(rows) if is_csv else as_xlsx(rows))
        row = stock.asset(name=name.rpartition(".")[0], kind=Asset.Kind.SHEET)
        AssetVersion.objects.filter(pk=row.current_id).update(
            content_type="text/csv" if is_csv else XLSX, filename=name, size_bytes=len(content)
        )
        self.contents[row.file.key] = content
        return row

    def begin(self, rows: Any = MUGS, *, name: str = "mugs.csv", **options: Any) -> CatalogueImport:
        """Return an import whose sheet was read."""
        run = assets.begin_import(
            self.sheet(rows, name=name).pk,
            schema_name=tenancy.current(),
            actor=self.actor,
            options={"currency": "USD", **options},
        )
        return self.step(run)

    def checked(self, rows: Any = MUGS, **more: Any) -> CatalogueImport:
        """Return an import whose rows were checked."""
        return self.check(self.begin(rows, **more))

    def check(self, run: CatalogueImport) -> CatalogueImport:
        assets.check_import(run.pk, schema_name=tenancy.current(), actor=self.actor)
        return self.step(run)

    def run(self, run: CatalogueImport) -> CatalogueImport:
        assets.confirm_import(run.pk, schema_name=tenancy.current(), actor=self.actor)
        return self.step(run)

    def imported(self, rows: Any = MUGS, **more: Any) -> CatalogueImport:
        """Return an import that is done."""
        return self.run(self.checked(rows, **more))

    def step(self, run: CatalogueImport) -> CatalogueImport:
        assets.import_step(run.pk, schema_name=tenancy.current())
        run.refresh_from_db()
        return run

    def states(self, run: CatalogueImport) -> list[str]:
        return list(run.rows.order_by("number").values_list("state", flat=True))

    def row(self, run: CatalogueImport, number: int) -> ImportRow:
        return run.rows.get(number=number)

    def _fetch(self, key: str, path: Path) -> str:
        if key not in self.contents:
            raise FileNotFoundError(key)
        path.write_bytes(self.contents[key])
        return ""


def _in_here(
    _module: str,
    request: dict[str, Any],
    *,
    folder: Path,
    limits: child.Limits,
    on_event: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    wanted = Wanted(request["sheet"], request["header_row"])
    try:
        return read_table(
            folder / request["source"], kind=request["kind"], wanted=wanted, folder=folder,
            tell=on_event,
        )  # fmt: skip
    except Refused as refused:
        return {"refused": refused.code, "data": refused.data}
