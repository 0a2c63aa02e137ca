"""One effect for one key, however often a program sends its request.

A record is written before the work (`begin`), moved in the transaction of the effect (`mark`) and
given the answer after it (`finish`). Whoever dies in between leaves a record that says how far it
came: without the effect the next request does the work, with it the next one is told what was made.
"""

import contextlib
import uuid
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models.functions import Now

from accounts.models import IdempotencyRecord

State = IdempotencyRecord.State
# Longer than any request takes: whoever has not come back by then is dead.
RUNNING = timedelta(seconds=60)
KEPT = timedelta(days=7)
NO_WORKSPACE = UUID(int=0)


class KeyReused(Exception):
    """The key stands for another request."""


class InProgress(Exception):
    """The first request with this key has not been answered yet."""


class NotInTransaction(Exception):
    """A mark must share the fate of the effect it notes."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that is to have one effect. fingerprint: of its address and body."""

    user_id: UUID
    key: str
    fingerprint: str
    workspace_id: UUID = NO_WORKSPACE


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first request was answered. headers: those that belong to the effect."""

    status: int
    body: bytes
    content_type: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """The first request had its effect; its answer was lost with the process, or is not kept."""

    id: str


@dataclass(frozen=True, slots=True)
class _Current:
    record_id: int
    owner: UUID


_current: ContextVar[_Current | None] = ContextVar("idempotency", default=None)


def begin(ask: Ask) -> Answer | Made | None:
    """Return what the first request with this key came to; None when this is the one that works.

    Raises:
        KeyReused: the key was sent with another address or body.
        InProgress: the first request is still being worked on.
    """
    owner = uuid.uuid4()
    try:
        with transaction.atomic():
            record = IdempotencyRecord.objects.create(
                user_id=ask.user_id,
                workspace_id=ask.workspace_id,
                key=ask.key,
                fingerprint=ask.fingerprint,
                owner=owner,
            )
    except IntegrityError:
        return _again(ask, owner)
    _current.set(_Current(record.pk, owner))
    return None


def _again(ask: Ask, owner: UUID) -> Answer | Made | None:
    record = IdempotencyRecord.objects.filter(
        user_id=ask.user_id, workspace_id=ask.workspace_id, key=ask.key
    ).first()
    if record is None:
        # The first one was refused just now, and its record went with it.
        raise InProgress
    if record.fingerprint != ask.fingerprint:
        raise KeyReused
    if record.state == State.DONE:
        body = bytes(record.body or b"")
        if not body and record.made:
            return Made(record.made)
        return Answer(record.status or 200, body, record.content_type, record.location)
    dead = IdempotencyRecord.objects.filter(
        pk=record.pk, owner=record.owner, started_at__lt=Now() - RUNNING
    )
    if record.state == State.EFFECTED:
        if not dead.exists():
            raise InProgress
        return Made(record.made)
    if not dead.filter(state=State.RUNNING).update(owner=owner, started_at=Now()):
        raise InProgress
    _current.set(_Current(record.pk, owner))
    return None


def mark(made: object) -> None:
    """Note, in the transaction that is open, that the request has its effect: `made`, by its id.

    Called by everything that creates; without a key it does nothing.

    Raises:
        InProgress: another request with the key took over; the transaction must be rolled back.
        NotInTransaction: no transaction is open.
    """
    current = _current.get()
    if current is None:
        return
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransaction("mark in the transaction of the effect")
    mine = IdempotencyRecord.objects.filter(pk=current.record_id, owner=current.owner)
    if mine.filter(state=State.RUNNING).update(state=State.EFFECTED, made=str(made)):
        return
    if not mine.exists():
        raise InProgress


def finish(answer: Answer) -> None:
    """Keep the answer for whoever sends the same again.

    Of one without a body only what was made is kept: it is told anew each time.
    """
    current = _current.get()
    if current is None:
        return
    _current.set(None)
    IdempotencyRecord.objects.filter(pk=current.record_id, owner=current.owner).update(
        state=State.DONE,
        status=answer.status,
        body=answer.body,
        content_type=answer.content_type,
        location=answer.location,
    )


def drop() -> None:
    """Forget a request that was refused: nothing was done, so its key may be sent again."""
    current = _current.get()
    if current is None:
        return
    _current.set(None)
    # With the database away the record ends by its time.
    with contextlib.suppress(DatabaseError):
        IdempotencyRecord.objects.filter(
            pk=current.record_id, owner=current.owner, state=State.RUNNING
        ).delete()


def clear() -> int:
    """Forget the records of a week ago (beat); return how many there were."""
    old = IdempotencyRecord.objects.filter(started_at__lt=Now() - KEPT)
    return old.delete()[0]
