"""Imports of products as pages: the wizard's steps, its columns and its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.utils.translation import ngettext

from assets import import_words, services
from assets.catalogue.meanings import FACT, FIELDS, IGNORE
from assets.models import Asset, CatalogueImport, ImportRow
from assets.screens.asked import grouped, query_with
from assets.screens.import_columns import LANGUAGES, MEANINGS, ColumnRow, columns_of, notes
from assets.screens.import_rows import NOTED, Shown, noted, shown_all
from workspaces.currencies import CURRENCIES

SHEETS_SHOWN = 12
IMPORTS_SHOWN = 8
PAGE = 50
Stage, State = CatalogueImport.Stage, CatalogueImport.State
RowState = ImportRow.State
_STEP_OF = {
    Stage.READING: 1,
    Stage.MAPPING: 2,
    Stage.CHECKING: 3,
    Stage.REVIEW: 3,
    Stage.RUNNING: 4,
    Stage.DONE: 5,
}
# The order in which a person looks through rows: what needs them first.
_FILTERS = (
    (RowState.INVALID, _t("To be corrected")),
    (RowState.DUPLICATE, _t("Twice in the sheet")),
    (RowState.FAILED, _t("Not imported")),
    (RowState.NEW, _t("New")),
    (RowState.CHANGED, _t("Changed")),
    (RowState.SAME, _t("Unchanged")),
    (RowState.SKIPPED, _t("Left out")),
    (RowState.IMPORTED, _t("Imported")),
)
_DOING = {
    Stage.READING: _t("The sheet is being read."),
    Stage.CHECKING: _t("Every row is being checked. Nothing is changed yet."),
    Stage.RUNNING: _t("The products are being imported."),
}


class Step(NamedTuple):
    """One step of the wizard. state: done, now or later."""

    number: int
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of rows by state, with how many there are."""

    label: str
    href: str
    on: bool
    count: str


@dataclass(frozen=True, slots=True)
class Desk:
    """An import's page. error: why what was asked for was refused; status of its answer beside."""

    run: CatalogueImport
    steps: list[Step]
    columns: list[ColumnRow] = field(default_factory=list)
    rows: list[Shown] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    state: str = ""
    next_href: str = ""
    error: str = ""

    @property
    def is_busy(self) -> bool:
        return self.run.stage in _DOING and self.run.state in (State.WAITING, State.RUNNING)

    @property
    def doing(self) -> str:
        return str(_DOING.get(Stage(self.run.stage), ""))

    @property
    def percent(self) -> int:
        return min(99, 100 * self.run.done // self.run.total) if self.run.total else 0

    @property
    def far(self) -> str:
        """How far it is, in words."""
        if not self.run.total:
            words = ngettext("%(done)s row read", "%(done)s rows read", self.run.done)
            return words % {"done": grouped(self.run.done)} if self.run.done else ""
        told = {"done": grouped(self.run.done), "total": grouped(self.run.total)}
        return _("%(done)s of %(total)s rows") % told

    @property
    def spoken(self) -> str:
        """How far it is, for who hears it: not with every row."""
        return _("%(percent)s %% done") % {"percent": self.percent // 10 * 10}

    @property
    def failure(self) -> str:
        if self.run.state != State.FAILED:
            return ""
        return import_words.sentence(self.run.problem, self.run.problem_data)

    @property
    def to_import(self) -> int:
        """How many rows would be imported."""
        counts = self.run.counts
        return int(counts.get(RowState.NEW, 0) + counts.get(RowState.CHANGED, 0))

    @property
    def go(self) -> str:
        """What the button says."""
        words = ngettext("Import %(n)s product", "Import %(n)s products", self.to_import)
        return words % {"n": grouped(self.to_import)}

    @property
    def imported(self) -> str:
        n = int(self.run.counts.get(RowState.IMPORTED, 0))
        words = ngettext("%(n)s product imported", "%(n)s products imported", n)
        return words % {"n": grouped(n)}

    @property
    def left(self) -> int:
        """How many rows were left over."""
        states = (RowState.FAILED, RowState.INVALID, RowState.DUPLICATE, RowState.SKIPPED)
        return sum(int(self.run.counts.get(state, 0)) for state in states)

    @property
    def wrong(self) -> int:
        return sum(
            int(self.run.counts.get(state, 0)) for state in (RowState.INVALID, RowState.DUPLICATE)
        )

    @property
    def wrong_href(self) -> str:
        """Where the rows are that need a person."""
        is_invalid = bool(self.run.counts.get(RowState.INVALID))
        return f"?state={RowState.INVALID if is_invalid else RowState.DUPLICATE}"

    @property
    def can_be_left_out(self) -> bool:
        """Whether the rows that are listed can be left out all at once."""
        may = (RowState.INVALID, RowState.DUPLICATE, RowState.FAILED)
        return self.state in may and bool(self.rows)

    @property
    def has_ended(self) -> bool:
        return self.run.stage in (Stage.DONE, Stage.CANCELLED)

    @property
    def notes(self) -> list[str]:
        """What was met when the sheet was read."""
        return [told for code, told in notes().items() if code in self.run.options.get("notes", ())]

    @property
    def meanings(self) -> list[tuple[str, Any]]:
        return [(name, MEANINGS[name]) for name in (*FIELDS, FACT, IGNORE)]

    @property
    def languages(self) -> tuple[tuple[str, Any], ...]:
        return LANGUAGES

    @property
    def currencies(self) -> tuple[str, ...]:
        return CURRENCIES

    @property
    def sheets(self) -> list[tuple[str, str]]:
        """Return the sheets of a workbook, each with how many rows it has."""
        return [(name, grouped(count)) for name, count in self.run.sheets.items() if name]


def sheets() -> list[Asset]:
    """Return the sheets of the library that came last."""
    found = services.assets().filter(kind=Asset.Kind.SHEET)
    return list(found.order_by("-created_at", "-pk")[:SHEETS_SHOWN])


def earlier() -> list[CatalogueImport]:
    """Return the imports that were begun last."""
    return list(services.imports().order_by("-created_at", "-pk")[:IMPORTS_SHOWN])


def desk(run: CatalogueImport, asked: Mapping[str, str], *, error: str = "") -> Desk:
    """Return an import's page as it is asked for: `state` narrows rows, `cursor` goes on."""
    columns = columns_of(run) if run.stage == Stage.MAPPING else []
    if run.stage not in (Stage.REVIEW, Stage.DONE, Stage.CANCELLED):
        return Desk(run, steps(run), columns=columns, error=error)
    state = _state(run, asked)
    found, next_href = _page(run, state, asked.get("cursor", ""))
    return Desk(
        run,
        steps(run),
        rows=shown_all(found, run),
        chips=_chips(run, state),
        state=state,
        next_href=next_href,
        error=error,
    )


def steps(run: CatalogueImport | None) -> list[Step]:
    """Return the wizard's steps; without an import, before the first is done."""
    now = _STEP_OF.get(Stage(run.stage), 5) if run else 1
    labels = (_("Sheet"), _("Columns"), _("Check"), _("Import"))
    return [
        Step(at, label, "done" if at < now else "now" if at == now else "later")
        for at, label in enumerate(labels, 1)
    ]


def _state(run: CatalogueImport, asked: Mapping[str, str]) -> str:
    """Return the state of the rows to show: what was asked for, else what needs a person."""
    if "state" in asked:
        state = asked["state"]
        return state if state in (*RowState.values, NOTED) else ""
    wants = (RowState.FAILED, RowState.INVALID, RowState.DUPLICATE)
    return next((state for state in wants if run.counts.get(state)), "")


def _page(run: CatalogueImport, state: str, cursor: str) -> tuple[list[ImportRow], str]:
    rows: QuerySet[ImportRow] = run.rows.order_by("number")
    if state == NOTED:
        rows = noted(run).order_by("number")
    elif state:
        rows = rows.filter(state=state)
    if cursor.isascii() and cursor.isdigit() and len(cursor) < 9:
        rows = rows.filter(number__gt=int(cursor))
    found = list(rows[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    query = QueryDict(mutable=True)
    query["state"] = state
    return found[
        :PAGE
    ], f"{query_with(query, state=state or 'all')}&cursor={found[PAGE - 1].number}"


def _chips(run: CatalogueImport, state: str) -> list[Chip]:
    total = sum(int(count) for count in run.counts.values())
    chips = [Chip(_("All rows"), "?state=all", state == "", grouped(total))]
    for name, label in _FILTERS:
        # The one that is looked at stays, also when its last row was mended.
        count = int(run.counts.get(name, 0))
        if count or state == name:
            chips.append(Chip(str(label), f"?state={name}", state == name, grouped(count)))
    if run.stage == Stage.DONE and (count := noted(run).count()):
        chips.append(Chip(_("Photo missing"), f"?state={NOTED}", state == NOTED, grouped(count)))
    return chips
