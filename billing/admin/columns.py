"""What stands in columns and on pages of billing's rows: amounts, units, states and links."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from audit.admin.showing import LINK
from billing import amounts, prices, units
from billing.wording import name_of

Column = Callable[[Any], Any]
Title = str | Promise
NOTHING = "–"


def column(name: str, title: Title, read: Column | None = None, *, order: str = "") -> Column:
    """Return a column under a title in the reader's language. name: of the field when none is read.

    order: by which field it is sorted when its head is clicked; not at all when empty.
    """

    def show(row: Any) -> Any:
        return _shown(read(row) if read else _at(row, name))

    return _named(show, name, title, order=order)


def state(name: str, title: Title, colours: Mapping[str, str]) -> Column:
    """Return a column of a choice as a badge. colours: value → unfold's name of one."""

    def show(row: Any) -> str:
        words = getattr(row, f"get_{name}_display")()
        context = {"text": words, "type": colours.get(getattr(row, name), "")}
        return render_to_string("unfold/helpers/label.html", context)

    return _named(show, name, title)


def choice(name: str, title: Title) -> Column:
    """Return a column of a choice in words."""
    return column(name, title, lambda row: getattr(row, f"get_{name}_display")())


def yes(name: str, title: Title, read: Column | None = None) -> Column:
    """Return a column of yes and no."""

    def show(row: Any) -> bool:
        return bool(read(row) if read else _at(row, name))

    shown = _named(show, name, title)
    shown.boolean = True  # type: ignore[attr-defined]
    return shown


def money(name: str, title: Title, read: Column | None = None) -> Column:
    """Return a column of an amount in minor units of the row's currency."""

    def show(row: Any) -> str:
        value = read(row) if read else _at(row, name)
        return NOTHING if value is None else nowrap(amounts.shown(value, row.currency))

    return _named(show, name, title)


def micros(name: str, title: Title, *, rounded: Callable[[int], int] = prices.charged) -> Column:
    """Return a column of an amount in millionths of a minor unit, as it is told."""
    return money(name, title, lambda row: rounded(getattr(row, name)))


def count(name: str, title: Title, read: Column | None = None, *, moved: bool = False) -> Column:
    """Return a column of units of the row's meter. moved: by how much a balance moved."""

    def show(row: Any) -> str:
        value = read(row) if read else _at(row, name)
        if value is None:
            return NOTHING
        said = units.moved if moved else units.shown
        return nowrap(said(row.meter, value))

    return _named(show, name, title)


def link(name: str, title: Title, *, words: Column | None = None, read: Column | None = None) -> Column:  # fmt: skip
    """Return a column that leads to another row's page. words: how it is called there."""

    def show(row: Any) -> str:
        other = read(row) if read else _at(row, name)
        return NOTHING if other is None else linked(other, words(other) if words else str(other))

    return _named(show, name, title)


def who(name: str, title: Title) -> Column:
    """Return a column of who did it: a link to a person, else as it is written."""

    def show(row: Any) -> str:
        key, known = getattr(row, name), f"_{name}_person"
        if not hasattr(row, known):
            setattr(row, known, _person(key))
        person: User | None = getattr(row, known)
        return linked(person, person.label) if person else key or NOTHING

    return _named(show, name, title)


def _person(key: str) -> User | None:
    try:
        return User.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None


def listed(name: str, title: Title, model: str, **query: str) -> Column:
    """Return a link to a list of rows that belong to this one. query: parameter → path of a value."""

    def show(row: Any) -> str:
        values = {key: str(_at(row, path)) for key, path in query.items()}
        address = reverse(f"admin:billing_{model}_changelist", query=values)
        return format_html('<a class="{}" href="{}">{}</a>', LINK, address, _("Show"))

    return _named(show, name, title)


def linked(row: Any, words: object) -> str:
    """Return words that lead to a row's page, and look like it."""
    return format_html('<a class="{}" href="{}">{}</a>', LINK, page_of(row), words)


def page_of(row: Any) -> str:
    """Return where a row is shown."""
    meta = row._meta  # noqa: SLF001  Django's documented way to a model's name
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def nowrap(words: str) -> str:
    """Return words that stand in one line."""
    return format_html('<span class="whitespace-nowrap">{}</span>', words)


def moment(at: datetime) -> str:
    """Return a moment as staff read it, in their time zone."""
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def order_words(order: Any) -> str:
    """Return how an order is called: its plan, and what it costs."""
    plan = name_of(order.plan_version.plan)
    return f"{plan} · {amounts.shown(order.amount, order.currency)}"


def _shown(value: Any) -> Any:
    """Return a value as it stands in lists and on pages alike."""
    match value:
        case None | "":
            return NOTHING
        case datetime():
            return nowrap(moment(value))
        case date():
            return nowrap(value.isoformat())
        case _:
            return value


def _at(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
        if row is None:
            return None
    return row


def _named(show: Any, name: str, title: Title, *, order: str = "") -> Column:
    """Give a column what the admin asks of a function: a name, a title, an order."""
    show.__name__ = name
    show.short_description = title
    if order:
        show.admin_order_field = order
    made: Column = show
    return made
