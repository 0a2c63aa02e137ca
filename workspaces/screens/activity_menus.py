"""The menus the page of activity is narrowed by, and what narrows it besides."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from audit import names, search
from audit.actions import Action
from audit.models import AuditEvent
from audit.search import Filters
from workspaces import services
from workspaces.screens.activity_asked import AREAS, DAYS, EVER, OWN, STAFF, SYSTEM, TODAY, Asked

# Of who has left, those that can be chosen.
LEFT_AT_MOST = 50
GONE = (Action.MEMBER_REMOVED, Action.MEMBER_LEFT)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu."""

    label: str
    href: str
    on: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Entries that belong together. label: what they are; empty for the first."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Menu:
    """One filter. value: what is chosen."""

    id: str
    name: str
    parts: list[Part]
    value: str


@dataclass(frozen=True, slots=True)
class Only:
    """What a row led to and no menu offers. href: the list without it."""

    name: str
    value: str
    href: str


_Offered = list[tuple[str, list[tuple[str, str]]]]


def menus(asked: Asked, *, here: str, workspace_id: UUID, me: UUID) -> list[Menu]:
    """Return the menus with what is chosen in each."""
    outcomes = [(str(one), str(one.label).capitalize()) for one in AuditEvent.Outcome]
    areas = [(key, str(area.label)) for key, area in AREAS.items()]
    return [
        _menu("who", pgettext("filter", "Who"), _who(asked, workspace_id, me), asked, here),
        _menu(
            "what", pgettext("filter", "What"), [("", [("", _("Everything")), *areas])], asked, here
        ),
        _menu("when", pgettext("filter", "When"), [("", _spans())], asked, here),
        _menu("outcome", _("Outcome"), [("", [("", _("Any")), *outcomes])], asked, here),
    ]


def only(asked: Asked, *, here: str) -> list[Only]:
    """Return what narrows the list besides the menus."""
    kind, key = asked.target
    given = (
        ("about", pgettext("activity", "About"), key if kind else ""),
        ("address", pgettext("activity", "Address"), asked.address),
        ("request", pgettext("activity", "Request"), asked.request),
    )
    return [
        Only(label, value, asked.address_of(here, **{name: "", "before": None, "after": None}))
        for name, label, value in given
        if value
    ]


def people_here(keys: Iterable[str], workspace_id: UUID) -> set[str]:
    """Return those of these ids that belong to members, or to who has a row here."""
    asked = {key for key in keys if key}
    met = search.met(workspace_id, asked)
    if met == asked:
        return met
    # What members did may be so long ago that its month is gone.
    return met | (asked & {str(one.user_id) for one in services.members(workspace_id)})


def _menu(key: str, name: str, offered: _Offered, asked: Asked, here: str) -> Menu:
    chosen: str = getattr(asked, key)
    labels = {value: label for _head, entries in offered for value, label in entries}
    parts = [
        Part(
            head,
            [
                Choice(label, asked.address_of(here, **{key: value}), value == chosen)
                for value, label in entries
            ],
        )
        for head, entries in offered
        if entries
    ]
    return Menu(key, name, parts, labels[chosen])


def _who(asked: Asked, workspace_id: UUID, me: UUID) -> _Offered:
    members = [
        (str(one.user_id), _("You") if one.user_id == me else one.user.label)
        for one in services.members(workspace_id)
    ]
    here = {key for key, _label in members}
    left = [(key, label) for key, label in _left(workspace_id, asked) if key not in here]
    known = {"", STAFF, SYSTEM, *here, *(key for key, _label in left)}
    return [
        (
            "",
            [
                ("", _("Anyone")),
                (SYSTEM, _("E_Business itself")),
                (STAFF, pgettext("filter", "Staff")),
                # Who was never here has no name here, whoever that is elsewhere.
                *([] if asked.who in known else [(asked.who, asked.who)]),
            ],
        ),
        (_("Members"), sorted(members, key=lambda one: (one[0] != str(me), one[1].casefold()))),
        (_("Not here any more"), left),
    ]


def _left(workspace_id: UUID, asked: Asked) -> list[tuple[str, str]]:
    """Return who has left, the last first; and who is asked for, if they were ever here."""
    gone = Filters(workspace_id=workspace_id, actions=GONE)
    events = search.page(gone, limit=LEFT_AT_MOST).events
    found = {event.target_id: event for event in events}
    is_further = asked.who and asked.who not in {STAFF, SYSTEM, *found}
    if is_further and search.met(workspace_id, [asked.who]):
        found[asked.who] = AuditEvent(target_type="user", target_id=asked.who)
    called = names.of(found.values())
    return [(key, called.target(event)) for key, event in found.items()]


def _spans() -> list[tuple[str, str]]:
    days = [
        (key, ngettext("Last %(n)d day", "Last %(n)d days", count) % {"n": count})
        for key, count in DAYS.items()
        if key != TODAY
    ]
    return [(TODAY, _("Today")), *days, (EVER, _("All time")), (OWN, _("Own dates"))]
