"""What fills the names of a sentence: each reads one thing of the events and writes it for people."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.personal import MASKED
from audit.sentences import codes, fields, kinds
from audit.sentences.staffs import is_as_staff
from audit.sentences.telling import Told

LONGEST = 120
# ISO 4217: what is not named has two decimals.
_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3}
# What parts a number from its unit stays.
_SPACE = re.compile(r"[^\S\u00a0]+")
_EDITION = re.compile(r"([\w-]+) v(\d+)")
_UNITS = re.compile(r"(\d{1,18}) (\w+)")
# A job without a title is called by its size, in the words of who ordered it.
_SIZE = re.compile(r"[\d,.\s]+(images?|texts?|videos?|张图片|篇文案|个视频)")
_EDITIONED = ("subscription", "order", "plan")


def cut(text: str) -> str:
    """Return one line, short enough to be read in passing."""
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def number(value: int) -> str:
    """Return a number with its thousands parted, which Django's Chinese does not."""
    return f"{value:,}"


def money(minor: Any, currency: Any) -> str:
    """Return an amount with its currency; empty where one of them is not known."""
    if not isinstance(minor, int) or isinstance(minor, bool) or not currency:
        return ""
    decimals = _DIGITS.get(str(currency), 2)
    amount = Decimal(abs(minor)).scaleb(-decimals)
    sign = "\N{MINUS SIGN}" if minor < 0 else ""
    return f"{sign}{currency}\N{NO-BREAK SPACE}{amount:,.{decimals}f}"


def edition(label: Any) -> str:
    """Return what people call an edition of a plan: those of the product have a name in each language."""
    found = _EDITION.fullmatch(str(label or ""))
    if found is None:
        return str(label or "")
    name = found[1].replace("-", " ").replace("_", " ").capitalize()
    return _("%(plan)s (edition %(number)s)") % {"plan": _(name), "number": found[2]}


def units(label: Any) -> str:
    """Return so many units in words: `500 images` as it was written, in the reader's language."""
    found = _UNITS.fullmatch(str(label or ""))
    if found is None:
        return str(label or "")
    count = int(found[1])
    size = filesizeformat(count)
    return codes.units(found[2], count, shown=number(count), size=size)


def day(value: Any) -> str:
    """Return a day or a moment as the reader writes it; what is none as it is."""
    text = str(value or "")
    try:
        found: date | datetime | None = parse_date(text) or parse_datetime(text)
    except ValueError:
        found = None
    if isinstance(found, datetime):
        local = timezone.localtime(found) if timezone.is_aware(found) else found
        return date_format(local, "DATETIME_FORMAT")
    return date_format(found, "DATE_FORMAT") if found else text


def _only_finishes(told: Told) -> bool:
    """Tell whether the product only ends what a person did: it looks at the file they sent."""
    is_upload = told.first.target_type == "upload" or told.data("source") == "upload"
    return told.is_by_itself and is_upload


def who(told: Told) -> str:
    """Return who did it, as a sentence begins with them."""
    event = told.first
    is_theirs = _only_finishes(told) and event.on_behalf_of
    name = told.names.on_behalf_of(event) if is_theirs else told.names.actor(event)
    if event.actor_type == "anonymous" or not name:
        return _("Somebody")
    if name == _("somebody who left"):
        return _("Somebody who left")
    return _("E_Business staff (%(name)s)") % {"name": name} if is_as_staff(event) else name


def what(told: Told) -> str:
    """Return what it was done to."""
    event = told.first
    label = told.names.target(event)
    if event.target_type in _EDITIONED:
        return edition(label)
    if event.target_type == "grant":
        return units(label)
    if event.target_type == "quota_period":
        return codes.word(codes.METERS, label)
    return label


def _title(told: Told) -> str:
    label = what(told)
    return "" if _SIZE.fullmatch(label) else label


def _role(told: Told) -> str:
    return codes.word(codes.ROLES, told.after("role") or told.data("role"))


def _field(told: Told) -> str:
    return fields.named(told.changed[0], told.first.action) if len(told.changed) == 1 else ""


def _known(value: Any) -> str:
    """Return a value that may be told; empty where a part of it is hidden."""
    return value if isinstance(value, str) and MASKED not in value else ""


def _gained(told: Told, field: str) -> str:
    before, after = told.before(field), told.after(field)
    if not isinstance(before, int) or not isinstance(after, int):
        return ""
    return money(after - before, told.data("currency"))


def _amount(told: Told) -> str:
    found = told.data("amount")
    return money(abs(found) if isinstance(found, int) else None, told.data("currency"))


def _text(told: Told, name: str) -> str:
    value = told.data(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


VALUES: dict[str, Callable[[Told], str]] = {
    "who": who,
    "what": what,
    "title": _title,
    "person": lambda told: told.names.on_behalf_of(told.first),
    "role": _role,
    "field": _field,
    "before": lambda told: _known(told.before(told.changed[0])) if told.changed else "",
    "after": lambda told: _known(told.after(told.changed[0])) if told.changed else "",
    "name": lambda told: _known(told.data("name")),
    "provider": lambda told: codes.word(codes.PROVIDERS, told.data("provider")),
    "form": lambda told: codes.word(codes.PROVIDERS, told.data("form") or told.data("format")),
    "amount": _amount,
    "total": lambda told: money(told.data("total"), told.data("currency")),
    "credited": lambda told: _gained(told, "credited"),
    "was_plan": lambda told: edition(told.before("plan")),
    "plan": lambda told: edition(told.after("plan")),
    "version": lambda told: str(told.after("version") or told.data("version") or ""),
    "address": lambda told: told.first.address or "" if len(told.events) == 1 else "",
    "reason": lambda told: told.reason,
    "kind": lambda told: kinds.kind(told.first.target_type),
    "list": lambda told: kinds.listed(told.first.target_label),
    "action": lambda told: told.first.action,
}


def filled(name: str, told: Told) -> str:
    """Return what a name stands for, as one line; empty where it is not known."""
    return cut(VALUES[name](told))


def nameless(name: str, told: Told) -> str:
    """Return what stands for something that has no name, or none any more."""
    return kinds.nameless(told.first.target_type) if name == "what" else "…"
