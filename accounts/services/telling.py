"""What people are told: written in the transaction of the fact, shown and mailed afterwards."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts import hooks, letters, sql
from accounts.notices import Kind, kind_of
from accounts.services import mails


class NotInTransaction(Exception):
    """What is told must share the fate of the fact."""


def tell(  # noqa: PLR0913  what a notice is made of
    user_id: UUID,
    kind: str,
    *,
    data: Mapping[str, Any],
    workspace_id: UUID | None = None,
    subject: str = "",
    path: str = "",
    once: str = "",
    by: UUID | None = None,
) -> bool:
    """Tell a person something, in the open transaction; return whether they were.

    subject: what it is about, by which the list groups. path: where on this site it leads.
    once: a name under which they are told at most once. by: who did it; they are not told
    what they just did themselves, except of kinds of security.

    Raises:
        NotInTransaction: no transaction is open.
        UnknownKind: there is no such kind.
    """
    told = tell_many(
        [user_id],
        kind,
        data=data,
        workspace_id=workspace_id,
        subject=subject,
        path=path,
        once=once,
        by=by,
    )
    return bool(told)


def tell_many(  # noqa: PLR0913  what a notice is made of
    user_ids: Iterable[UUID],
    kind: str,
    *,
    data: Mapping[str, Any],
    workspace_id: UUID | None = None,
    subject: str = "",
    path: str = "",
    once: str = "",
    by: UUID | None = None,
) -> int:
    """Tell several people the same as `tell`; return how many were told."""
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction(f"{kind} needs the transaction of the fact it tells")
    what = kind_of(kind)
    people = [one for one in user_ids if what.is_security or one != by]
    if not people:
        return 0
    leads = path or (reverse(what.page) if what.page else "")
    new = sql.New(kind, dict(data), workspace_id, subject[:64], leads[:300], once[:160])
    told = sql.tell(people, new)
    for one in told:
        _mail(what, one, new)
        transaction.on_commit(_teller(one.user_id, workspace_id), robust=True)
    return len(told)


def _teller(user_id: UUID, workspace_id: UUID | None) -> Any:
    return lambda: hooks.told(user_id, workspace_id)


def _mail(kind: Kind, told: sql.Told, new: sql.New) -> None:
    """Write the mail of a notice, when its person wants one."""
    chosen = told.by_mail if kind.can_choose else None
    if not (kind.is_mailed_unasked if chosen is None else chosen):
        return
    letter = letters.of_notice(
        kind,
        new.data,
        user_id=told.user_id,
        path=new.path,
        language=told.language,
        time_zone=told.time_zone,
    )
    also = str(new.data.get(kind.also_to, "")) if kind.also_to else ""
    for address in dict.fromkeys(filter(None, (told.email, also))):
        mails.post(
            mails.Mail(
                address=address,
                kind=kind.name,
                letter=letter,
                language=told.language,
                user_id=told.user_id,
            )
        )
