"""Mails on their way: written in the transaction of what they tell, sent afterwards by a worker.

    waiting ─sent──▶ sent              there is no mail server: ─▶ kept (staff read it)
       │ └─refused, too late, too often─▶ given up ─again─▶ waiting

Every move is one guarded UPDATE. A mail that is taken is leased: who dies while sending lets it
come due again, under the same Message-ID, by which servers know it.
"""

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts import outgoing, queue, sealing, sql
from accounts.letters import Letter, one_line
from accounts.models import MailOut
from audit import services as audit
from audit.actions import Action

LEASE_SECONDS = 120
BASE_SECONDS, CAP_SECONDS = 60.0, 6 * 3600.0
MAX_ATTEMPTS = 10
GIVEN_UP_AFTER = timedelta(hours=24)
# A round ends in time for the next; one server that is away is asked once in it.
MANY = 100
KEPT_FOR = timedelta(days=30)
TOO_LATE = "too late: what it says is no longer so"


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter to an address. until: when what it says is no longer so."""

    address: str
    kind: str
    letter: Letter
    language: str = ""
    user_id: UUID | None = None
    until: datetime | None = None


def post(mail: Mail) -> UUID:
    """Write a mail in the open transaction; a worker sends it once that is committed.

    Without a mail server it is kept, for staff to read.
    """
    has_server = settings.HAS_EMAIL
    row = MailOut.objects.create(
        user_id=mail.user_id,
        address=mail.address[:254],
        kind=mail.kind,
        language=mail.language,
        subject=mail.letter.subject,
        body=_sealed(mail),
        state=MailOut.State.WAITING if has_server else MailOut.State.KEPT,
        finished_at=None if has_server else Now(),
    )
    if has_server:
        transaction.on_commit(lambda: queue.send_mail(row.pk))
    return row.pk


def send_one(mail_id: UUID) -> bool:
    """Send a mail if it is due; return whether the server could be asked."""
    taken = sql.lease_mail(lease_seconds=LEASE_SECONDS, mail_id=mail_id)
    return True if taken is None else _send(taken)


def send_due() -> int:
    """Send what is due, as long as the server answers (beat); return how many were tried."""
    if not settings.HAS_EMAIL:
        _keep_all()
        return 0
    for tried in range(MANY):
        taken = sql.lease_mail(lease_seconds=LEASE_SECONDS)
        if taken is None:
            return tried
        if not _send(taken):
            return tried + 1
    return MANY


def send_again(mail_id: UUID, *, by: audit.Actor = audit.SYSTEM, reason: str = "") -> bool:
    """Try a mail anew that was given up or waits for its next try, in the open transaction.

    False when it cannot be: it was sent, says nothing any more, is due already, or may be on its
    way just now.
    """
    stands_still = Q(state=MailOut.State.GIVEN_UP) | _resting() & Q(due_at__gt=Now())
    moved = MailOut.objects.filter(stands_still, pk=mail_id, body__isnull=False).update(
        state=MailOut.State.WAITING,
        attempts=0,
        due_at=Now(),
        finished_at=None,
        reason="",
        created_at=Now(),
    )
    if moved:
        _record(Action.MAIL_SENT_AGAIN, mail_id, by=by, reason=reason)
        transaction.on_commit(lambda: queue.send_mail(mail_id))
    return bool(moved)


def give_up(mail_id: UUID, *, by: audit.Actor, reason: str) -> bool:
    """Try a mail no more; False when it does not wait, or may be on its way just now."""
    with transaction.atomic(durable=True):
        moved = MailOut.objects.filter(_resting(), pk=mail_id).update(
            state=MailOut.State.GIVEN_UP, finished_at=Now(), reason=one_line(reason)
        )
        if moved:
            _record(Action.MAIL_GIVEN_UP, mail_id, by=by, reason=reason)
    return bool(moved)


def _resting() -> Q:
    """Return what waits and nobody sends: a lease is never longer than this."""
    is_leased = Q(due_at__gt=Now(), due_at__lte=Now() + timedelta(seconds=LEASE_SECONDS))
    return Q(state=MailOut.State.WAITING) & ~is_leased


def _record(action: Action, mail_id: UUID, *, by: audit.Actor, reason: str) -> None:
    target = audit.Target("mail", str(mail_id))
    audit.record(action, actor=by, target=target, details=audit.Details(reason=reason))


def read_by_staff(mail: MailOut, *, by: audit.Actor) -> Letter | None:
    """Return what a mail says to who runs the studio, on the record; None when nothing is kept.

    Links in mails open accounts. With a mail server nobody needs to read them.
    """
    if settings.HAS_EMAIL:
        return None
    try:
        letter = read(mail)
    except sealing.CannotOpen:
        return None
    with transaction.atomic():
        audit.record(
            Action.MAIL_READ_BY_STAFF,
            actor=by,
            target=audit.Target("mail", str(mail.pk), mail.address),
            details=audit.Details(data={"kind": mail.kind}),
        )
    return letter


def read(mail: MailOut) -> Letter:
    """Return what a mail says.

    Raises:
        sealing.CannotOpen: it has been erased, or its key is gone.
    """
    body = _opened(mail)
    return Letter(mail.subject, body["text"], body["html"], body["headers"])


def clear() -> int:
    """Forget mails that ended 30 days ago (beat); return how many went."""
    old = MailOut.objects.filter(finished_at__lt=Now() - KEPT_FOR)
    return old.delete()[0]


def overdue() -> int:
    """Return how many mails have waited for more than a quarter of an hour."""
    late = Now() - timedelta(minutes=15)
    return MailOut.objects.filter(state=MailOut.State.WAITING, created_at__lt=late).count()


def _send(mail_id: UUID) -> bool:
    """Send a leased mail and note what came of it; return whether the server could be asked."""
    mail = MailOut.objects.get(pk=mail_id)
    try:
        body = _opened(mail)
    except sealing.CannotOpen:
        _end(mail, MailOut.State.GIVEN_UP, reason="its key is not among FIELD_KEYS")
        return True
    until = parse_datetime(body["until"]) if body["until"] else None
    if until is not None and until <= timezone.now():
        _end(mail, MailOut.State.GIVEN_UP, reason=TOO_LATE)
        return True
    letter = Letter(mail.subject, body["text"], body["html"], body["headers"])
    try:
        outgoing.send(letter, to=mail.address, name=str(mail.pk), written=mail.created_at)
    except outgoing.Refused as refusal:
        _note_refusal(mail, refusal)
        return not refusal.is_away
    _end(mail, MailOut.State.SENT)
    return True


def _note_refusal(mail: MailOut, refusal: outgoing.Refused) -> None:
    """Give a mail up, or let it come due later."""
    is_old = mail.created_at <= timezone.now() - GIVEN_UP_AFTER
    if refusal.is_permanent or is_old or mail.attempts >= MAX_ATTEMPTS:
        _end(mail, MailOut.State.GIVEN_UP, reason=str(refusal))
        return
    _mine(mail).update(
        due_at=Now() + timedelta(seconds=pause(mail.attempts)), reason=one_line(str(refusal))
    )


def pause(attempts: int) -> float:
    """Return seconds to wait after so many attempts: longer each time, and never all at once."""
    return min(CAP_SECONDS, BASE_SECONDS * 3.0 ** (attempts - 1) * random.uniform(1.0, 1.5))  # noqa: S311  jitter, not a secret


def _end(mail: MailOut, state: MailOut.State, *, reason: str = "") -> None:
    """Note how it ended; only what may be tried anew keeps what it says."""
    values: dict[str, Any] = {"state": state, "finished_at": Now(), "reason": one_line(reason)}
    if state == MailOut.State.SENT or reason == TOO_LATE:
        values["body"] = None
    with transaction.atomic():
        ended = _mine(mail).update(**values)
        if ended and state == MailOut.State.GIVEN_UP:
            _record(Action.MAIL_GIVEN_UP, mail.pk, by=audit.SYSTEM, reason=values["reason"])


def _mine(mail: MailOut) -> Any:
    """Return the mail as long as nobody else has taken it since."""
    return MailOut.objects.filter(pk=mail.pk, state=MailOut.State.WAITING, attempts=mail.attempts)


def _keep_all() -> None:
    """Keep what waits for a mail server that is not there any more."""
    waiting = MailOut.objects.filter(state=MailOut.State.WAITING)
    waiting.update(state=MailOut.State.KEPT, finished_at=Now())


def _sealed(mail: Mail) -> bytes:
    body = {
        "text": mail.letter.text,
        "html": mail.letter.html,
        "headers": dict(mail.letter.headers),
        "until": mail.until.isoformat() if mail.until else "",
    }
    return sealing.seal(json.dumps(body)).encode()


def _opened(mail: MailOut) -> dict[str, Any]:
    if mail.body is None:
        raise sealing.CannotOpen
    body: dict[str, Any] = json.loads(sealing.unseal(bytes(mail.body).decode()))
    return body
