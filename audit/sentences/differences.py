"""What an event changed, before and after, as people read it. Plain text: who shows it escapes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info, pgettext

from audit.actions import Action
from audit.models import AuditEvent
from audit.sentences import codes, fields, values
from audit.sentences.telling import change_of

MONEY = frozenset({"paid", "credited", "price", "price_minor"})
PLANS = frozenset({"plan"})
# Elsewhere what looks like a day may be a name.
MOMENTS = ("_at", "_on", "until")
WORDS: Mapping[str, codes.Words] = {
    "role": codes.ROLES,
    "status": codes.STATES,
    "state": codes.STATES,
    "theme": codes.THEMES,
    "interval": codes.INTERVALS,
}
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field as it was and as it is. name: of the field, in the present language."""

    name: str
    before: str
    after: str


def differences(event: AuditEvent) -> list[Difference]:
    """Return what was changed, field by field."""
    names = event.changes if isinstance(event.changes, dict) else {}
    return [_difference(event, field) for field in names]


def _difference(event: AuditEvent, field: str) -> Difference:
    before, after = change_of(event, field)
    return Difference(
        values.cut(fields.named(field, event.action)),
        values.cut(shown(event, field, before, was=True)),
        values.cut(shown(event, field, after)),
    )


def shown(event: AuditEvent, field: str, value: Any, *, was: bool = False) -> str:
    """Return a value of a field as people read it. was: it is the one before."""
    match value:
        case None | "" | []:
            return pgettext("value", "empty")
        case bool():
            return pgettext("value", "yes") if value else pgettext("value", "no")
        case int():
            return _number(event, field, value, was=was)
        case list():
            return pgettext("between the words of a list", ", ").join(map(str, value))
        case str() if event.action != Action.FACT_CHANGED:
            return _text(field, value)
        case _:
            return str(value)


def _number(event: AuditEvent, field: str, value: int, *, was: bool) -> str:
    if field in MONEY:
        return _money(event, value, was=was)
    if event.target_type in ("grant", "quota_period"):
        return values.units(f"{value} {event.target_label.rsplit(' ', 1)[-1]}")
    if event.action == Action.PLAN_EDITION_MADE and field in codes.METERS:
        return values.units(f"{value} {field}")
    return values.number(value)


def _text(field: str, value: str) -> str:
    if field in WORDS:
        return codes.word(WORDS[field], value)
    if field in PLANS:
        return values.edition(value)
    if field == "language":
        return _language(value)
    if _ID.fullmatch(value):
        # Whole it is of no use to a person; its beginning tells two of them apart.
        return f"#{value[:8]}"
    return values.day(value) if field.endswith(MOMENTS) else value


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def _money(event: AuditEvent, value: int, *, was: bool) -> str:
    data = event.data if isinstance(event.data, dict) else {}
    before, after = change_of(event, "currency")
    currency = (before if was else after) or data.get("currency")
    return values.money(value, currency) or values.number(value)
