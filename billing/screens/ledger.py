"""The ledger: every movement of a workspace's units as a sentence, the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing import units
from billing.models import LedgerEntry, Meter
from billing.reporting import LedgerRow, ledger_page
from billing.screens.figures import label_of
from billing.screens.movements import sentence

Kind = LedgerEntry.Kind
PAGE = 50


@dataclass(frozen=True, slots=True)
class Movement:
    """One row. moved: by how much, empty where nothing moved; left: what there is after it."""

    text: str
    about: str
    person: str
    at: datetime
    job_id: UUID | None
    moved: str
    is_plus: bool
    left: str


@dataclass(frozen=True, slots=True)
class Asked:
    """How the ledger is narrowed, as the address says it. before: where the next page begins."""

    meter: str = ""
    kind: str = ""
    before: int | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """Return what is asked for; what there is not is left out.

        Raises:
            ValueError: there is no such place in the ledger.
        """
        meter, kind, before = (given.get(name, "") for name in ("meter", "kind", "before"))
        if before and not (before.isascii() and before.isdigit() and len(before) < 19):
            raise ValueError(before)
        return cls(
            meter=meter if meter in Meter else "",
            kind=kind if kind in Kind else "",
            before=int(before) if before else None,
        )

    def address(self, here: str, **other: str) -> str:
        """Return where the ledger stands narrowed so, with some of it otherwise."""
        asked = {"meter": self.meter, "kind": self.kind, **other}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{here}?{query}" if query else here

    @property
    def is_narrow(self) -> bool:
        return bool(self.meter or self.kind)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of movements. more: the address of the next ones; empty at the end."""

    rows: tuple[Movement, ...]
    more: str


def ledger(workspace_id: UUID, *, asked: Asked, here: str) -> Ledger:
    """Return the newest movements that are asked for."""
    page = ledger_page(
        workspace_id, meter=asked.meter, kind=asked.kind, before=asked.before, size=PAGE
    )
    more = asked.address(here, before=str(page.before)) if page.before is not None else ""
    return Ledger(tuple(_movement(row) for row in page.rows), more)


def filters(asked: Asked, here: str) -> list[dict[str, Any]]:
    """Return the filters with their choices."""
    meters = [(str(meter), label_of(meter)) for meter in Meter]
    kinds = [(str(kind), _capital(str(kind.label))) for kind in Kind]
    return [
        _filter("meter", _("Meter"), asked, here, meters),
        _filter("kind", pgettext("units", "Movement"), asked, here, kinds),
    ]


def _filter(
    name: str, label: str, asked: Asked, here: str, choices: list[tuple[str, str]]
) -> dict[str, Any]:
    value: str = getattr(asked, name)
    shown = [("", pgettext("filter", "All")), *choices]
    return {
        "id": name,
        "name": label,
        "value": dict(shown)[value],
        "choices": [
            {"label": text, "href": asked.address(here, **{name: key}), "on": key == value}
            for key, text in shown
        ],
    }


def _movement(row: LedgerRow) -> Movement:
    return Movement(
        text=sentence(row),
        about=_about(row),
        person=row.person,
        at=row.at,
        job_id=row.job_id,
        moved=units.moved(row.meter, row.units_delta) if row.units_delta else "",
        is_plus=row.units_delta > 0,
        left=_left(row),
    )


def _about(row: LedgerRow) -> str:
    """Return what it was for, where the sentence does not say it."""
    return row.product if row.product and row.product not in row.label else ""


def _left(row: LedgerRow) -> str:
    said = {"amount": units.shown(row.meter, row.balance_after), "grant": row.source}
    if row.source:
        return _("%(amount)s left of the grant") % said
    return _("%(amount)s left") % said


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
