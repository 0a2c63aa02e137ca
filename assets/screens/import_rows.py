"""Rows of an import in people's words: what each would do, and what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.utils.translation import ngettext

from assets import import_words, money, refusals
from assets.catalogue.meanings import IGNORE
from assets.models import CatalogueImport, ImportRow, Upload

State = ImportRow.State
FIELD_NAMES = {
    "sku": _t("SKU"),
    "name": _t("Name"),
    "name_zh": _t("Chinese name"),
    "brand": _t("Brand"),
    "category": _t("Category"),
    "price": _t("Price"),
}
# A state is always icon and word.
_LOOKS = {
    State.READ: ("st-line", "clock"),
    State.NEW: ("st-ok", "plus"),
    State.CHANGED: ("st-run", "pencil-line"),
    State.SAME: ("st-line", "check"),
    State.DUPLICATE: ("st-warn", "copy"),
    State.INVALID: ("st-bad", "circle-alert"),
    State.SKIPPED: ("st-line", "minus"),
    State.IMPORTED: ("st-ok", "circle-check"),
    State.FAILED: ("st-bad", "circle-x"),
}
_FIRST_SHOWN = 4
# What narrows to rows with a photo that could not be had, whatever became of the rest of them.
NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Change:
    """One field or fact: before → after. now: what somebody made of it meanwhile."""

    label: str
    before: str
    after: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a row; with a cell it can be written over."""

    sentence: str
    cell: str = ""
    column: str = ""
    heading: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CellField:
    """One cell of a row to be written over."""

    column: str
    label: str
    cell: str
    text: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the review."""

    row: ImportRow
    name: str
    state: str
    look: str
    icon: str
    changes: list[Change]
    wrongs: list[Wrong]
    notes: list[str]
    photos: str

    @property
    def first_changes(self) -> list[Change]:
        return self.changes[:_FIRST_SHOWN]

    @property
    def more_changes(self) -> list[Change]:
        return self.changes[_FIRST_SHOWN:]

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.row.state != State.IMPORTED

    @property
    def is_skipped(self) -> bool:
        return bool(self.row.state == State.SKIPPED)


def noted(run: CatalogueImport) -> QuerySet[ImportRow]:
    """Return the rows with a photo that was not fetched, or fetched and then refused."""
    refused = Upload.objects.filter(state=Upload.State.REFUSED, created_at__gte=run.created_at)
    ids = [str(pk) for pk in refused.values_list("pk", flat=True)]
    sent = Func(
        F("values"),
        template="jsonb_path_query_array(%(expressions)s, '$.photos[*].upload')",
        output_field=JSONField(),
    )
    rows = run.rows.annotate(sent=sent)
    return rows.filter(Q(values__notes__0__isnull=False) | Q(sent__has_any_keys=ids))


def shown_all(rows: Sequence[ImportRow], run: CatalogueImport) -> list[Shown]:
    """Return rows as the review shows them, with photos that were fetched and then not taken."""
    uploads = {
        photo["upload"]
        for row in rows
        for photo in row.values.get("photos", ())
        if photo.get("upload")
    }
    refused = Upload.objects.filter(pk__in=uploads, state=Upload.State.REFUSED) if uploads else ()
    by_id = {str(upload.pk): upload for upload in refused}
    return [_shown(row, run, by_id) for row in rows]


def shown(row: ImportRow, run: CatalogueImport) -> Shown:
    """Return one row as the review shows it."""
    return shown_all([row], run)[0]


def _shown(row: ImportRow, run: CatalogueImport, refused: Mapping[str, Upload]) -> Shown:
    look, icon = _LOOKS[State(row.state)]
    return Shown(
        row=row,
        name=_name(row, run),
        state=str(State(row.state).label),
        look=look,
        icon=icon,
        changes=list(_changes(row)),
        wrongs=[_wrong(problem, row, run) for problem in row.problems],
        notes=[
            *(_note(note) for note in row.values.get("notes", ())),
            *_refusals(row, refused),
        ],
        photos=_photos(row),
    )


def cell_fields(row: ImportRow, run: CatalogueImport) -> list[CellField]:
    """Return the cells of a row that mean something."""
    wrong = {one["column"]: import_words.sentence(one["code"], one["data"]) for one in row.problems}
    return [
        CellField(
            index,
            column["heading"] or column["letter"],
            f"{column['letter']}{row.number}",
            row.cells.get(index, ""),
            wrong.get(index, ""),
        )
        for column in run.columns
        if (index := str(column["index"])) in run.mapping and run.mapping[index]["means"] != IGNORE
    ]


def _name(row: ImportRow, run: CatalogueImport) -> str:
    """Return what the row calls its product, as far as it says."""
    for wanted in ("name", "name_zh"):
        for index, told in run.mapping.items():
            if told["means"] == wanted and row.cells.get(index):
                return str(row.cells[index])[:120]
    return ""


def _changes(row: ImportRow) -> Iterator[Change]:
    clash = next((one["data"] for one in row.problems if one["code"] in _CLASHES), None)
    if clash is not None:
        yield from _clashes(clash)
        return
    if row.state not in (State.CHANGED, State.IMPORTED):
        return
    fields, before = row.values.get("fields", {}), row.before.get("fields", {})
    if not any(row.before.values()):
        # A new product: all of it is new.
        return
    yield from _fields(before, fields)
    facts, said = row.values.get("facts", {}), row.before.get("facts", {})
    for label, text in facts.items():
        yield Change(label, said.get(label) or "", text)


_CLASHES = ("changed-meanwhile", "sku-appeared")


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name, label in FIELD_NAMES.items():
        if name == "price":
            if "price_minor" in after:
                yield Change(str(label), _price(before), _price(after))
        elif name in after:
            yield Change(str(label), str(before.get(name) or ""), str(after[name]))


def _clashes(clash: Mapping[str, Any]) -> Iterator[Change]:
    fields = dict(clash.get("fields", {}))
    if "price_minor" in fields or "currency" in fields:
        price = {part: _priced(fields, part) for part in ("before", "now", "yours")}
        fields = {**fields, "price": price}
    for name, label in FIELD_NAMES.items():
        if name in fields:
            yield _clash(str(label), fields[name])
    for label, told in clash.get("facts", {}).items():
        yield _clash(label, told)


def _clash(label: str, told: Mapping[str, Any]) -> Change:
    return Change(
        label,
        str(told.get("before") or ""),
        str(told.get("yours") or ""),
        str(told.get("now") or "–"),
    )


def _priced(fields: Mapping[str, Any], part: str) -> str:
    return _price({name: fields.get(name, {}).get(part) for name in ("price_minor", "currency")})


def _price(of: Mapping[str, Any]) -> str:
    return money.shown(of.get("price_minor"), of.get("currency") or "")


def _wrong(problem: Mapping[str, Any], row: ImportRow, run: CatalogueImport) -> Wrong:
    sentence = import_words.sentence(problem["code"], problem.get("data", {}))
    index = problem.get("column", "")
    column = next((one for one in run.columns if str(one["index"]) == index), None)
    if column is None:
        return Wrong(sentence)
    cell = f"{column['letter']}{row.number}"
    return Wrong(
        sentence, cell, index, column["heading"] or column["letter"], row.cells.get(index, "")
    )


def _note(note: Mapping[str, Any]) -> str:
    words = import_words.sentence(note["code"], note.get("data", {}))
    url = note.get("data", {}).get("url", "")
    if url and url not in words:
        return _("%(address)s: %(sentence)s") % {"address": url, "sentence": words}
    return words


def _refusals(row: ImportRow, refused: Mapping[str, Upload]) -> Iterator[str]:
    for photo in row.values.get("photos", ()):
        upload = refused.get(photo.get("upload", ""))
        if upload is not None:
            why = refusals.sentence(upload.problem, upload.problem_data)
            yield import_words.sentence("photo-refused", {"name": photo["url"], "why": why})


def _photos(row: ImportRow) -> str:
    coming = [one for one in row.values.get("photos", ()) if one["does"] in ("attach", "fetch")]
    if not coming:
        return ""
    words = ngettext("%(n)s photo is added", "%(n)s photos are added", len(coming))
    return words % {"n": len(coming)}
