"""What people were told, made ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import hooks, services
from accounts.models import Notification, User
from accounts.notices import KINDS, Group, detail_of, sentence_of

PAGE = 30
FEW = 8
# What is good, what is to be looked at, what went wrong.
TONES = {
    "job_finished": "ok",
    "job_partly": "warn",
    "job_failed": "bad",
    "quota_warning": "warn",
    "sign_in_paused": "warn",
    "token_reused": "bad",
    "workspace_deletion": "warn",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as it is read. earlier: older ones about the same."""

    row: Notification
    sentence: str
    detail: str
    icon: str
    tone: str
    picture: str = ""
    earlier: list["Notice"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list. more: the address of the next part; empty at the end."""

    notices: list[Notice]
    unread: int
    more: str
    is_first: bool


def page(user: User, *, before: UUID | None, origin: str = "") -> Page:
    """Return what a person was told, or what is older than one of it."""
    found = services.notices_of(user.pk)
    if before is not None:
        found = services.older_than(found, before)
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    more = f"{reverse('accounts:notices')}?before={shown[-1].pk}" if len(rows) > PAGE else ""
    notices = _grouped(shown, _pictures(user, shown, origin))
    return Page(notices, services.unread_of(user.pk), more, is_first=before is None)


def newest(user: User, *, origin: str = "") -> Page:
    """Return the newest of what a person was told."""
    rows = list(services.notices_of(user.pk)[: FEW + 1])
    unread = services.unread_of(user.pk)
    more = reverse("accounts:notices") if len(rows) > FEW else ""
    notices = _grouped(rows[:FEW], _pictures(user, rows[:FEW], origin))
    return Page(notices, unread, more, is_first=True)


def bell(user_id: UUID) -> dict[str, Any]:
    """Return what the bell shows and says."""
    count = services.unread_of(user_id)
    return {"unread": count, "shown": shown_count(count), "label": label(count)}


def shown_count(count: int) -> str:
    """Return a count as the bell has room for."""
    return "99+" if count > 99 else str(count) if count else ""


def label(count: int) -> str:
    """Return what the bell is called."""
    if not count:
        return _("Notifications")
    if count > 99:
        return _("Notifications, more than 99 unread")
    words = ngettext("Notifications, %(n)d unread", "Notifications, %(n)d unread", count)
    return words % {"n": count}


def way_of(notice: Notification) -> str:
    """Return where a notice leads: to this site, whatever was written."""
    is_ours = notice.path.startswith("/") and url_has_allowed_host_and_scheme(
        notice.path, allowed_hosts=None
    )
    return notice.path if is_ours else reverse("accounts:notices")


def choices(user_id: UUID) -> list[dict[str, Any]]:
    """Return the kinds by group, and whether each is mailed."""
    chosen = services.choices_of(user_id)
    return [
        {
            "group": group,
            "label": group.label,
            "kinds": [
                {"name": kind.name, "title": kind.title, "by_mail": chosen.get(kind.name, True)}
                for kind in KINDS.values()
                if kind.group == group and (kind.can_choose or kind.is_security)
            ],
            "is_always": group == Group.SECURITY,
        }
        for group in Group
    ]


def _pictures(user: User, rows: list[Notification], origin: str) -> dict[str, str]:
    subjects = {(row.workspace_id, row.subject) for row in rows if row.workspace_id and row.subject}
    return hooks.notice_pictures(user.pk, subjects, origin=origin) if subjects and origin else {}


def _grouped(rows: Iterable[Notification], pictures: dict[str, str]) -> list[Notice]:
    """Return notices with those about the same under the newest of them."""
    shown: list[Notice] = []
    heads: dict[str, Notice] = {}
    for row in rows:
        notice = shown_as(row, picture=pictures.get(row.subject, ""))
        head = heads.get(row.subject) if row.subject else None
        if head is not None:
            head.earlier.append(notice)
            continue
        shown.append(notice)
        if row.subject:
            heads[row.subject] = notice
    return shown


def shown_as(row: Notification, *, picture: str = "") -> Notice:
    """Return one notice as it is read now, in the present language."""
    kind = KINDS.get(row.kind)
    data = row.data if isinstance(row.data, dict) else {}
    return Notice(
        row,
        sentence_of(row.kind, data),
        detail_of(row.kind, data),
        icon=kind.icon if kind else "bell",
        tone=TONES.get(row.kind, ""),
        picture=picture,
    )
