"""What the columns of a sheet mean: refused where it cannot be, and remembered for the next sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models.functions import Lower, Now

from accounts.models import User
from assets.catalogue.meanings import FACT, FIELDS, IGNORE, Meaning, memory_key
from assets.import_words import ImportRefused
from assets.models import CatalogueImport, ColumnMemory
from workspaces.currencies import CURRENCIES

EXISTING = ("update", "skip")
DEFAULTS: Mapping[str, Any] = {"existing": "update", "currency": "", "photos_by_sku": True}


def checked_mapping(
    mapping: Mapping[str, Mapping[str, Any]], columns: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, str]]:
    """Return the mapping as it is kept.

    Raises:
        ImportRefused: no column is the SKU, or two are the same.
    """
    headings = {str(column["index"]): str(column["heading"]) for column in columns}
    found: dict[str, dict[str, str]] = {}
    seen: dict[tuple[str, ...], str] = {}
    for index, given in mapping.items():
        told = Meaning.of(given)
        if index not in headings or told.means not in (*FIELDS, FACT, IGNORE):
            raise ImportRefused("import-mapping-unknown", {"column": index})
        if told.means == FACT and not told.attribute.strip():
            raise ImportRefused("import-fact-unnamed", {"heading": headings[index]})
        place = (*told.fact_key, told.unit) if told.means == FACT else (told.means,)
        if told.means != IGNORE and place in seen:
            both = {"first": headings[seen[place]], "second": headings[index]}
            raise ImportRefused("import-column-twice", both)
        seen[place] = index
        found[index] = told.to_json()
    if ("sku",) not in seen:
        raise ImportRefused("import-no-sku")
    return found


def checked_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options among what was given, as they are kept.

    Raises:
        ImportRefused: there is no such choice.
    """
    kept = {name: given[name] for name in DEFAULTS if name in given}
    if kept.get("existing", "update") not in EXISTING:
        raise ImportRefused("import-option-unknown", {"option": "existing"})
    if kept.get("currency") and kept["currency"] not in CURRENCIES:
        raise ImportRefused("import-option-unknown", {"option": "currency"})
    return kept


def remember(run: CatalogueImport, mapping: Mapping[str, Any], *, actor: User) -> None:
    """Keep what columns meant, for the next sheet that has them."""
    headings = {str(column["index"]): column["heading"] for column in run.columns}
    told = {memory_key(headings[index]): meaning for index, meaning in mapping.items()}
    told.pop("", None)
    known = {
        memory_key(row.heading): row
        for row in ColumnMemory.objects.annotate(key=Lower("heading")).filter(key__in=told)
    }
    fresh = [
        ColumnMemory(heading=key, meaning=meaning, used_by=actor)
        for key, meaning in told.items()
        if key not in known
    ]
    ColumnMemory.objects.bulk_create(fresh, ignore_conflicts=True)
    for key, row in known.items():
        row.meaning, row.used_by, row.used_at = told[key], actor, Now()
    ColumnMemory.objects.bulk_update(known.values(), ["meaning", "used_by", "used_at"])


def known_meanings(headings: Sequence[str]) -> dict[str, Meaning]:
    """Return what columns of these headings meant last time, by `memory_key`."""
    keys = {memory_key(heading) for heading in headings}
    rows = ColumnMemory.objects.annotate(key=Lower("heading")).filter(key__in=keys)
    return {memory_key(row.heading): Meaning.of(row.meaning) for row in rows}
